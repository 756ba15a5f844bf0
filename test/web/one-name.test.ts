import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectWithRisk, pushFrom } from '../server/two-projects.ts'
import { noBrowser, seriousIn } from './browser.ts'
import { openedIn, type ServedStory, serveStory, stopStory } from './served-story.ts'

// Two projects that send their records to one server each have a model `risk`: every page leads to the one that it names.

describe.skipIf(noBrowser !== undefined)('two models of one name, in a browser', () => {
  let story: ServedStory
  let [one, other] = ['', '']
  beforeAll(async () => {
    story = await serveStory()
    const projects = [await projectWithRisk(), await projectWithRisk()]
    for (const project of projects) await pushFrom(project, story.served.address)
    ;[one = '', other = ''] = projects.map(({ full }) => full)
  })
  afterAll(() => stopStory(story))

  const opened = (path: string) => openedIn(story, path)

  test.each(['/', '/models', '/search?q=risk'])('%s names each by its namespace, and leads there', async (path) => {
    const { page, complaints, context } = await opened(path)
    for (const name of [one, other]) {
      await page.getByRole('main').getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
      await page.goBack()
    }

    expect(await page.getByRole('main').getByRole('link', { name: 'risk', exact: true }).count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a version and a slot in the list lead to the page of that version', async () => {
    const { page, complaints, context } = await opened('/models')
    for (const name of [one, other])
      for (const link of ['@1', '@1 in production']) {
        await page.getByRole('row', { name }).getByRole('link', { name: link, exact: true }).click()
        await page.getByRole('heading', { level: 1, name: `${name}@1`, exact: true }).waitFor()
        await page.goBack()
      }

    expect(complaints).toEqual([])
    await context.close()
  })

  test('what a search found in a slot leads to the page of that version, from the list and from the palette', async () => {
    const { page, complaints, context } = await opened('/search?q=production')
    for (const name of [one, other]) {
      const heading = page.getByRole('heading', { level: 1, name: `${name}@1`, exact: true })
      await page.getByRole('link', { name: `${name}@production`, exact: true }).click()
      await heading.waitFor()
      await page.goBack()
      await page.keyboard.press('Control+K')
      await page.keyboard.type('production')
      await page.getByRole('option', { name: `${name}@production` }).click()
      await heading.waitFor()
      await page.goBack()
    }

    expect(complaints).toEqual([])
    await context.close()
  })

  test('the palette offers both by their namespaces', async () => {
    const { page, context } = await opened('/')

    await page.keyboard.press('Control+K')
    await page.keyboard.type('risk')
    await page.getByRole('option', { name: one }).waitFor()

    expect(await page.getByRole('option', { name: other }).count()).toBe(1)
    await context.close()
  })

  test.each(['', '@1', '@production'])('the page of risk%s, which means two things, leads to both', async (end) => {
    const { page, complaints, context } = await opened(`/node?ref=risk${end}&tab=history`)
    const found = [await seriousIn(page)]
    await page.emulateMedia({ colorScheme: 'dark' })
    found.push(await seriousIn(page))

    for (const name of [one, other]) {
      await page.getByRole('link', { name: `${name}${end}`, exact: true }).click()
      await page.getByRole('tab', { name: 'History', selected: true }).waitFor()
      await page.getByRole('heading', { level: 1, name: `${name}@1`, exact: true }).waitFor()
      await page.goBack()
    }

    expect(found).toEqual([[], []])
    // A browser complains of the 409 itself.
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
    await context.close()
  })
})
