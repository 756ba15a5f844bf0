import { type ExecFileSyncOptions, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sharedHashes, taking } from '../src/capture/files/shared-hashes.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const path = process.env.PATH ?? ''
// npm and what it starts run on the Node that runs this test, not on whichever the machine has.
const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${path}` }
const folder = mkdtempSync(join(tmpdir(), 'pedigree-package-'))
const installed = join(folder, 'node_modules', 'pedigree')
const inFolder = { cwd: folder, env, encoding: 'utf8' } satisfies ExecFileSyncOptions

/** A Node of the machine's own that is too old for us, when there is one. */
const olderNode = path
  .split(delimiter)
  .filter((part) => part !== '' && !part.includes('node_modules'))
  .map((part) => join(part, 'node'))
  .find((node) => {
    const version = existsSync(node) ? spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout : ''
    return version !== '' && Number(/^v(\d+)/.exec(version)?.[1] ?? 24) < 24
  })

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.skipIf(olderNode === undefined)('an older Node is told in one line what is missing', () => {
  const answer = spawnSync(olderNode ?? '', ['bin/pedigree.cjs', '--help'], { encoding: 'utf8' })

  expect(answer.stderr).toMatch(/^Pedigree needs Node 24 or newer; this is v\d+\.\d+\.\d+ .*\n$/)
  expect(answer).toMatchObject({ status: 1, stdout: '' })
})

describe.skipIf(!existsSync('src/cli/main.ts'))('the package that npm makes', () => {
  beforeAll(() => {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { env, stdio: 'pipe' })
    const [tarball = ''] = readdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    execFileSync(
      'npm',
      ['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', join(folder, tarball)],
      inFolder,
    )
  })

  test('installs without a network and runs where nothing else is installed', () => {
    const said = execFileSync('npx', ['pedigree', '--version'], inFolder)

    expect(said.trim()).toBe(manifest.version)
  })

  test('holds the program, its Python hook and the specification, and no tests', () => {
    const files = globSync('**', { cwd: installed })

    expect(files).toEqual(
      expect.arrayContaining([
        'bin/pedigree.cjs',
        'dist/main.js',
        'dist/python/path/sitecustomize.py',
        'dist/python/hooks/files.py',
        'dist/web/index.html',
        'dist/web/built.json',
        'spec/statement.schema.json',
        'LICENSE',
      ]),
    )
    expect(files.filter((file) => /\.test|conformance|\.ts$|__pycache__|^(?:src|test|bench)\//.test(file))).toEqual([])
  })

  test('has the module of a further hashing thread', async () => {
    const hashes = sharedHashes(1)
    const shared = { paths: [join(installed, 'LICENSE')], next: new Int32Array(new SharedArrayBuffer(4)), hashes }

    const thread = new Worker(join(installed, 'dist/hash-thread.js'), { workerData: shared })
    await once(thread, 'message')

    expect(taking(hashes)(0)).toMatchObject({ kind: 'hashed' })
  })

  test('reads configuration by what is loaded only at need', () => {
    writeFileSync(join(folder, 'params.yaml'), 'train:\n  rate: 0.1\n')
    writeFileSync(join(folder, 'params.toml'), '[train]\ndepth = 3\n')

    const command = ['run', '--summary', 'summary.json', '--', 'cat', 'params.yaml', 'params.toml']
    execFileSync('npx', ['pedigree', ...command], { ...inFolder, stdio: 'pipe' })

    const { parameters } = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))
    expect(parameters).toEqual({
      'train.depth': { value: 3, from: 'params.toml:2' },
      'train.rate': { value: 0.1, from: 'params.yaml:2' },
    })
  })

  test('serves its page and its description, and says which field of a statement is wrong', async () => {
    const main = join(installed, 'dist/main.js')
    const served = spawn(process.execPath, [main, 'serve', '--port', '0'], { cwd: folder, env })
    try {
      const [line] = await once(served.stdout, 'data')
      const address = /http:\S+/.exec(String(line))?.[0]
      const statements = [{ type: 'node', node: 'run', id: 'nothing' }]
      const body = JSON.stringify({ producer: '0'.repeat(32), sequence: 0, statements })
      const headers = { 'content-type': 'application/json' }

      const page = await fetch(`${address}/`)
      const description = await fetch(`${address}/pedigree/v1/openapi.json`)
      const refused = await fetch(`${address}/pedigree/v1/statements`, { method: 'POST', headers, body })

      expect(await page.text()).toContain('<title>Pedigree</title>')
      expect(await description.json()).toMatchObject({ openapi: expect.stringMatching(/^3\./) })
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ code: 'invalid-input', field: '/statements/0/id' })
    } finally {
      served.kill()
      await once(served, 'close')
    }
  })

  test('imports nothing but what Node brings, and holds the licence of each package in it', () => {
    const texts = globSync('dist/*.js', { cwd: installed }).map((file) => readFileSync(join(installed, file), 'utf8'))
    const names = texts.flatMap((text) => [...text.matchAll(/^(?:import|export)\b[^'"\n]*['"]([^.'"][^'"]*)['"]/gm)])

    const licenses = readFileSync(join(installed, 'dist/licenses.md'), 'utf8')

    expect(names.length).toBeGreaterThan(0)
    expect(names.map(([, name = '']) => name).filter((name) => !name.startsWith('node:'))).toEqual([])
    expect(manifest.dependencies).toBeUndefined()
    for (const name of ['commander', 'fastify', 'yaml']) expect(licenses).toContain(`## ${name} - `)
  })
})
