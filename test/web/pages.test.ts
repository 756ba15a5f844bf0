import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openTab, seriousIn, type Tab } from './browser.ts'
import { rawTables, recordHub, recordMany, recordRun } from './record.ts'
import { type ServedStory, serveStory, stopStory } from './served-story.ts'

if (noBrowser !== undefined) console.warn(`Skipped: the pages in a browser, since ${noBrowser}.`)

describe.skipIf(noBrowser !== undefined)('in a browser', () => {
  let story: ServedStory
  beforeAll(async () => {
    story = await serveStory()
  })
  afterAll(() => stopStory(story))

  const opened = async (path: string): Promise<Tab> => {
    const tab = await openTab(story.browser, 'light')
    await tab.page.goto(`${story.served.address}${path}`)
    await tab.page.waitForSelector('h1')
    return tab
  }
  const lineage = '/node?ref=flight-delay&tab=lineage'

  const pages = [
    ['home', '/', 'flight-delay'],
    ['search', '/search?q=train', 'train.py'],
    ['all runs', '/runs', 'features.py'],
    ['all models', '/models', 'flight-delay'],
    ['a model', '/node?ref=flight-delay', 'How good it was measured to be'],
    ['a run', '/node?ref=run:test/3', 'max_leaf_nodes'],
    ['the drawing', lineage, 'airports.csv'],
    ['the outline', `${lineage}&view=outline`, 'airports.csv'],
    ['the table', `${lineage}&view=table`, 'airports.csv'],
    ['the impact', '/node?ref=data/raw/flights.csv&tab=impact', 'flight-delay@1'],
    ['the history', '/node?ref=flight-delay&tab=history', 'went live in production'],
  ] as const

  test.each(pages)(
    '%s opens without a complaint, and axe finds nothing serious in it, light and dark',
    async (_, path, text) => {
      const { page, complaints, context } = await opened(path)
      await page.getByText(text).filter({ visible: true }).first().waitFor()

      const found = [await seriousIn(page)]
      await page.emulateMedia({ colorScheme: 'dark' })
      found.push(await seriousIn(page))

      expect(found).toEqual([[], []])
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  test('axe finds nothing serious in the open palette', async () => {
    const { page, context } = await opened('/')
    await page.keyboard.press('Control+K')
    await page.keyboard.type('train')
    await page.getByRole('option').first().waitFor()

    expect(await seriousIn(page)).toEqual([])
    await context.close()
  })

  test('Ctrl K finds a thing by a part of its name, grouped by type, and Enter opens it', async () => {
    const { page, complaints, context } = await opened('/')

    await page.keyboard.press('Control+K')
    await page.keyboard.type('fl')
    await page.getByRole('option', { name: /flights\.csv/ }).waitFor()
    expect(await page.getByRole('group').allTextContents()).toEqual([
      expect.stringMatching(/^Names.*flight-delay/),
      expect.stringMatching(/^Artifacts.*flights\.csv/),
    ])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { level: 1, name: 'flight-delay' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/node')
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the drawing holds the four raw tables and the slot where it is live', async () => {
    const { page, context } = await opened(lineage)
    await page.locator('[data-node]').first().waitFor()

    const names = await page.locator('[data-node]').evaluateAll((cards) => cards.map((card) => card.ariaLabel ?? ''))

    for (const table of rawTables) expect(names.join('\n')).toContain(table)
    expect(names.join('\n')).toContain('flight-delay@shadow')
    await context.close()
  })

  test('the arrows walk in the drawing along the edges, and Enter opens the page of a raw table', async () => {
    const { page, complaints, context } = await opened(lineage)
    const drawing = page.getByRole('application')
    await drawing.focus()

    await page.keyboard.press('ArrowLeft')
    await page.getByRole('complementary', { name: 'What is marked' }).waitFor()
    for (let steps = 0; steps < 12 && !(await marked(page)).includes('raw'); steps++)
      await page.keyboard.press('ArrowLeft')
    expect(await marked(page)).toContain('data/raw/')
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { level: 1, name: /^data\/raw\// }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the keyboard walks from the model to its raw table in the outline', async () => {
    const { page, context } = await opened(`${lineage}&view=outline`)
    const tree = page.getByRole('treegrid')
    await tree.waitFor()
    await tree.getByRole('row').first().focus()

    for (let rows = 0; rows < 30; rows++) {
      if ((await activeText(page)).includes('data/raw/flights.csv')) break
      await page.keyboard.press('ArrowDown')
    }
    expect(await activeText(page)).toContain('data/raw/flights.csv')
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { level: 1, name: 'data/raw/flights.csv' }).waitFor()
    await context.close()
  })

  test('a reload and the way back keep the view', async () => {
    const { page, context } = await opened('/node?ref=flight-delay@1&tab=lineage&view=outline')
    const rows = page.getByRole('row')
    await rows.first().waitFor()
    await rows.first().focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => rows.count()).toBeLessThan(6)
    const folded = await rows.allTextContents()

    await page.reload()
    await rows.first().waitFor()
    expect(await rows.allTextContents()).toEqual(folded)

    await page.getByRole('radio', { name: 'Table' }).click()
    await page.getByRole('table').waitFor()
    await page.getByRole('link', { name: 'features.py' }).click()
    await page.getByRole('heading', { level: 1, name: 'features.py' }).waitFor()
    await page.goBack()
    await page.getByRole('table', { name: 'Lineage as a table' }).waitFor()
    await page.goBack()
    await rows.first().waitFor()
    expect(await rows.allTextContents()).toEqual(folded)
    await context.close()
  })

  test('what is called a version leads to its page, from the table, the drawing and all versions of a name', async () => {
    const { page, complaints, context } = await opened('/node?ref=data/raw/flights.csv&tab=impact&view=table')
    const heading = page.getByRole('heading', { level: 1, name: 'flight-delay@1' })

    await page.getByRole('link', { name: 'flight-delay@1' }).click()
    await heading.waitFor()
    await page.getByRole('link', { name: 'All versions of flight-delay' }).click()
    await page.getByRole('link', { name: 'flight-delay@1' }).first().click()
    await heading.waitFor()
    await page.goto(`${story.served.address}/node?ref=data/raw/flights.csv&tab=impact`)
    await page.getByRole('application').focus()
    for (let steps = 0; steps < 12 && !(await marked(page)).includes('flight-delay@'); steps++)
      await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { level: 1, name: /^flight-delay@/ }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('an address at which there is nothing leads on', async () => {
    const { page, context } = await opened('/nowhere')

    expect(await seriousIn(page)).toEqual([])
    await page.getByRole('main').getByRole('link', { name: 'Home' }).click()

    await page.getByRole('heading', { name: 'Latest runs' }).waitFor()
    await context.close()
  })

  test('the way back leads to the row of the outline at which the keyboard was', async () => {
    const { page, complaints, context } = await opened(`${lineage}&view=outline`)
    await page.getByRole('row').first().focus()
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    const row = await activeText(page)
    expect(row).not.toBe('')

    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor()
    await page.goBack()

    await expect.poll(() => activeText(page)).toBe(row)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => activeText(page)).not.toBe(row)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('drawing, outline, table and CSV hold the same nodes', async () => {
    const { page, context } = await opened(`${lineage}&view=table`)
    const names = await page.getByRole('rowheader').allTextContents()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: /CSV/ }).click()
    const csv = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\r\n')
      .slice(1)
    await page.getByRole('radio', { name: 'Outline' }).click()
    await page.getByRole('treegrid').waitFor()
    const outline = (await page.getByRole('row').allTextContents()).join('\n')

    expect(csv.map((line) => line.split(',')[3])).toEqual(names)
    for (const name of names) expect(outline).toContain(name)
    await context.close()
  })

  test('a hub of 3,367 is told in numbers, and each of them is a few keys away', async () => {
    await recordHub(story.project, 3_367)
    const { page, complaints, context } = await opened('/node?ref=hub&tab=impact')

    await page.getByText('3,368 of 3,368 nodes (3,367 in stacks)').waitFor()
    expect(await page.locator('[data-node]').count()).toBeLessThanOrEqual(300)
    await page.getByRole('application').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.getByText('Members, 20 of 3,367').waitFor()

    await page.getByRole('radio', { name: 'Outline' }).click()
    await page.getByText('3,367 below').waitFor()
    await page.getByRole('row').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('End')
    await expect.poll(() => activeText(page)).toContain('child-999')
    expect(await page.getByRole('row').count()).toBeLessThan(100)

    await page.getByRole('radio', { name: 'Table' }).click()
    await page.getByRole('button', { name: 'Shown: 500 of 3,368. Show all' }).click()
    await expect.poll(() => page.getByRole('rowheader').count()).toBe(3_368)

    await page.getByRole('tab', { name: 'Overview' }).click()
    await page.getByRole('link', { name: 'its impact as a table' }).click()
    await page.getByRole('button', { name: 'Shown: 500 of 3,368. Show all' }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('as of a time the page shows what was true then, and says so', async () => {
    const { page, context } = await opened('/node?ref=flight-delay@1')

    await page.getByLabel('As of').fill('2026-01-01T00:03:30Z')
    await page.getByRole('button', { name: 'Look' }).click()
    await page.getByText('You look at the past').waitFor()

    expect(new URL(page.url()).searchParams.get('as-of')).toBe('2026-01-01T00:03:30Z')
    await expect.poll(() => page.getByText('live in production').count()).toBe(0)
    await context.close()
  })

  test.each([
    ['as-of', 'garbage', 'This is no time', 'as-of: "garbage" is not a time'],
    ['known-at', '9999', 'This is no time and no entry on record', 'and no entry 9999'],
  ])('a wrong %s is called wrong, not the past, and a link leads to now', async (name, value, heading, problem) => {
    const { page, context } = await opened(`/node?ref=flight-delay&${name}=${value}`)

    await page.getByText(`⚠ ${heading}`, { exact: true }).waitFor()
    await page.getByRole('alert').getByText(problem).waitFor()
    expect(await page.getByText('You look at the past').count()).toBe(0)
    expect(await page.locator('input[aria-invalid="true"]').getAttribute('name')).toBe(name)
    await page.getByRole('link', { name: 'Show it as it is now' }).click()

    await page.getByRole('heading', { level: 1, name: 'flight-delay@2' }).waitFor()
    expect(new URL(page.url()).search).toBe('?ref=flight-delay')
    await context.close()
  })

  test('a time to come is not called the past', async () => {
    const { page, context } = await opened('/node?ref=flight-delay&as-of=2999-01-01')

    await page.getByText('You look at a time to come').waitFor()
    await context.close()
  })

  test('an address that names no thing says how one is written, and leads on', async () => {
    for (const path of ['/node', '/node?ref=', '/node?ref=%20']) {
      const { page, complaints, context } = await opened(path)

      await page.getByRole('heading', { level: 1, name: 'Nothing is asked for' }).waitFor()
      expect(await page.getByRole('alert').count()).toBe(0)
      expect(await seriousIn(page)).toEqual([])
      await page.getByRole('link', { name: 'Search for it' }).click()
      await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor()
      expect(complaints).toEqual([])
      await context.close()
    }
  })

  test('a run that ends elsewhere appears by itself, and the page says when it cannot follow', async () => {
    const { page, context } = await opened('/')
    await page.getByText('what is new appears here').waitFor()

    await recordRun(story.project, 'elsewhere.py')
    await page.getByRole('link', { name: 'elsewhere.py' }).waitFor()

    await context.setOffline(true)
    await page.route('**/events', (route) => route.abort())
    await page.reload().catch(() => undefined)
    await context.setOffline(false)
    await page.reload()
    await page.getByText('The connection to the server is lost').waitFor()
    await context.close()
  })

  test('seven windows of a browser listen by one stream, and by the next one’s when the window that has it closes', async () => {
    const { page: first, complaints, context } = await opened('/')
    const streams: string[] = []
    context.on('request', (request) => request.url().endsWith('/events') && streams.push(request.url()))
    const others: Page[] = []
    // A browser has six connections to a host.
    for (let window = 2; window <= 7; window++) {
      const page = await context.newPage()
      await page.goto(story.served.address)
      await page.getByText('what is new appears here').waitFor()
      others.push(page)
    }
    expect(streams).toEqual([])

    await recordRun(story.project, 'heard-by-all.py')
    for (const page of [first, ...others]) await page.getByRole('link', { name: 'heard-by-all.py' }).waitFor()
    await first.close()
    await expect.poll(() => streams.length).toBe(1)
    await recordRun(story.project, 'heard-by-the-rest.py')
    for (const page of others) await page.getByRole('link', { name: 'heard-by-the-rest.py' }).waitFor()

    expect(complaints).toEqual([])
    await context.route('**/events', (route) => route.abort())
    const [next, ...rest] = others
    await next?.close()
    for (const page of rest) await page.getByText('The connection to the server is lost').waitFor()
    await context.close()
  })

  test('where a browser has no locks, each window has a stream of its own', async () => {
    const { page, complaints, context } = await openTab(story.browser)
    await context.addInitScript(`Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })`)
    await page.goto(story.served.address)
    await page.getByText('what is new appears here').waitFor()

    await recordRun(story.project, 'heard-alone.py')

    await page.getByRole('link', { name: 'heard-alone.py' }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a long list goes on when asked to: runs, a search, a history', async () => {
    await recordMany(story.project, 130)
    const { page, complaints, context } = await opened('/runs')
    const rows = () => page.getByRole('row').count()
    const more = page.getByRole('button', { name: 'Show more' })

    for (const path of ['/runs', '/search?q=many', '/node?ref=run:many/0&tab=history']) {
      await page.goto(`${story.served.address}${path}`)
      await more.waitFor()
      await more.click()
      await more.waitFor({ state: 'detached' })
      // The button is gone while more is being asked for, too.
      const shown = () => (path.includes('history') ? page.getByRole('listitem').count() : rows())
      await expect.poll(async () => [path, (await shown()) >= 130]).toEqual([path, true])
    }
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a record that contradicts itself is an alert on the first page', async () => {
    const { page, context } = await openTab(story.browser)
    await page.route('**/pedigree/v1/home', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({ json: { ...answer, contradiction: 'the log is shorter than a copy of its checkpoint' } })
    })

    await page.goto(story.served.address)

    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toContain('shorter than a copy of its checkpoint')
    expect(await seriousIn(page)).toEqual([])
    await context.close()
  })

  test('26, 27, 28: what a record says is text: no name becomes markup, no preview runs, and no link leads out', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'{{7*7}}'
    await recordRun(story.project, hostile)
    const { page, complaints, context } = await opened('/')

    await page.getByText(hostile).first().waitFor()
    await page.getByText(hostile).first().click()
    await page.getByRole('heading', { level: 1, name: hostile }).waitFor()

    await page.getByText('javascript:alert(2)').first().waitFor()
    for (const tab of ['history', 'lineage', 'overview']) {
      await page.goto(`${page.url().replace(/&tab=.*/, '')}&tab=${tab}`)
      await page.getByText(hostile).first().waitFor()
      expect(await page.locator('main :is(img, script, iframe, object, embed), a[href^="javascript:"]').count()).toBe(0)
    }
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the switch turns the colours and a reload keeps them', async () => {
    const { page, context } = await opened('/')
    const surface = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const light = await surface()

    await page.getByRole('button', { name: /^Colours: system/ }).click()
    await page.getByRole('button', { name: /^Colours: light/ }).click()
    const dark = await surface()
    expect(dark).not.toBe(light)

    await page.reload()
    await page.waitForSelector('h1')
    expect(await surface()).toBe(dark)
    await context.close()
  })
})

/** The name of the card that is marked. */
async function marked(page: Tab['page']): Promise<string> {
  const details = page.getByRole('complementary', { name: 'What is marked' })
  return (await details.count()) === 0 ? '' : details.getByRole('heading', { level: 2 }).innerText()
}

const activeText = async (page: Tab['page']) => String(await page.evaluate('document.activeElement?.textContent ?? ""'))
