import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Summary } from '../../src/capture/summary.ts'
import { hasGit, hasStrace, python } from './programs.ts'
import { makeProject, names, type Project } from './project.ts'

const hex = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const digest = (content: string | Buffer) => `sha256:${hex(content)}`

describe.skipIf(!hasGit || python === undefined)('in a repository', () => {
  const project = makeProject()
  project.write(
    'main.py',
    'import local, json\nprint(local.rate, open("table.csv").read(), json.load(open("params.json")))\n',
  )
  project.write('local.py', 'rate = 1\n')
  project.write('table.csv', 'a,b\n1,2\n')
  project.write('params.json', '{\n  "depth": 4\n}\n')
  project.write('notes.md', 'not read\n')
  project.git('add', '--all')
  project.git('commit', '--quiet', '--message', 'Start')
  const run = () => project.run([python?.path ?? '', 'main.py'])

  test('the code is the tree of the commit, with the files that were read', () => {
    const { code, reads } = run().summary

    expect(code).toMatchObject({
      tree: `git-tree:${project.git('rev-parse', 'HEAD^{tree}').trim()}`,
      commit: project.git('rev-parse', 'HEAD').trim(),
      dirty: false,
    })
    expect(code.files).toEqual([
      { path: 'local.py', digest: digest('rate = 1\n') },
      { path: 'main.py', digest: digest(readFileSync(join(project.folder, 'main.py'))) },
    ])
    // Data in git is data all the same.
    expect(names(reads)).toEqual(['params.json', 'table.csv'])
  })

  test('a module whose bytecode alone was opened is there with its source', () => {
    run()

    expect(names(run().summary.code.files)).toEqual(['local.py', 'main.py'])
  })

  test('values of a configuration that was read are parameters, each with its line', () => {
    expect(run().summary.parameters).toEqual({ depth: { value: 4, from: 'params.json:2' } })
  })

  test('an edit that is not committed makes another tree and is named', () => {
    project.write('local.py', 'rate = 2\n')

    const { code, run: id } = run().summary

    expect(code.dirty).toBe(true)
    expect(code.tree).not.toBe(`git-tree:${project.git('rev-parse', 'HEAD^{tree}').trim()}`)
    expect(codeFacet(project, id)).toMatchObject({ patched: ['local.py'], untracked: [], branch: 'main' })
    project.git('checkout', '--quiet', '--', 'local.py')
  })

  test('an untracked source that was read is in the tree, one that was not read is not', () => {
    project.write('local.py', 'from extra import rate\n')
    project.write('extra.py', 'rate = 3\n')
    project.write('unread.py', 'rate = 4\n')

    const { code, run: id } = run().summary

    expect(names(code.files)).toEqual(['extra.py', 'local.py', 'main.py'])
    expect(codeFacet(project, id)).toMatchObject({ patched: ['extra.py', 'local.py'], untracked: ['extra.py'] })
    project.git('checkout', '--quiet', '--', 'local.py')
  })

  test('what the run wrote is an output, also where it is code that is run in its turn', () => {
    const { code, writes, blind } = project.python(
      "open('made.py', 'w').write('rate = 5\\n')\nimport importlib; importlib.invalidate_caches()\nimport made\n",
      { name: 'generate.py' },
    ).summary

    expect(names(writes)).toEqual(['made.py'])
    expect(names(code.files)).toEqual(['generate.py'])
    expect(blind).toEqual([])
  })

  test('a clock that was set back makes no source look as if somebody had edited it', () => {
    // What was written before the clock was set back looks younger than the run, as all that is there does.
    const anHourBack = 'const now = Date.now; Date.now = () => now() - 3600000'
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(anHourBack)}` }

    const { code, blind } = project.run([python?.path ?? '', 'main.py'], { env }).summary

    expect(names(code.files)).toContain('main.py')
    expect(blind).toEqual([])
  })

  test('a source that somebody edits while it runs is on record as it was', async () => {
    const started = readFileSync(join(project.folder, 'main.py'))
    const summary = join(project.home, 'summary.json')
    const script = `'${python?.path}' main.py; echo ready; read -r line`
    const child = project.start(['run', '--summary', summary, '--', 'sh', '-c', script])
    child.stdout?.on('data', (text: Buffer) => {
      if (!text.includes('ready')) return
      project.write('main.py', `${started} # edited`)
      child.stdin?.end('go\n')
    })

    await once(child, 'close')

    const { code, blind } = JSON.parse(readFileSync(summary, 'utf8')) as Summary
    expect(code.files).toContainEqual({ path: 'main.py', digest: digest(started) })
    expect(code.dirty).toBe(false)
    expect(blind).toEqual([])
    project.git('checkout', '--quiet', '--', 'main.py')
  })
})

describe.skipIf(python === undefined)('without a repository', () => {
  test('the code is the tree of the sources that were read', () => {
    const project = makeProject({ isRepository: false })
    project.write('steps/part.py', 'rate = 1\n')

    const { code, grade } = project.python('import steps.part\n').summary

    const lines = [`${hex('import steps.part\n')} 18 main.py\n`, `${hex('rate = 1\n')} 9 steps/part.py\n`]
    expect(code.tree).toBe(`sha256-tree:${hex(lines.join(''))}`)
    expect(code).not.toHaveProperty('commit')
    expect(grade).toBe(hasStrace ? 'A' : 'B')
  })

  test('paths are below the project that was recorded before, wherever in it one stands', () => {
    const project = makeProject({ isRepository: false })
    project.write('in.csv', 'a\n')
    project.run(['true'])
    project.write('part/main.py', "open('../in.csv').read()\nopen('out.csv', 'w').write('b')\n")

    const { reads, writes, code } = project.run([python?.path ?? '', 'main.py'], { below: 'part' }).summary

    expect([names(reads), names(writes), names(code.files)]).toEqual([['in.csv'], ['part/out.csv'], ['part/main.py']])
  })
})

test.skipIf(!hasGit || python === undefined)('a project that is reached through a symbolic link is the same', () => {
  const project = makeProject()
  project.write('main.py', "open('in.csv').read()\n")
  project.write('in.csv', 'a\n')
  symlinkSync(project.folder, join(project.home, 'link'))

  const { stderr } = project.pedigree([
    'run',
    '--',
    'sh',
    '-c',
    `cd '${project.home}/link' && '${python?.path}' main.py`,
  ])
  const { summary } = project.run([python?.path ?? '', 'main.py'], { below: '../home/link' })

  expect(stderr.toString()).toMatch(/read 1 file/)
  expect([names(summary.reads), names(summary.code.files)]).toEqual([['in.csv'], ['main.py']])
})

function codeFacet(project: Project, run: string): unknown {
  const shown = JSON.parse(project.pedigree(['show', run, '--json']).stdout.toString())
  return shown.facts.find((fact: { name?: string }) => fact.name === 'code')?.body
}
