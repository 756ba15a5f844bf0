import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { noBrowser, seriousIn } from './browser.ts'
import { recordChain, recordCopied, recordTwins } from './record.ts'
import { openedIn, type ServedStory, serveStory, stopStory } from './served-story.ts'

// What the page of a thing says of it, in words that people read.

describe.skipIf(noBrowser !== undefined)('the page of a thing, in a browser', () => {
  let story: ServedStory
  beforeAll(async () => {
    story = await serveStory()
  })
  afterAll(() => stopStory(story))

  const opened = (path: string) => openedIn(story, path)
  const say = (...statements: object[]) =>
    story.project.write((store) => store.record(producerOf('test', story.project.surroundings)(stating(statements))))

  test.each(['/node?ref=flight-delay@1', '/node?ref=run:test/3'])(
    '%s names what a metric was measured on, and says there that this is a conclusion, of a value that was seen',
    async (path) => {
      const { page, context } = await opened(path)
      const row = page.getByRole('table', { name: 'Metrics' }).getByRole('row', { name: /^mae/ })
      await row.waitFor()

      const [value, on] = await Promise.all(
        ['Value', 'Measured on'].map((title) => row.locator(`[data-title="${title}"]`).textContent()),
      )

      expect(value).toMatch(/^11\.4 ● observed$/)
      expect(on).toBe('data/test.parquet ≈ inferred')
      await context.close()
    },
  )

  test('what several runs measured of a version stands there with the run', async () => {
    const { page, context } = await opened('/node?ref=flight-delay@1')
    const row = page.getByRole('table', { name: 'Metrics' }).getByRole('row', { name: /^mae/ })

    await row.locator('[data-title="Measured by"]').getByRole('link', { name: 'train.py' }).click()

    await page.getByRole('heading', { level: 1, name: 'train.py' }).waitFor()
    await page.getByRole('table', { name: 'Metrics' }).waitFor()
    expect(await page.getByRole('columnheader', { name: 'Measured by' }).count()).toBe(0)
    await context.close()
  })

  test('a name of thousands of letters leaves room for the page, where all of it is a press away', async () => {
    const name = `begin${'n'.repeat(3_000)}end`
    const id = `sha256:${'d'.repeat(64)}`
    await say({ type: 'node', node: 'artifact', id, name })
    const { page, complaints, context } = await opened(`/node?ref=${id}`)

    expect((await page.getByRole('heading', { level: 1 }).boundingBox())?.height).toBeLessThan(100)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^beginn+…n+end$/)
    expect((await page.title()).length).toBeLessThan(200)
    expect(await page.getByText(name, { exact: true }).isVisible()).toBe(false)
    await page.locator('summary').click()
    await page.getByText(name, { exact: true }).waitFor()
    expect([await seriousIn(page), complaints]).toEqual([[], []])
    await context.close()
  })

  test('a name that several things bear leads to all of them', async () => {
    const { page, context } = await opened('/node?ref=train.py')

    await page.getByText('train.py is the name of 2 runs').getByRole('link', { name: 'All of that name' }).click()

    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'train.py', exact: true }).count()).toBe(2)
    await context.close()
  })

  test('on the page of somebody who was let in the token is told in words', async () => {
    const secret = `sha256:${'5'.repeat(64)}`
    const body = { role: 'viewer', state: 'created', at: '2026-01-01T00:00:00.000Z', secret }
    await say({ type: 'facet', subject: 'agent:user/zoe', name: 'token:b51c9e02aa31f7d0:created', body })
    const { page, context } = await opened('/node?ref=agent:user/zoe')

    const card = await page.getByRole('region', { name: 'Token b51c9e02aa31f7d0 created' }).innerText()

    expect(card.replace(/\s*\n\s*/g, ' | ')).toContain(`Role | viewer | Fingerprint | ${secret}`)
    expect(card).not.toMatch(/secret|[{}]/)
    await context.close()
  })

  test('each origin stands beside what it is the origin of: bytes that were seen, in a slot that somebody declared', async () => {
    const { page, context } = await opened('/node?ref=flight-delay@1')

    const heading = await page.getByRole('heading', { level: 1 }).locator('..').innerText()

    const words = heading.replace(/\s+/g, ' ')
    expect(words).toContain('flight-delay@1 ● observed model ◇ declared live in production ◇ declared')
    await context.close()
  })
  test('a version is told in sentences of what is on record, for whoever reads no tables', async () => {
    const { page, context } = await opened('/node?ref=flight-delay@1')

    await page
      .getByText(
        'Made by ann on 2026-01-01 00:02 UTC with train.py, from 4 raw sources. ' +
          'Its mae is 11.4, measured on data/test.parquet (inferred). ' +
          'Approved by ann on 2026-01-01 00:04 UTC (declared): “better by a minute”. ' +
          'Live in production since 2026-01-01 00:04 UTC (declared).',
      )
      .waitFor()
    await page.goto(`${story.served.address}/node?ref=flight-delay@2`)
    await page.getByText('No approval of it is on record. Live in shadow').waitFor()
    await context.close()
  })

  test('home and the list of models have the newest version of each, its metric, and who approved which', async () => {
    const { page, context } = await opened('/')

    const cells = page.getByRole('row', { name: /^flight-delay/ }).getByRole('cell')

    expect((await cells.allTextContents()).slice(2, 5)).toEqual([
      '@2 · mae 10.4',
      '@1 by ann ◇ declared',
      '@1 in production @2 in shadow ',
    ])
    await context.close()
  })

  test('facets that capture writes are told in words, with names of files, and any other as tidy JSON', async () => {
    const { page, context } = await opened('/node?ref=run:test/3')
    const card = async (name: string) =>
      (await page.getByRole('region', { name, exact: true }).innerText()).replace(/\s*\n\s*/g, ' | ')

    expect(await card('Command')).toContain(
      "Command | python train.py --title 'two words' | In folder | the project itself",
    )
    expect(await card('Environment')).toContain('Python 3.12.4 | Packages imported | pandas 2.2.2, scikit-learn 1.5.1')
    expect(await card('Code')).toContain(`a81f3c2${'0'.repeat(33)} | Branch | main | Uncommitted edits | none`)
    expect(await card('Determinism')).toContain('May come out otherwise | PYTHONHASHSEED is not set.')
    const features = await card('Features')
    expect(features).toContain('Model | HistGradientBoostingRegressor, fitted at train.py:36')
    expect(features).toContain('Columns from | data/features.parquet (same frame): distance, dep_hour as hour')
    expect(features).toContain('Features (exact) | hour → OneHotEncoder → 24 features')
    expect(await page.getByRole('region', { name: 'Odd' }).locator('pre').textContent()).toBe(
      '{\n  "a": [\n    {\n      "b": 1\n    }\n  ]\n}',
    )
    await context.close()
  })

  test('of content with several names a page says where its own version is live, and by name what is said of another', async () => {
    await recordTwins(story.project)
    const { page, context } = await opened('/node?ref=risk')
    const words = async () => (await page.getByRole('main').innerText()).replace(/\s+/g, ' ')

    await page
      .getByText(
        'No approval of it is on record. The same content was approved as fraud@1 by ann on 2026-01-09 00:00 UTC ' +
          '(declared): “ok”. It is live nowhere. The same content is live as fraud@1 in production since',
      )
      .waitFor()
    expect(await words()).toContain('live in production as fraud@1 ◇ declared')
    await page.goto(`${story.served.address}/node?ref=my@1`)
    await page
      .getByText(
        'Live in production since 2026-01-09 00:00 UTC with 20 % of the traffic (declared). The same content is live ' +
          'as my@2 in production since 2026-01-09 00:00 UTC with 80 % of the traffic (declared).',
      )
      .waitFor()
    expect(await words()).toContain('live in production, 20 % ◇ declared')
    expect(await words()).toContain('live in production as my@2, 80 % ◇ declared')
    await context.close()
  })

  test('a raw file of which a run made a copy is nobody’s work on its own page, reached from a card, and has one name there', async () => {
    await recordCopied(story.project)
    const { page, context } = await opened('/node?ref=cleaned.csv&tab=lineage')
    await page.getByRole('img', { name: /^measured\.csv,/ }).click()
    await page.getByRole('link', { name: 'Open its page' }).click()

    await page.getByRole('tab', { name: 'Lineage' }).click()
    await page.getByText('drawn 1 of 1 node').waitFor()

    expect(page.url()).toContain('&called=measured.csv')
    expect(await page.getByRole('img', { name: /^measured\.csv, Content · source/ }).count()).toBe(1)
    for (const tab of ['Lineage', 'Impact']) {
      await page.getByRole('tab', { name: tab }).click()
      const places = { Drawing: 'img', Outline: 'row', Table: 'rowheader' } as const
      for (const [view, role] of Object.entries(places)) {
        await page.getByRole('radio', { name: view }).click()
        await page
          .getByRole(role, { name: /measured\.csv/ })
          .first()
          .waitFor()
        // What depends on it has the copy, by its own name, where the outline comes to what archive.py made.
        const isCopyTold = tab === 'Impact' && view === 'Outline'
        expect((await page.getByRole('main').innerText()).includes('archived.csv')).toBe(isCopyTold)
      }
    }
    await context.close()
  })

  test('a chain that somebody broke by hand is told on every page that comes by it', async () => {
    const { project } = story
    project.file('prepared.csv', 'prepared')
    project.file('guess.joblib', 'guess')
    await project.runOf({ name: 'prepare.py', writes: ['prepared.csv'] })
    project.file('prepared.csv', 'edited by hand')
    await project.runOf({ name: 'guess.py', reads: ['prepared.csv'], writes: ['guess.joblib'] })
    await project.write((store) => register(store, { reference: 'guess.joblib', name: 'guess' }, project.surroundings))
    const { page, complaints, context } = await opened('/node?ref=guess')
    const gap = 'prepare.py wrote other bytes here before'

    await page
      .getByText(`from 1 raw source; it is a file that a run had written before (prepared.csv: ${gap}).`)
      .waitFor()
    await page.getByRole('tab', { name: 'Lineage' }).click()
    await page.getByRole('img', { name: new RegExp(`^prepared\\.csv, Content · source, .*${gap}`) }).waitFor()
    for (const view of ['Outline', 'Table']) {
      await page.getByRole('radio', { name: view }).click()
      await page
        .getByRole('row', { name: new RegExp(`prepared\\.csv.*artifact · source.*⚠ ${gap}`) })
        .first()
        .waitFor()
    }
    await page.getByRole('link', { name: 'prepared.csv' }).click()
    await page.getByText(`⚠ No recorded run made it; ${gap}`).waitFor()
    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByText('as prepared.csv; prepare.py wrote other bytes there before').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the lineage of a person and of a name says what its answer is about, in every view, once', async () => {
    const { page, context } = await opened('/node?ref=agent:user/ann&tab=impact')
    const isTold = async (note: string) => {
      for (const view of ['Drawing', 'Outline', 'Table']) {
        await page.getByRole('radio', { name: view }).click()
        await page.getByText(note).waitFor()
        expect(await page.getByText(note).count()).toBe(1)
      }
    }

    await isTold('agent:user/ann made nothing itself: runs and content do.')
    await page.goto(`${story.served.address}/node?ref=flight-delay@1`)
    await page.getByRole('link', { name: 'All versions of flight-delay' }).click()
    await page.getByRole('tab', { name: 'Lineage' }).click()
    await isTold('is a name; this is about its newest version, flight-delay@2')
    await context.close()
  })

  test('an address with a tab that there is none of opens the overview', async () => {
    const { page, context } = await opened('/node?ref=flight-delay@1&tab=bogus&view=bogus')

    await page.getByRole('heading', { name: 'What it has to do with' }).waitFor()
    await context.close()
  })

  test('Shift and Enter in the palette open the lineage', async () => {
    const { page, context } = await opened('/')
    await page.keyboard.press('Control+K')
    await page.keyboard.type('flight-delay')
    await page
      .getByRole('option', { name: /flight-delay/ })
      .first()
      .waitFor()

    await page.keyboard.press('Shift+Enter')

    await page.getByRole('tab', { name: 'Lineage', selected: true }).waitFor()
    await context.close()
  })

  test('the outline of a chain of 2,000 runs opens, and a key leads to its end', async () => {
    story.project.clock.now += 3 * 86_400_000
    const last = await recordChain(story.project, 2_000)
    const { page, complaints, context } = await opened(`/node?ref=${last}&tab=lineage&view=outline`)
    const rows = page.getByRole('treegrid').getByRole('row')
    await rows.first().waitFor()

    await rows.first().focus()
    await page.keyboard.press('End')
    for (let up = 0; up < 5 && (await level(page)) < 50; up++) await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')

    await expect.poll(() => level(page)).toBeGreaterThan(50)
    expect(await rows.count()).toBeLessThan(100)
    expect(complaints).toEqual([])
    await context.close()
  })
})

/** How deep the row lies that has the focus. */
const level = async (page: Page) =>
  Number(await page.evaluate('document.activeElement?.getAttribute("aria-level") ?? 0'))
