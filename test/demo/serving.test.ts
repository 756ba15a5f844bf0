import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { serveAtTerminal } from '../../scripts/demo/serving.ts'
import { python } from '../capture/programs.ts'
import { outcomeOf } from '../capture/project.ts'
import { temporaryFolders } from '../durability/temporary-folder.ts'

const folderOf = temporaryFolders('demo-serving')
const root = join(import.meta.dirname, '../..')
const driver = join(root, 'test/capture/terminal.py')
/** The end of the demo, without the minutes before it. */
const program = `
  const [{ serveAtTerminal }, { show }, { pedigree }] = await Promise.all(
    ['serving', 'command', 'pedigree'].map((name) => import(${JSON.stringify(join(root, 'scripts/demo/'))} + name + '.ts')))
  await serveAtTerminal(process, () => show(pedigree(['serve', '--port', '0'], process.env)))
  console.log('the end')`

describe.skipIf(python === undefined)('at a terminal', () => {
  test('the record is served at an address that is said, and Ctrl-C ends the server and the demo well', () => {
    const folder = folderOf()
    mkdirSync(join(folder, 'flight-delays'))
    const env = { PATH: process.env.PATH ?? '', PEDIGREE_DEMO_FOLDER: folder, XDG_STATE_HOME: folder, HOME: folder }
    const steps = JSON.stringify([['Ctrl-C ends it', '\x03']])
    const words = [driver, steps, process.execPath, '--input-type=module', '-e', program]

    const { stdout } = outcomeOf(python?.path ?? '', words, { cwd: folder, env })

    const { shown, exit, left } = JSON.parse(stdout.toString())
    expect(shown).toMatch(/Pedigree is at http:\/\/127\.0\.0\.1:\d+ [\s\S]*the end/)
    expect([exit, left]).toEqual([0, []])
  })
})

test('where nobody sits nothing is served', async () => {
  let isServed = false

  await serveAtTerminal({ stdin: new PassThrough(), stdout: new PassThrough() } as never, async () => {
    isServed = true
    return 0
  })

  expect(isServed).toBe(false)
})
