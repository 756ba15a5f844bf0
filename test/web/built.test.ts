import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtWeb } from '../../scripts/web.ts'
import { type Answer, type Asked, type TestServer, testServer } from '../server/server.ts'

let folder: string
let server: TestServer
let files: readonly string[]
beforeAll(async () => {
  folder = builtWeb()
  files = JSON.parse(readFileSync(join(folder, 'built.json'), 'utf8')).files
  server = await testServer({ web: folder })
})
afterAll(() => server?.stop())

const ask = (path: string, asked?: Asked): Promise<Answer> => server.ask(path, asked)
const fileOf = (ending: string) => files.find((path) => path.endsWith(ending)) ?? ''

test('what a first visit loads is at most 250 KiB, packed', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path = '']) => path)
  const parts = ['index.html', ...named, ...files.filter((path) => path.endsWith('.woff2'))]
  const sizes = parts.map((path): [string, number] => {
    const bytes = readFileSync(join(folder, path))
    return [path, path.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length]
  })
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0)

  expect(sizes.map(([path]) => path)).toEqual(expect.arrayContaining([expect.stringMatching(/\.js$/)]))
  expect([total <= 250 * 1024, sizes]).toEqual([true, sizes])
})

test('the page has no script, no style and no address of another host in it', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')

  expect(html).not.toMatch(/<style|style=|<script>|javascript:|https?:\/\//)
})

test.each(['/', '/node?ref=x', '/search?q=x', '/sign-in'])('%s is the page, under a strict policy', async (path) => {
  const { status, headers, body } = await ask(path)

  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(body.toString()).toContain('<div id="root">')
  expect(headers['cache-control']).toBe('no-cache')
  const policy = String(headers['content-security-policy'])
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'( 'sha256-[\w+/=]{44}')+; /)
  expect(policy).toMatch(/base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/)
  expect(policy).not.toMatch(/unsafe|\*|data:|https?:/)
})

test('each file has its type, and is kept for ever where its name changes with it', async () => {
  for (const path of files.filter((each) => each !== 'index.html')) {
    const { status, headers } = await ask(`/${path}`)
    expect([path, status, headers['x-content-type-options']]).toEqual([path, 200, 'nosniff'])
    if (path.startsWith('assets/')) expect(headers['cache-control']).toContain('immutable')
  }
  expect((await ask(`/${fileOf('.js')}`)).headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect((await ask(`/${fileOf('.css')}`)).headers['content-type']).toBe('text/css; charset=utf-8')
  expect((await ask(`/${fileOf('.woff2')}`)).headers['content-type']).toBe('font/woff2')
})

test('it comes packed to whoever takes that, and the same', async () => {
  const path = `/${fileOf('.js')}`
  const [plain, packed] = [await ask(path), await ask(path, { headers: { 'accept-encoding': 'br, gzip' } })]

  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
  expect(packed.body.equals(gzipSync(plain.body))).toBe(true)
  expect((await ask(path, { headers: { 'accept-encoding': 'gzip;q=0' } })).headers['content-encoding']).toBeUndefined()
})

test.each([
  '/assets/../built.json',
  '/assets/%2e%2e/built.json',
  '/assets/%252e%252e/built.json',
  '/built.json',
  '/assets/..;/built.json',
  '//etc/passwd',
  '/assets/',
  '/index.html',
])('%s is no file: an address that is not in the table reaches none', async (path) => {
  expect((await ask(path)).status).toBe(404)
})

test('a link elsewhere opens the page, and no page elsewhere can ask', async () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  expect((await ask('/node?ref=x', { headers: link })).status).toBe(200)
  expect((await ask('/pedigree/v1/home', { headers: link })).status).toBe(403)
  expect((await ask('/', { headers: { ...link, 'sec-fetch-dest': 'iframe' } })).status).toBe(403)
})

test('who went astray is told so by the page, and nothing of what there is', async () => {
  const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  for (const path of ['/nothing', '/pedigree/v1/nothing', '/assets/nothing.js', '/node/a/b']) {
    const { status, headers, body } = await ask(path, { headers: visit })
    expect([path, status, headers['content-type']]).toEqual([path, 404, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
    expect(body.toString()).toContain('<div id="root">')
  }
  // A program hears what it can read, and no page of ours is shown under another name.
  expect((await ask('/nothing')).headers['content-type']).toMatch(/^application\/problem\+json/)
  expect((await ask('/nothing', { headers: { ...visit, host: 'evil.example' } })).status).toBe(421)
  expect((await ask('/nothing', { method: 'POST', headers: visit })).status).toBe(404)
})

test('the page is for everybody, and what is in the record for nobody without a token', async () => {
  await server.token('viewer')

  expect((await ask('/')).status).toBe(200)
  expect((await ask(`/${fileOf('.js')}`)).status).toBe(200)
  expect((await ask('/pedigree/v1/home')).status).toBe(401)
  expect((await ask('/assets/nothing.js')).status).toBe(401)
})

test('the licences of what is in it come with it', () => {
  const licences = readFileSync(join(folder, 'licenses.md'), 'utf8')

  for (const name of ['react-dom', 'react-aria-components', '@tanstack/react-router', '@tanstack/react-query'])
    expect(licences).toContain(name)
  expect(readFileSync(join(folder, 'fonts.md'), 'utf8')).toContain('SIL Open Font License')
})
