import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// A server that cannot start says why, and ends.

const taken = createServer()
beforeAll(() => new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise<unknown>((resolve) => taken.close(resolve)))

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** A program of ours in a folder. The code is undefined for one that had to be ended. */
function ran(cwd: string, words: readonly string[]): Promise<{ code: unknown; said: string }> {
  const env = { PATH: process.env.PATH, HOME: cwd, XDG_STATE_HOME: join(cwd, '.state') }
  return new Promise((resolve) =>
    execFile(process.execPath, words, { cwd, env, timeout: 20_000 }, (error, _, said) =>
      resolve({ code: error === null ? 0 : (error.code ?? undefined), said }),
    ),
  )
}
const newFolder = () => mkdtempSync(join(tmpdir(), 'pedigree-start-'))
const pedigree = (cwd: string, ...words: string[]) => ran(cwd, [pathOf('../../src/cli/main.ts'), ...words])

test('at a port that is taken, and at an address that is not this machine’s, it says so and ends', async () => {
  const cwd = newFolder()
  await pedigree(cwd, 'token', 'create', 'ann', '--role', 'admin')
  const { port } = taken.address() as AddressInfo

  const there = await pedigree(cwd, 'serve', '--port', String(port))
  const elsewhere = await pedigree(cwd, 'serve', '--host', '203.0.113.9', '--url', 'https://lineage.example.org')

  expect(there).toEqual({ code: 6, said: expect.stringContaining('the port is taken') })
  expect(elsewhere).toEqual({ code: 6, said: expect.stringContaining('203.0.113.9:4747 cannot be served') })
})

test.each([
  ['the page was not built', { web: '/nowhere' }],
  ['nobody has a token, and everybody would reach it', { host: '0.0.0.0' }],
])('where %s nothing of it runs on', async (_, options) => {
  const surroundings = '{ cwd: process.cwd(), env: process.env, nowMs: Date.now, warn: () => undefined }'
  const asked = JSON.stringify({ host: '127.0.0.1', port: 0, ...options })
  const script = `
    import { serve } from ${JSON.stringify(pathOf('../../src/server/serve.ts'))}
    await serve(${asked}, ${surroundings}).then(() => console.error('it serves'), () => console.error('refused'))`

  expect(await ran(newFolder(), ['--input-type=module', '-e', script])).toEqual({ code: 0, said: 'refused\n' })
})
