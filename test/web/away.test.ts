import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtWeb } from '../../scripts/web.ts'
import { type Served, serve } from '../../src/server/serve.ts'
import type { Project } from '../questions/project.ts'
import { noBrowser, openTab, seriousIn, startBrowser } from './browser.ts'
import { recordStory } from './record.ts'

describe.skipIf(noBrowser !== undefined)('while the server is away, in a browser', () => {
  let browser: Browser
  let project: Project
  let served: Served
  const start = (port: number) =>
    serve({ store: undefined, host: '127.0.0.1', port, url: undefined, web: builtWeb() }, project.surroundings)
  beforeAll(async () => {
    project = await recordStory()
    served = await start(0)
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
  })

  test('a page that was not loaded yet says so inside the frame, and comes by itself when the server is back', async () => {
    const { page, context } = await openTab(browser)
    await page.goto(served.address)
    await page.getByText('State of the record').waitFor()
    await served.stop()

    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'This page could not be loaded' }).waitFor()
    await page.getByText('The server does not answer. It is tried again by itself').waitFor()
    expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(true)
    expect(await seriousIn(page)).toEqual([])

    served = await start(Number(new URL(served.address).port))
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/runs')
    await page.getByRole('link', { name: 'features.py' }).waitFor()
    await context.close()
  })

  test('a part that an upgrade took away is asked for anew once, then on demand', async () => {
    const { page, context } = await openTab(browser)
    await page.goto(served.address)
    await page.getByText('State of the record').waitFor()
    let asked = 0
    await page.route('**/SearchPage*.js', (route) => {
      asked++
      return route.fulfill({ status: 404, body: '' })
    })

    await page.getByRole('link', { name: 'Search', exact: true }).click()
    await page.getByText('but not with this part of the page').waitFor()
    expect(asked).toBeLessThan(5)
    await page.unroute('**/SearchPage*.js')
    await page.getByRole('button', { name: 'Try again' }).click()

    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor()
    await context.close()
  })
})
