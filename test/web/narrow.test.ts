import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openTab } from './browser.ts'
import { recordRun } from './record.ts'
import { type ServedStory, serveStory, stopStory } from './served-story.ts'

describe.skipIf(noBrowser !== undefined)('in narrow windows', () => {
  let story: ServedStory
  beforeAll(async () => {
    story = await serveStory()
    await recordRun(story.project, 'a'.repeat(900))
    story.project.file('data/raw/weather.csv', 'other weather')
    await story.project.runOf({ name: 'fetch.py', writes: ['data/raw/weather.csv'] })
  })
  afterAll(() => stopStory(story))

  const opened = async (path: string, width: number, height: number) => {
    const tab = await openTab(story.browser)
    await tab.page.setViewportSize({ width, height })
    await tab.page.goto(`${story.served.address}${path}`)
    await tab.page.waitForSelector('h1')
    await tab.page.waitForLoadState('networkidle').catch(() => undefined)
    return tab
  }

  test.each([1_000, 768, 600, 390])('at %i pixels nothing in the bar covers anything else', async (width) => {
    const { page, context } = await opened('/', width, 800)
    await page.getByText('State of the record').waitFor()

    const boxes = await page.locator('header a, header button').evaluateAll((parts) =>
      parts.map((part) => {
        const { left, top, right, bottom } = part.getBoundingClientRect()
        return { left, top, right, bottom, name: part.textContent ?? '' }
      }),
    )

    const covered = boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.name} and ${b.name}`),
    )
    expect(covered).toEqual([])
    expect(boxes.filter(({ right }) => right > width).map(({ name }) => name)).toEqual([])
    await context.close()
  })

  test('what is told of a card stands below the drawing, which keeps its width', async () => {
    const { page, context } = await opened('/node?ref=flight-delay@2&tab=lineage', 420, 800)
    await page.getByRole('application').focus()
    await page.keyboard.press('ArrowLeft')

    const told = await page.getByRole('complementary').boundingBox()
    const drawing = await page.getByRole('application').boundingBox()

    expect(drawing?.width).toBe(420)
    expect(told?.y).toBeGreaterThanOrEqual((drawing?.y ?? 0) + (drawing?.height ?? 0))
    await context.close()
  })

  test.each([
    '/',
    '/runs',
    '/search?q=train',
    '/node?ref=flight-delay@1',
    '/node?ref=run:test/3',
    '/node?ref=flight-delay&tab=lineage&view=table',
  ])('%s fits 390 pixels, and no cell is a letter wide', async (path) => {
    const { page, context } = await opened(path, 390, 844)
    await page.getByRole('table').first().waitFor()

    const [overflow, inner, cells] = (await page.evaluate(`[
      document.documentElement.scrollWidth - innerWidth,
      Math.max(...[...document.querySelectorAll('section > div, main div')].filter((box) => getComputedStyle(box).overflowX === 'auto')
        .map((box) => box.scrollWidth - box.clientWidth), 0),
      [...document.querySelectorAll('tbody td > span, tbody th')].filter((cell) => cell.textContent && cell.clientWidth > 0 && cell.clientWidth < 40).map((cell) => cell.textContent)]`)) as [
      number,
      number,
      string[],
    ]

    expect([overflow, inner, cells.filter((text) => text.length > 4)]).toEqual([0, 0, []])
    await context.close()
  })

  test.each([
    ['a path that had two contents', '/node?ref=data/raw/weather.csv&tab=impact', /this is about/],
    ['what is not on record', `/node?ref=${'sha256:'.padEnd(71, '0')}`, /is not on record/],
    ['a time that is none', `/node?ref=flight-delay&as-of=${'x'.repeat(60)}`, /is not a time/],
    ['no reference', '/node', /Nothing is asked for/],
    ['a long text to search for', `/search?q=${'x'.repeat(90)}`, /Nothing on record/],
  ])('%s fits 390 pixels, since digests and names break', async (_, path, text) => {
    const { page, context } = await opened(path, 390, 844)
    await page.getByText(text).first().waitFor()

    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    await context.close()
  })

  test('at 1,000 pixels a table has the whole width, and what a thing is stands below it', async () => {
    const { page, context } = await opened('/node?ref=run:test/3', 1_000, 800)
    const table = page.getByRole('table', { name: 'What it has to do with' })
    await table.waitFor()

    expect((await table.boundingBox())?.width).toBeGreaterThan(900)
    await context.close()
  })

  test('a name of 900 characters leaves the other columns their room', async () => {
    const { page, context } = await opened('/runs', 1_000, 800)

    const row = page.getByRole('row', { name: /^aaaa/ })
    const { height = 0 } = (await row.boundingBox()) ?? {}
    const began = await row.getByRole('cell').nth(2).boundingBox()

    expect(height).toBeLessThan(100)
    expect(began?.width).toBeGreaterThan(80)
    await context.close()
  })

  test('in a small window the drawing has a height that one can read in, and the page scrolls to it', async () => {
    const { page, context } = await opened('/node?ref=flight-delay&tab=lineage', 700, 450)
    const drawing = page.getByRole('application')
    await drawing.waitFor()

    await page.mouse.move(350, 60)
    await page.mouse.wheel(0, 2_000)
    await expect
      .poll(async () => {
        const box = await drawing.boundingBox()
        return box === null ? 0 : Math.min(450, box.y + box.height) - Math.max(0, box.y)
      })
      .toBeGreaterThan(300)
    await context.close()
  })
})
