import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

export const chromiumPath = '/usr/bin/chromium'
/** Why the browser tests are skipped, where they are. */
export const noBrowser = existsSync(chromiumPath)
  ? undefined
  : 'there is no /usr/bin/chromium (Debian: apt-get install chromium)'

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--force-prefers-reduced-motion'] })

/** Run in the page, whose types are not those of Node. */
const reportRefusals = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('refused by the policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`

/** A tab, and everything that it complained of: errors, warnings, what the policy refused. */
export type Tab = { readonly page: Page; readonly complaints: string[]; readonly context: BrowserContext }

export async function openTab(browser: Browser, colorScheme: 'light' | 'dark' = 'light'): Promise<Tab> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1400, height: 900 } })
  await context.addInitScript(reportRefusals)
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, complaints, context }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What keeps people out, each with where it is. Run as text: the policy of the page lets no other script in. */
export async function seriousIn(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as { violations: readonly Violation[] }
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}
