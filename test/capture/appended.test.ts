import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasGit, hasStrace, python } from './programs.ts'
import { makeProject, names, type Project, type Recorded } from './project.ts'

const digest = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`
const revised = ({ summary }: Recorded) => summary.writes.map(({ path, revises }) => [path, revises?.digest])
const old = 'what another program logged before, which is long enough to say something\n'

type Answer = {
  readonly complete: boolean
  readonly nodes: readonly { readonly id: string; readonly type: string; readonly name?: string }[]
  readonly causes: readonly { readonly side: string; readonly subject: string }[]
}
const answer = (project: Project, ...words: string[]): Answer =>
  JSON.parse(project.pedigree([...words, '--json']).stdout.toString())
const named = ({ nodes }: Answer, type: string) =>
  nodes.flatMap((node) => (node.type === type ? [node.name ?? node.id] : [])).sort()

describe.skipIf(!hasStrace)('a file that a run only adds to', () => {
  test.each([
    ['a shell', 'echo more >> log'],
    ['tee', 'echo more | tee -a log'],
    ['a program that writes into its middle', 'echo more | dd of=log conv=notrunc 2> errors; rm errors'],
    ['one that cuts it short', 'truncate -s 70 log'],
  ])('is no input of it, by %s, and has what it held as its beginning', (_, command) => {
    const project = makeProject({ isRepository: false })
    project.write('log', old)

    const run = project.shell(command)

    expect(names(run.summary.reads)).toEqual([])
    expect(revised(run)).toEqual([['log', digest(old)]])
    expect(run.summary.blind).toEqual([])
    expect(project.statements()).toContainEqual(
      expect.objectContaining({
        ...{ edge: 'derived', role: 'revision', source: digest(project.read('log')), target: digest(old) },
        ...{ selector: { path: 'log' }, origin: 'observed', witnesses: ['snapshot', 'strace'] },
      }),
    )
  })

  test.each([
    ['before', 'cat log > out; echo more >> log'],
    ['after', 'echo more >> log; cat log > out'],
    ['by a program that opens it for both', 'exec 3<> log; cat <&3 > out; echo more >&3'],
  ])('and reads %s is an input as any, with what it held before', (_, command) => {
    const project = makeProject({ isRepository: false })
    project.write('log', old)

    const run = project.shell(command)

    expect(run.summary.reads.map(({ path, digest: held }) => [path, held])).toEqual([['log', digest(old)]])
    expect(revised(run).toSorted()).toEqual([
      ['log', undefined],
      ['out', undefined],
    ])
  })

  test('is nothing to it where it adds nothing, and a new file where none was there', () => {
    const project = makeProject({ isRepository: false })
    project.write('log', old)

    const run = project.shell('true >> log; echo first >> new')

    expect(names(run.summary.reads)).toEqual([])
    expect(revised(run)).toEqual([['new', undefined]])
  })

  test('was a source before it, which the run that added to it cannot have made', () => {
    const project = makeProject({ isRepository: false })
    project.write('log', old)
    project.shell('echo more >> log')

    const traced = answer(project, 'trace', 'log')

    expect(traced.complete).toBe(true)
    expect(named(traced, 'run')).toEqual(['sh'])
  })

  test('is said to have held what nobody knows, where nobody hashed it before', () => {
    const project = makeProject({ isRepository: false })
    project.write('log', old)

    const run = project.shell('n=g; echo more >> lo$n')

    expect(run.summary.writes).toMatchObject([{ path: 'log', revises: { path: 'log' } }])
    expect(run.summary.blind).toEqual([
      'What log held has no digest: the run wrote on it, and nobody hashed it before.',
    ])
  })

  test.each([
    ['sort -o', 'echo a > raw; sort -o log raw; rm raw'],
    ['dd', 'echo a | dd of=log 2> errors; rm errors'],
  ])('goes on from nothing where %s empties it before it writes', (_, command) => {
    const project = makeProject({ isRepository: false })
    project.write('log', old)

    const run = project.shell(command)

    expect(names(run.summary.reads)).toEqual([])
    expect(revised(run)).toEqual([['log', undefined]])
  })

  test('is followed to where it was put aside', () => {
    const project = makeProject({ isRepository: false })
    project.write('log', old)

    const run = project.shell('exec 3>> log; echo more >&3; mv log log.1; exec 3>> log; echo next >&3')

    expect(names(run.summary.reads)).toEqual([])
    expect(revised(run).toSorted()).toEqual([
      ['log', undefined],
      ['log.1', digest(old)],
    ])
  })
})

describe.skipIf(!hasStrace)('a lock that holds nothing', () => {
  test.each([
    ['a file that is opened for both', 'exec 3<> lock'],
    ['flock', 'flock lock true'],
  ])('is no input of who takes it after another, by %s', (_, command) => {
    const project = makeProject({ isRepository: false })
    project.shell(`${command}; echo first > out`)

    const run = project.shell(`${command}; echo second > out`)

    expect(names(run.summary.reads)).toEqual([])
    expect(names(run.summary.writes)).toEqual(['out'])
  })

  test('is one where it is read as a marker', () => {
    const project = makeProject({ isRepository: false })
    project.write('_SUCCESS', '')

    const run = project.shell('cat _SUCCESS; exec 3<> _SUCCESS; echo done > out')

    expect(names(run.summary.reads)).toEqual(['_SUCCESS'])
  })
})

const training = `import hashlib, logging
logging.basicConfig(filename='train.log', level=logging.INFO)
data = open('data.csv').read()
open('model.bin', 'w').write('\\n'.join(hashlib.sha256((data + str(i)).encode()).hexdigest() for i in range(4)))
logging.info('trained with %d characters of data, of which this line is long enough to say something', len(data))
with open('results.csv', 'a') as results:
    results.write('model.bin,' + hashlib.sha256(data.encode()).hexdigest() + '\\n')
