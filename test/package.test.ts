import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unpackShare } from '../src/capture/files/hash-share.ts'

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
  /** Why it could not be installed, when that is the network's fault and not ours. */
  let unreachable: string | undefined

  beforeAll(() => {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { env, stdio: 'pipe' })
    const [tarball = ''] = readdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const soon = ['--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=1000']
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...soon]
    const install = spawnSync('npm', ['install', join(folder, tarball), ...options], inFolder)
    if (install.status === 0) return
    unreachable = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/.exec(install.stderr)?.[0]
    if (unreachable === undefined) throw new Error(`npm install of the tarball failed:\n${install.stderr}`)
  })

  test('runs where nothing else is installed', ({ skip }) => {
    skip(unreachable !== undefined, `the registry cannot be reached (${unreachable})`)

    const said = execFileSync('npx', ['pedigree', '--version'], inFolder)

    expect(said.trim()).toBe(manifest.version)
  })

  test('holds the program, its Python hook and the specification, and no tests', ({ skip }) => {
    skip(unreachable !== undefined, `the registry cannot be reached (${unreachable})`)

    const files = globSync('**', { cwd: installed })

    expect(files).toEqual(
      expect.arrayContaining([
        'bin/pedigree.cjs',
        'dist/cli/main.js',
        'dist/capture/python/path/sitecustomize.py',
        'dist/capture/python/hooks/files.py',
        'dist/web/index.html',
        'dist/web/built.json',
        'spec/statement.schema.json',
        'LICENSE',
      ]),
    )
    expect(files.filter((file) => /\.test|conformance|\.ts$|__pycache__|^(?:src|test|bench)\//.test(file))).toEqual([])
  })

  test('has the module of a further hashing thread', async ({ skip }) => {
    skip(unreachable !== undefined, `the registry cannot be reached (${unreachable})`)
    const shared = { paths: [join(installed, 'LICENSE')], next: new Int32Array(new SharedArrayBuffer(4)) }

    const thread = new Worker(join(installed, 'dist/capture/files/hash-thread.js'), { workerData: shared })
    const [share] = await once(thread, 'message')

    expect(unpackShare(share)).toMatchObject([[0, { kind: 'hashed' }]])
  })

  test('imports no package that it does not depend on', ({ skip }) => {
    skip(unreachable !== undefined, `the registry cannot be reached (${unreachable})`)

    const texts = globSync('dist/**/*.js', { cwd: installed, exclude: ['dist/web/**'] }).map((file) =>
      readFileSync(join(installed, file), 'utf8'),
    )
    const names = texts.flatMap((text) => [
      ...text.matchAll(/\b(?:from |import |import\()'((?:@[^/']+\/)?[^./'][^/']*)/g),
    ])
    const packages = new Set(names.map(([, name = '']) => name).filter((name) => !name.startsWith('node:')))

    expect(packages.size).toBeGreaterThan(0)
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining([...packages]))
  })
})
