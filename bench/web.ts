import type { Browser, Page } from 'playwright-core'
import { builtWeb } from '../scripts/web.ts'
import { generatedLineage } from '../src/drawing/generated.test-lineage.ts'
import { serve } from '../src/server/serve.ts'
import { noBrowser, openTab, startBrowser } from '../test/web/browser.ts'
import { recordHub, recordStory } from '../test/web/record.ts'
import { type Measure, printMeasures } from './measure.ts'

const rounds = 5
const paintMsMax = 1_000
const frameMsMax = 12
const children = 3_367
// Draws a few more than 300 cards and pills, so that the most are drawn that ever are.
const largest = { seed: 1, size: 420 }
const moves = 60

/** What a reader waits for: a hub, and the largest drawing, from the answer to the picture; and what one step of a pan costs. */
export async function webBench(): Promise<readonly Measure[]> {
  if (noBrowser !== undefined) {
    console.log(`not measured: ${noBrowser}`)
    return []
  }
  const project = await recordStory()
  await recordHub(project, children)
  const options = { store: undefined, host: '127.0.0.1', port: 0, url: undefined, web: builtWeb() }
  const { address, stop } = await serve(options, project.surroundings)
  const browser = await startBrowser()
  try {
    const hub = await best(() => paintMs(browser, `${address}/node?ref=hub&tab=impact`))
    const large = await best(() => paintMs(browser, `${address}/node?ref=hub&tab=lineage`, answerLargest))
    const frame = await best(() => frameMs(browser, `${address}/node?ref=hub&tab=lineage`))
    return [
      measure(`a hub of ${children}, from its answer to its picture`, hub, paintMsMax),
      measure('a drawing of 300 nodes, from its answer to its picture', large, paintMsMax),
      measure('a step of a pan over it, in the renderer', frame, frameMsMax),
    ]
  } finally {
    await browser.close()
    await stop()
  }
}

function measure(name: string, ms: number, most: number): Measure {
  const ratio = ms / most
  return { name, ours: `${ms.toFixed(1)} ms`, theirs: `${most} ms`, ratio, target: '≤ 1', holds: ratio <= 1 }
}

async function best(once: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) least = Math.min(least, await once())
  return least
}

/** When the frame after the one in which the first card came began, in a promise. */
const watchCards = `window.painted = new Promise((done) => {
  new MutationObserver((_, watching) => {
    if (document.querySelector('[data-node]') === null) return
    watching.disconnect()
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
  }).observe(document, { subtree: true, childList: true })
})`

async function paintMs(browser: Browser, url: string, prepare?: (page: Page) => Promise<void>): Promise<number> {
  const { page, context } = await openTab(browser)
  await page.addInitScript(watchCards)
  await prepare?.(page)
  await page.goto(url)
  const ms = await page.evaluate(
    `window.painted.then((at) => at - performance.getEntriesByType('resource').filter(({ name }) => /v1\\/(trace|impact)/.test(name)).at(-1).responseEnd)`,
  )
  await context.close()
  return Number(ms)
}

async function answerLargest(page: Page): Promise<void> {
  const lineage = generatedLineage(largest.seed, largest.size)
  await page.route('**/pedigree/v1/trace*', (route) => route.fulfill({ json: lineage }))
}

/** The renderer's time over `moves` steps of a drag, one a frame. */
async function frameMs(browser: Browser, url: string): Promise<number> {
  const { page, context } = await openTab(browser)
  await answerLargest(page)
  await page.goto(url)
  await page.locator('[data-node]').first().waitFor()
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  const taskSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  }
  await page.mouse.move(700, 600)
  await page.mouse.down()
  const before = await taskSeconds()
  for (let step = 1; step <= moves; step++) {
    await page.mouse.move(700 - step * 4, 600 - step)
    await page.evaluate('new Promise((done) => requestAnimationFrame(done))')
  }
  const ms = ((await taskSeconds()) - before) * 1_000
  await context.close()
  return ms / moves
}

if (import.meta.main) printMeasures(await webBench())
