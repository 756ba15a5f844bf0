import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtWeb } from '../../scripts/web.ts'
import { keepOwnKey } from '../../src/cli/own-key.ts'
import { type TestServer, testServer } from '../server/server.ts'
import { noBrowser, openTab, seriousIn, startBrowser } from './browser.ts'

describe.skipIf(noBrowser !== undefined)('where a token is needed, in a browser', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => {
    server = await testServer({ web: builtWeb() })
    await server.token('admin', 'root')
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test('the form stands where the page would, a token opens it there, and signing out ends it', async () => {
    const { text } = await server.token('viewer', 'ann')
    const { page, context } = await openTab(browser)
    await page.goto(`${server.address}/search?q=anything`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.getByRole('button', { name: /Ctrl K/ }).count()).toBe(0)
    expect(await seriousIn(page)).toEqual([])

    expect(await page.evaluate('document.activeElement?.getAttribute("name")')).toBe('token')
    await page.getByLabel('Token').fill('pdg_wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('this token is unknown or was revoked').waitFor()
    await page.getByLabel('Token').fill(text)
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { name: 'Search' }).waitFor()
    expect(page.url()).toBe(`${server.address}/search?q=anything`)
    await page.getByText('Nothing on record has “anything”').waitFor()
    expect(await page.evaluate('document.cookie + JSON.stringify(localStorage)')).not.toContain('pdg_')
    await page.reload()
    await page.getByRole('heading', { name: 'Search' }).waitFor()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await context.cookies()).toEqual([])
    await context.close()
  })

  test('who loses the token is asked to sign in at the next question', async () => {
    const { id, text } = await server.token('viewer', 'bo')
    const { page, context } = await openTab(browser)
    await page.goto(server.address)
    await page.getByLabel('Token').fill(text)
    await page.keyboard.press('Enter')
    await page.getByText('State of the record').waitFor()

    await server.revoke(id)
    await page.getByRole('link', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('anything')
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })

  test('a key behind the # signs in, and is in no address afterwards; no script can read what it was traded for', async () => {
    const own = await testServer({ web: builtWeb(), knowsPeers: false })
    const { entrance, forget } = keepOwnKey(own.address, own.ownKey ?? '', own.surroundings)
    const { page, complaints, context } = await openTab(browser)

    await page.goto(pathToFileURL(entrance).href)

    await page.getByText('State of the record').waitFor()
    expect(page.url()).toBe(`${own.address}/`)
    expect(
      await page.evaluate('document.cookie + JSON.stringify(localStorage) + JSON.stringify(history.state)'),
    ).not.toContain('pdg_')
    expect(complaints).toEqual([])
    await context.close()
    forget()
    await own.stop()
  })

  test('33: a link with somebody’s token signs nobody in, whether they are signed in or not', async () => {
    const [ann, mallory] = [await server.token('viewer', 'ann-3'), await server.token('viewer', 'mallory')]
    const { page, context } = await openTab(browser)

    await page.goto(`${server.address}/#token=${mallory.text}`)
    await page.getByLabel('Token').fill(ann.text)
    await page.keyboard.press('Enter')
    await page.getByText('State of the record').waitFor()
    await page.goto('about:blank')
    await page.goto(`${server.address}/#token=${mallory.text}`)
    await page.getByText('State of the record').waitFor()

    expect(page.url()).toBe(`${server.address}/`)
    const who = await page.evaluate(`fetch('/pedigree/v1/session').then((answer) => answer.json())`)
    expect(who).toMatchObject({ agent: 'agent:user/ann-3' })
    await context.close()
  })

  test('a hidden tab does not listen, and one that is shown again does', async () => {
    const { text } = await server.token('viewer', 'carl')
    const { page, context } = await openTab(browser)
    const listening: string[] = []
    page.on('request', (request) => request.url().endsWith('/events') && listening.push('began'))
    page.on('requestfailed', (request) => request.url().endsWith('/events') && listening.push('ended'))
    await page.goto(server.address)
    await page.getByLabel('Token').fill(text)
    await page.keyboard.press('Enter')
    await page.getByText('what is new appears here').waitFor()
    const show = (isHidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
         document.dispatchEvent(new Event('visibilitychange'))`,
      )

    await show(true)
    await expect.poll(() => listening).toEqual(['began', 'ended'])
    await show(false)
    await expect.poll(() => listening).toEqual(['began', 'ended', 'began'])
    await context.close()
  })
})
