import { existsSync } from 'node:fs'
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
  context.setDefaultTimeout(8_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, complaints, context }
}
