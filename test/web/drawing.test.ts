import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openTab, seriousIn, type Tab } from './browser.ts'
import { recordChain, recordHub } from './record.ts'
import { type ServedStory, serveStory, stopStory } from './served-story.ts'

if (noBrowser !== undefined) console.warn(`Skipped: the drawing in a browser, since ${noBrowser}.`)

describe.skipIf(noBrowser !== undefined)('the drawing in a browser', () => {
  let story: ServedStory
  beforeAll(async () => {
    story = await serveStory()
  })
  afterAll(() => stopStory(story))

  const opened = async (path: string): Promise<Tab> => {
    const tab = await openTab(story.browser, 'light')
    await tab.page.goto(`${story.served.address}${path}`)
    await tab.page.getByRole('application').waitFor()
    return tab
  }
  const lineage = '/node?ref=flight-delay&tab=lineage'

  test('the names of the lanes stay above their cards, however the drawing is moved', async () => {
    const { page, context } = await opened(lineage)
    const canvas = await page.getByRole('application').boundingBox()
    const header = page.getByText('Source data', { exact: true })
    const card = page.getByRole('img', { name: /airports\.csv/ })
    const places = async () => [await header.boundingBox(), await card.boundingBox()] as const
    const [before, cardBefore] = await places()

    await page.mouse.move(700, 600)
    await page.mouse.down()
    await page.mouse.move(820, 480, { steps: 4 })
    await page.mouse.up()

    const [after, cardAfter] = await places()
    // It was laid out beside the page, which its policy lets it do.
    expect(page.workers()).toHaveLength(1)
    expect([before?.y, after?.y]).toEqual([canvas?.y, canvas?.y])
    expect((after?.x ?? 0) - (before?.x ?? 0)).toBeCloseTo(120, 0)
    expect((cardAfter?.x ?? 0) - (cardBefore?.x ?? 0)).toBeCloseTo(120, 0)
    expect((cardAfter?.y ?? 0) - (cardBefore?.y ?? 0)).toBeCloseTo(-120, 0)
    await context.close()
  })

  test('of lanes beyond the edge no name is seen', async () => {
    const { page, context } = await opened(lineage)
    await page.getByRole('application').focus()
    for (let steps = 0; steps < 4; steps++) await page.keyboard.press('+')

    await page.mouse.move(900, 600)
    await page.mouse.down()
    await page.mouse.move(100, 600, { steps: 4 })
    await page.mouse.up()

    const names = await page
      .locator('[aria-hidden=true] > div:visible > span')
      .evaluateAll((all) => all.map((name) => [name.textContent, name.parentElement?.clientWidth ?? 0] as const))
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter(([, width]) => width === 0)).toEqual([])
    await context.close()
  })

  test('all of a drawing stays in sight beside what is told of a card, with the names of its lanes whole', async () => {
    const { page, complaints, context } = await opened('/node?ref=flight-delay@2&tab=lineage')
    await page.getByRole('img', { name: /^flight-delay@2,/ }).click()
    const told = page.getByRole('complementary')
    await told.waitFor()

    const cut = () =>
      page
        .locator('[aria-hidden=true] > div > span')
        .evaluateAll((all) =>
          all
            .filter((name) => name.scrollWidth > name.clientWidth || name.scrollHeight > name.clientHeight)
            .map((name) => name.textContent),
        )
    const reach = async () => {
      const [card, beside] = [
        await page.getByRole('img', { name: /shadow, Deployment/ }).boundingBox(),
        await told.boundingBox(),
      ]
      return (card?.x ?? 0) + (card?.width ?? 0) - (beside?.x ?? 0)
    }
    await expect.poll(reach).toBeLessThan(0)
    expect(await cut()).toEqual([])
    await page.getByRole('button', { name: 'Close' }).click()
    await told.waitFor({ state: 'detached' })
    await page.keyboard.press('ArrowLeft')
    await told.waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the keyboard is told of its keys, and stays in the page that Enter opens', async () => {
    const { page, complaints, context } = await opened(lineage)
    const active = () => page.evaluate('document.activeElement?.getAttribute("role") ?? document.activeElement?.id')
    await page.getByRole('application').focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys of the drawing' }).waitFor()
    const serious = await seriousIn(page)
    await page.keyboard.press('Escape')
    await expect.poll(active).toBe('application')

    for (const key of ['ArrowLeft', 'ArrowLeft', 'Enter']) await page.keyboard.press(key)

    await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor()
    await expect.poll(active).toBe('content')
    expect([serious, complaints]).toEqual([[], []])
    await context.close()
  })

  test('a stack is drawn singly and stacked again, by keys and by pointer, and what is around is counted thing by thing', async () => {
    await recordHub(story.project, 400)
    const { page, complaints, context } = await opened('/node?ref=hub&tab=impact')
    const told = page.getByRole('complementary')
    await page.getByRole('img', { name: /^hub,/ }).click()
    await told.getByText('To 400', { exact: true }).waitFor()
    await page.getByRole('application').focus()

    for (const key of ['ArrowRight', 'e']) await page.keyboard.press(key)
    await page.getByText('drawn 300 of 401 nodes').waitFor()
    await told.getByRole('heading', { name: 'child-0', exact: true }).waitFor()
    await page.keyboard.press('ArrowLeft')
    await told.getByText('To 400, 299 of them drawn').waitFor()
    await page.keyboard.press('ArrowRight')
    await told.getByRole('button', { name: 'Stack it with its like' }).click()

    await page.getByText('(400 in stacks)').first().waitFor()
    await told.getByRole('button', { name: 'Draw its 400 members singly' }).click()
    await page.getByText('drawn 300 of 401 nodes').waitFor()
    await page.keyboard.press('e')
    await page.getByText('(400 in stacks)').first().waitFor()
    expect(new URL(page.url()).searchParams.has('turned')).toBe(false)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('whoever waits long for a drawing, or in vain, is shown the way to the outline', async () => {
    const tab = await openTab(story.browser, 'light')
    const { page, context } = tab
    let send = () => {}
    const held = new Promise<void>((resolve) => {
      send = resolve
    })
    await page.route(/layout-worker/, async (route) => {
      await held
      await route.abort()
    })
    await page.goto(`${story.served.address}${lineage}`)

    await page.getByText('longer than it should').waitFor()
    send()
    await page.getByText('It could not be drawn').waitFor()
    await page.getByRole('link', { name: 'The outline has all of it.' }).click()

    await page.getByRole('treegrid').waitFor()
    await context.close()
  })

  test('a drawing larger than the screen has a small map, in which the frame follows what is seen', async () => {
    const last = await recordChain(story.project, 30)
    const { page, complaints, context } = await opened(`/node?ref=${last}&tab=lineage`)
    const frame = page.locator('svg[viewBox] rect').last()
    const numbers = async () => Promise.all(['x', 'width'].map(async (name) => Number(await frame.getAttribute(name))))
    await page.getByRole('application').focus()
    const [, width = 0] = await numbers()
    expect(width).toBeGreaterThan(0)

    await page.keyboard.press('+')
    const [from = 0, nearer = 0] = await numbers()
    await page.mouse.move(700, 600)
    await page.mouse.down()
    await page.mouse.move(900, 600, { steps: 4 })
    await page.mouse.up()
    const [moved = 0] = await numbers()

    expect(nearer).toBeCloseTo(width / 1.25, 0)
    expect(moved).toBeLessThan(from)
    expect(await seriousIn(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.goto(`${story.served.address}${lineage}`)
    await page.getByRole('application').waitFor()
    expect(await page.locator('svg[viewBox] rect').count()).toBe(0)
    await context.close()
  })

  test('the way back, and a reload, keep what is seen and marked of a drawing, and the way back its keyboard', async () => {
    const last = await recordChain(story.project, 40)
    const { page, complaints, context } = await opened(`/node?ref=${last}&tab=lineage`)
    const moved = page.locator('[role=application] > g')
    const seen = async () =>
      (await moved.getAttribute('transform'))?.split(/[^\d.-]+/).map((number) => Math.round(Number(number)))
    const opening = await seen()
    await page.getByRole('application').focus()
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', '+', '+']) await page.keyboard.press(key)
    await page.mouse.move(700, 600)
    await page.mouse.down()
    await page.mouse.move(760, 560, { steps: 4 })
    await page.mouse.up()
    const before = await seen()
    expect(before).not.toEqual(opening)
    const marked = await page.getByRole('complementary').getByRole('heading', { level: 2 }).innerText()

    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor()
    await page.goBack()
    await page.getByRole('application').waitFor()

    await expect.poll(seen).toEqual(before)
    await expect.poll(() => page.evaluate('document.activeElement?.getAttribute("role")')).toBe('application')
    expect(await page.getByRole('complementary').getByRole('heading', { level: 2 }).innerText()).toBe(marked)
    await page.reload()
    await page.getByRole('application').waitFor()
    await expect.poll(seen).toEqual(before)
    await page.getByRole('application').focus()
    await page.keyboard.press('ArrowLeft')
    await expect
      .poll(() => page.getByRole('complementary').getByRole('heading', { level: 2 }).innerText())
      .not.toBe(marked)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the PNG file is the SVG file in pixels, twice as dense', async () => {
    const { page, complaints, context } = await opened(lineage)
    const fileBy = async (name: RegExp) => {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name }).click()
      return readFileSync(await (await download).path())
    }
    const svg = (await fileBy(/SVG/)).toString()

    const png = await fileBy(/PNG/)

    expect(png.subarray(1, 4).toString()).toBe('PNG')
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)])
    expect(await inkIn(page, png)).toBeGreaterThan(0.02)
    expect(complaints).toEqual([])
    await context.close()
  })
})

/** The part of a picture that is dark: text, lines and the card that the drawing is about. */
async function inkIn(page: Tab['page'], png: Buffer): Promise<number> {
  const bytes = JSON.stringify([...png])
  return Number(
    await page.evaluate(`(async () => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(${bytes})]))
      const canvas = new OffscreenCanvas(picture.width, picture.height)
      const context = canvas.getContext('2d')
      context.drawImage(picture, 0, 0)
      const { data } = context.getImageData(0, 0, picture.width, picture.height)
      let dark = 0
      for (let at = 0; at < data.length; at += 4) if (data[at] < 150) dark++
      return dark / (data.length / 4)
    })()`),
  )
}
