// Pictures of every page in both themes, into .screenshots/: npm run screenshots [-- ADDRESS]. Without the address of a
// server it shows the record of the browser tests. With --readme, of the demo's server, those of the README are renewed.
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createToken } from '../src/operations/tokens.ts'
import { serve } from '../src/server/serve.ts'
import { openTab, startBrowser } from '../test/web/browser.ts'
import { recordStory } from '../test/web/record.ts'
import { builtWeb } from './web.ts'

const pages: readonly (readonly [name: string, path: string])[] = [
  ['home', '/'],
  ['models', '/models'],
  ['runs', '/runs'],
  ['search', '/search?q=train'],
  ['overview', '/node?ref=flight-delay'],
  ['run', '/node?ref=train.py'],
  ['drawing', '/node?ref=flight-delay&tab=lineage'],
  ['outline', '/node?ref=flight-delay&tab=lineage&view=outline'],
  ['table', '/node?ref=flight-delay&tab=lineage&view=table'],
  ['impact', '/node?ref=data/raw/flights.csv&tab=impact'],
  ['history', '/node?ref=flight-delay&tab=history'],
  ['missing', '/node?ref=nothing-of-that-name'],
]
const root = join(import.meta.dirname, '..')
const folder = join(root, '.screenshots')
const inReadme = ['home-light.png', 'drawing-light.png']
const words = process.argv.slice(2)

const { address, stop, lock } = await served(words.find((word) => word !== '--readme'))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const browser = await startBrowser()
for (const theme of ['light', 'dark'] as const) {
  const { page, complaints } = await openTab(browser, theme)
  for (const [name, path] of pages) {
    await page.goto(`${address}${path}`)
    await page.waitForSelector('h1, [role=alert]')
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  }
  await page.goto(address)
  await page.waitForSelector('h1')
  await page.keyboard.press('Control+K')
  await page.keyboard.type('fl')
  await page.waitForSelector('[role=option]')
  await page.screenshot({ path: join(folder, `palette-${theme}.png`) })
  for (const complaint of complaints) console.error(`${theme}: ${complaint}`)
}
if (await lock()) {
  for (const theme of ['light', 'dark'] as const) {
    const { page } = await openTab(browser, theme)
    await page.goto(address)
    await page.waitForSelector('h1')
    await page.screenshot({ path: join(folder, `sign-in-${theme}.png`) })
  }
}
await browser.close()
await stop()
if (words.includes('--readme')) for (const name of inReadme) cpSync(join(folder, name), join(root, 'docs/images', name))
console.log(`Pictures are in ${folder}`)

type Shown = {
  readonly address: string
  readonly stop: () => Promise<void>
  /** From then on the server asks for a token, where it is ours. */
  readonly lock: () => Promise<boolean>
}

async function served(given: string | undefined): Promise<Shown> {
  if (given !== undefined) return { address: given, stop: async () => undefined, lock: async () => false }
  const { surroundings, write } = await recordStory()
  const lock = async () => {
    await write((store) => createToken(store, { name: 'ann', role: 'viewer' }, surroundings))
    return true
  }
  const options = { store: undefined, host: '127.0.0.1', port: 0, url: undefined, web: builtWeb() }
  return { ...(await serve(options, surroundings)), lock }
}