`

describe.skipIf(!(hasStrace && hasGit && python !== undefined))('trainings that each add to one log', () => {
  test.each([
    ['system calls and Python', []],
    ['Python alone', ['--tracer', 'python']],
  ])('are no ancestors of one another, by %s, and what they added to is made by all of them', (_, options) => {
    const project = makeProject()
    project.write('.gitignore', '*.csv\n*.log\n*.bin\n')
    project.write('train.py', training)
    project.git('add', '-A')
    project.git('commit', '-qm', 'one')
    const runs = ['first', 'second', 'third'].map((data) => {
      project.write('data.csv', `${data},`.repeat(40))
      const run = project.python(training, { name: 'train.py', options })
      project.pedigree(['register', 'model.bin', 'm'])
      return run
    })
    const first = digest('first,'.repeat(40))

    const [version, results] = [answer(project, 'trace', 'm@3'), answer(project, 'trace', './results.csv')]
    const [impact, diff] = [answer(project, 'impact', first), answer(project, 'diff', 'm@2', 'm@3')]

    expect(runs.map(({ summary }) => names(summary.reads))).toEqual([['data.csv'], ['data.csv'], ['data.csv']])
    expect(named(version, 'run')).toEqual(['train.py'])
    expect(named(version, 'artifact').filter((name) => /csv|log/.test(name))).toEqual(['data.csv'])
    expect(named(results, 'run')).toEqual(['train.py', 'train.py', 'train.py'])
    expect(named(results, 'artifact').filter((name) => name === 'data.csv')).toHaveLength(3)
    expect(named(impact, 'run')).toEqual(['train.py'])
    expect(named(impact, 'artifact').filter((name) => name === 'results.csv')).toHaveLength(3)
    expect(diff.causes.map(({ side, subject }) => [side, subject])).toEqual([['data', 'data.csv']])
  })

  test('are told apart by what is made of the log: one more that it holds is a cause', () => {
    const project = makeProject()
    project.write('.gitignore', '*.csv\n*.log\n*.bin\n')
    project.write('train.py', training)
    project.write('best.py', "open('best.bin', 'w').write(open('results.csv').read() * 2)\n")
    project.git('add', '-A')
    project.git('commit', '-qm', 'one')
    for (const data of ['first', 'second']) {
      project.write('data.csv', `${data},`.repeat(40))
      project.python(training, { name: 'train.py' })
      project.run([python?.path ?? 'python3', 'best.py'])
      project.pedigree(['register', 'best.bin', 'best'])
    }

    const [trace, diff] = [answer(project, 'trace', 'best@2'), answer(project, 'diff', 'best@1', 'best@2')]

    expect(named(trace, 'run')).toEqual(['best.py', 'train.py', 'train.py'])
    expect(diff.causes.length).toBeGreaterThan(0)
    expect(diff.causes.map(({ subject }) => subject)).not.toContain('results.csv')
  })

  test('are told apart where what they add to was removed and built again: by the part that is another one', () => {
    const project = makeProject()
    project.write('add.sh', 'cat "$1" >> history.csv\n')
    for (const part of ['jan', 'feb', 'mar', 'apr']) project.write(`${part}.csv`, `${part},`.repeat(40))
    project.git('add', '-A')
    project.git('commit', '-qm', 'one')
    for (const last of ['mar', 'apr']) {
      for (const part of ['jan', 'feb', last]) project.run(['sh', 'add.sh', `${part}.csv`])
      project.run(['sh', '-c', 'tr , : < history.csv > model.bin'])
      project.pedigree(['register', 'model.bin', 'm'])
      rmSync(join(project.folder, 'history.csv'))
    }

    const [trace, diff] = [answer(project, 'trace', 'm@2'), answer(project, 'diff', 'm@1', 'm@2')]

    expect(named(trace, 'run').filter((name) => name === 'add.sh')).toHaveLength(3)
    expect(diff.causes.map(({ subject }) => subject)).toEqual(['apr.csv and mar.csv'])
  })
})
