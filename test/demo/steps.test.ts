import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PassThrough } from 'node:stream'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { alterDigit } from '../../scripts/demo/alter.ts'
import { commandLine, output } from '../../scripts/demo/command.ts'
import { findPython, whatToInstall } from '../../scripts/demo/find-python.ts'
import { step } from '../../scripts/demo/progress.ts'
import { setupEnvironment, storyEnvironment } from '../../scripts/demo/surroundings.ts'
import { untilMonth } from '../../scripts/demo/tables.ts'
import { decodeBody, encodeBody } from '../../src/log/body.ts'

afterEach(() => vi.useRealTimers())

test('keeps the flights of a year up to a month, in the order of the file', () => {
  const table = 'year,month,day\n2013,1,31\n2013,10,1\n2013,7,2\n2013,6,30\n'

  expect(untilMonth(table, 6)).toBe('year,month,day\n2013,1,31\n2013,6,30\n')
  expect(untilMonth(table, 7)).toBe('year,month,day\n2013,1,31\n2013,7,2\n2013,6,30\n')
})

describe('of the Pythons on the path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pythons-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Puts a program there that answers as an interpreter of a version would, with or without venv. */
  function install(name: string, version: string, hasVenv: 0 | 1): void {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\nprintf '${path}\\n${version}\\n${hasVenv}\\n'\n`, { mode: 0o755 })
  }

  test('takes the newest that is pinned and can make an environment', () => {
    install('python3', '3.8.2', 1)
    expect(() => findPython({ PATH: folder })).toThrow('needs Python 3.9 to 3.14')

    install('python3.13', '3.13.1', 0)
    expect(() => findPython({ PATH: folder })).toThrow('Python 3.13.1')

    install('python3.10', '3.10.4', 1)
    install('python3.9', '3.9.2', 1)
    install('python3.15', '3.15.0', 1)
    expect(findPython({ PATH: folder })).toMatchObject({ version: '3.10.4', minor: 10 })
  })
})

test('says what to install where there is no Python, or one without its venv module', () => {
  const bare = { path: '/usr/bin/python3', version: '3.11.2', minor: 11, hasVenv: false }

  expect(whatToInstall([])).toMatch(/needs Python 3\.9 to 3\.14.*apt-get install python3-venv/)
  expect(whatToInstall([bare])).toMatch(/^Python 3\.11\.2 \(.*apt-get install python3\.11-venv\)/)
})

test("leads neither git nor pip nor Pedigree by the user's own settings", () => {
  const own = { PATH: '/bin', GIT_DIR: '/mine', PEDIGREE_STORE: '/mine', PIP_TARGET: '/mine', PYTHONPATH: '/mine' }

  const seen = storyEnvironment({ ...own, HTTPS_PROXY: 'proxy' })

  expect(Object.values(seen)).not.toContain('/mine')
  expect(seen).toMatchObject({ HTTPS_PROXY: 'proxy', GIT_CONFIG_GLOBAL: '/dev/null' })
  expect(seen.XDG_STATE_HOME).toMatch(/\.demo\/state$/)
  expect(setupEnvironment({ ...own, PIP_INDEX_URL: 'mirror' })).toEqual({
    PATH: '/bin',
    PIP_INDEX_URL: 'mirror',
    PIP_USER: '0',
  })
})

test('shows a command as one would type it', () => {
  const words = ['approve', 'flight-delay@1', '--note', "Ann's: good"]

  expect(commandLine({ program: 'pedigree', arguments: words })).toBe(
    `pedigree approve flight-delay@1 --note 'Ann'\\''s: good'`,
  )
})

test('a command that fails is an error with its last words', async () => {
  const command = { program: process.execPath, arguments: ['-e', 'console.log("why"); process.exit(7)'] }

  const failed = output({ ...command, folder: '.', environment: process.env })

  await expect(failed).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/ended with 7:\nwhy$/),
  })
})

describe('a step', () => {
  /** Awaits a step of `ms` on a screen and gives what it wrote there. */
  async function written(ms: number, isTTY: boolean): Promise<string> {
    vi.useFakeTimers()
    const screen = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY })
    const done = step('baking', new Promise((resolve) => setTimeout(resolve, ms)), screen)
    await vi.advanceTimersByTimeAsync(ms)
    await done
    return String(screen.read() ?? '')
  }

  test('is silent within two seconds', async () => {
    expect(await written(1_900, true)).toBe('')
    expect(await written(1_900, false)).toBe('')
  })

  test('moves on a terminal and leaves one line', async () => {
    const screen = await written(4_000, true)

    expect(screen).toMatch(/\r {2}[⠀-⣿] baking … 3 s/)
    expect(screen).toMatch(/\[2K {2}baking: 4 s\n$/)
  })

  test('writes plain lines elsewhere', async () => {
    expect(await written(15_000, false)).toBe('  baking …\n  baking … 12 s\n  baking: 15 s\n')
  })
})

test('alters one byte of the first statement that holds a number, and nothing else', () => {
  using database = new DatabaseSync(':memory:')
  const salt = Buffer.alloc(16, 7)
  const body = (...statements: string[]) =>
    encodeBody(statements.map((statement) => ({ salt, bytes: Buffer.from(statement) })))
  database.exec('create table body (entry integer primary key, bytes blob)')
  const insert = database.prepare('insert into body values (?, ?)')
  insert.run(1, body('{"values":[1]}'))
  insert.run(2, body('{"values":[0.5]}', '{"values":[30.5539]}'))
  insert.run(3, body('{"values":[30.5539]}'))

  const alteration = alterDigit(database, '30.5539')

  const rows = database.prepare('select bytes from body order by entry').all()
  const statements = rows.map(({ bytes }) =>
    decodeBody(bytes instanceof Uint8Array ? bytes : Buffer.of()).map((item) => 'bytes' in item && String(item.bytes)),
  )
  expect(alteration).toEqual({ entry: 2, before: '30.5539', after: '20.5539' })
  expect(statements).toEqual([
    ['{"values":[1]}'],
    ['{"values":[0.5]}', '{"values":[20.5539]}'],
    ['{"values":[30.5539]}'],
  ])
  expect(() => alterDigit(database, '99.9')).toThrow('no sealed statement holds 99.9')
})
