import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pathBytes } from '../../src/capture/files/path-text.ts'
import { hasStrace, python } from './programs.ts'
import { main, makeProject, names, outcomeOf } from './project.ts'

const project = makeProject({ isRepository: false })
const odd = [
  'mit Leerzeichen',
  'grün ✓ 模型 👩‍🔬',
  'line\nbreak',
  'tab\tand\u001b[31mescape',
  '<img src=x onerror=alert(1)>',
  '=1+1',
  'it\'s "quoted" \\n $HOME `id`',
  '-rf',
  '--help',
  'a,b;c',
  '%2e%2e',
  '__proto__',
  'constructor',
]
const latin = Buffer.from([0x63, 0x61, 0x66, 0xe9])
const copy = 'cd in; for name in *; do [ -f "$name" ] && cat -- "$name" > "../out/$name"; done'

describe.skipIf(!hasStrace)('names of files', () => {
  test('are on record as they are, whatever is in them', () => {
    mkdirSync(join(project.folder, 'in'))
    mkdirSync(join(project.folder, 'out'))
    for (const name of odd) project.write(`in/${name}`, name)
    writeFileSync(Buffer.concat([Buffer.from(`${project.folder}/in/`), latin]), 'no UTF-8')

    const { exit, summary } = project.shell(copy)

    const expected = [...odd, 'caf\uefe9'].sort()
    expect(exit).toBe(0)
    expect(names(summary.reads)).toEqual(expected.map((name) => `in/${name}`))
    expect(names(summary.writes)).toEqual(expected.map((name) => `out/${name}`))
    expect([...summary.reads, ...summary.writes].filter(({ digest }) => digest === undefined)).toEqual([])
    for (const { path } of summary.writes)
      expect(readFileSync(pathBytes(join(project.folder, path))).length).toBeGreaterThan(0)
  })

  test('are answered for by the reference that a shell makes of them', () => {
    for (const name of odd) {
      const { exit, stdout } = project.pedigree(['trace', `./out/${name}`, '--json'])

      expect({ name, exit }).toEqual({ name, exit: 0 })
      expect(JSON.parse(stdout.toString()).nodes.map((node: { name?: string }) => node.name)).toContain('sh')
    }
  })

  test('may be as long as the system allows', () => {
    const folder = Array.from({ length: 16 }, () => 'd'.repeat(240)).join('/')
    const script = `set -e; d=${'d'.repeat(240)}; for i in ${'1 '.repeat(16)}; do mkdir "$d"; cd "$d"; done; echo deep > file; cat file`

    const { exit, summary } = project.shell(script)

    expect(exit).toBe(0)
    expect(summary.writes).toMatchObject([{ path: `${folder}/file`, bytes: 5 }])
    expect(summary.blind).toEqual([])
    expect(project.pedigree(['show', summary.run]).exit).toBe(0)
  })
})

test.skipIf(python === undefined)('names that are no text pass through Python, too', () => {
  const folder = makeProject({ isRepository: false })

  const { summary } = folder.python("open(b'caf\\xe9', 'w').write('x' * 70)\nopen(b'caf\\xe9').read()\n")

  expect(names(summary.writes)).toEqual(['caf\uefe9'])
  expect(readdirSync(folder.folder, { encoding: 'buffer' }).some((name) => name.equals(latin))).toBe(true)
})

test.skipIf(!hasStrace)('arguments that are no text reach the command as they are', () => {
  const folder = makeProject({ isRepository: false })
  writeFileSync(Buffer.concat([Buffer.from(`${folder.folder}/`), latin]), 'content')
  folder.write('plain', ' and more')
  const summary = join(folder.home, 'summary.json')
  const command = `'${process.execPath}' '${main}' run --quiet --summary '${summary}' -- cat "$(printf 'caf\\351')" plain`

  const { exit, stdout } = outcomeOf('sh', ['-c', command], { cwd: folder.folder, env: folder.env })

  expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 0, stdout: 'content and more' })
  expect(names(JSON.parse(readFileSync(summary, 'utf8')).reads)).toEqual(['caf\uefe9', 'plain'])
})

test('names of runs that a shell would not make are shown harmless', () => {
  const { stderr, summary } = project.run(['true'], { options: ['--name', '\u001b[2J<script>\n=cmd'] })

  expect(stderr.toString()).not.toContain('\u001b[2J')
  expect(stderr.toString().split('\n')).toHaveLength(2)
  expect(project.pedigree(['show', summary.run]).stdout.toString()).not.toContain('\u001b[2J')
})
