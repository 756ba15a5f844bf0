import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasStrace, python } from './programs.ts'
import { main, makeProject, names, outcomeOf, type Recorded } from './project.ts'

const project = makeProject({ isRepository: false })
const digest = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`
const now = (path: string) => digest(readFileSync(join(project.folder, path)))
const found = ({ summary }: Recorded) => ({
  reads: summary.reads.map(({ path, digest: held }) => [path, held]),
  writes: summary.writes.map(({ path, digest: held }) => [path, held]),
})
const unknown = undefined

describe.skipIf(!hasStrace)('as the system calls tell', () => {
  test('an input that nobody touched has its digest, an output the one that it was left with', () => {
    project.write('in.csv', 'a,b\n1,2\n')

    const run = project.shell('cat in.csv > out.csv; cat in.csv >> out.csv')

    expect(found(run)).toEqual({
      reads: [['in.csv', digest('a,b\n1,2\n')]],
      writes: [['out.csv', digest('a,b\n1,2\na,b\n1,2\n')]],
    })
    expect(run.summary).toMatchObject({ grade: 'A', blind: [] })
  })

  test('an input that was overwritten, and that nobody knew before, is unpinned, and says why', () => {
    project.write('state', 'old')

    const run = project.shell('n=te; cat sta$n; echo new > sta$n')

    expect(found(run)).toEqual({ reads: [['state', unknown]], writes: [['state', digest('new\n')]] })
    expect(run.summary.blind).toEqual([
      'state has no digest: the run overwrote it after it read it, and nobody hashed it before.',
    ])
    const { nodes } = JSON.parse(project.pedigree(['trace', './state', '--json']).stdout.toString())
    const id = run.summary.run.replace('run:', '').replaceAll('/', '.')
    expect(nodes.map((node: { id: string }) => node.id)).toContain(`unpinned:${id}/state`)
  })

  test('an input that is removed or changed by somebody else is unpinned, too', () => {
    project.write('gone', 'content')
    project.write('edited', 'content')

    const run = project.shell('n=ne e=ed; cat go$n edit$e; rm go$n; chmod 600 edit$e')

    expect(found(run)).toEqual({
      reads: [
        ['gone', unknown],
        ['edited', unknown],
      ],
      writes: [],
    })
    expect(run.summary.blind).toEqual([
      'gone has no digest: it was removed after it was read, and nobody hashed it before.',
      'edited has no digest: something unseen changed it, its name or its permissions during the run, and nobody hashed it before.',
    ])
  })

  test('an input that the run only moves or links is one under the name that it had, and an output under the new one', () => {
    project.write('a', 'first')
    project.write('b', 'second')
    project.write('c', 'third')

    const run = project.shell('cat a; mv a moved; mv b b2; cat b2; cat c; ln c linked')

    expect(found(run)).toEqual({
      reads: [
        ['a', digest('first')],
        ['b', digest('second')],
        ['c', digest('third')],
      ],
      writes: [
        ['moved', digest('first')],
        ['b2', digest('second')],
        ['linked', digest('third')],
      ],
    })
  })

  test('what is written aside and renamed into its place is an output there, and nothing is left of where it was', () => {
    project.write('model', 'old')

    const run = project.shell('n=l; cat mode$n > mode$n.tmp; echo more >> mode$n.tmp; mv mode$n.tmp mode$n')

    expect(found(run)).toEqual({ reads: [['model', unknown]], writes: [['model', digest('oldmore\n')]] })
  })

  test('an environment that is made, and links to what is no data, are no outputs', () => {
    const run = project.shell('python3 -m venv --without-pip env; ln -s /bin/sh shell; echo 1 > out')

    expect(found(run)).toEqual({ reads: [], writes: [['out', digest('1\n')]] })
  })

  test('temporary files are counted, not recorded', () => {
    const run = project.shell('echo 1 > t1; mkdir d; echo 2 > d/t2; cat t1 d/t2; rm -r t1 d; f=$(mktemp); rm "$f"')

    expect(found(run)).toEqual({ reads: [], writes: [] })
  })

  test('an append is no read of what was there, which nobody knows here', () => {
    project.write('log', 'before\n')

    const run = project.shell('n=g; echo after >> lo$n; echo first >> fresh')

    expect(found(run)).toEqual({
      reads: [],
      writes: [
        ['log', now('log')],
        ['fresh', digest('first\n')],
      ],
    })
    expect(run.summary.writes.map(({ revises }) => revises)).toEqual([{ path: 'log' }, unknown])
  })

  test('what the run wrote before it read it is no input', () => {
    const run = project.shell('echo data > own; cat own; cat own > copy')

    expect(found(run)).toEqual({
      reads: [],
      writes: [
        ['own', digest('data\n')],
        ['copy', digest('data\n')],
      ],
    })
  })

  test('what a shell gives as standard input is an input where it is read', () => {
    project.write('raw.csv', 'a\n')
    const summary = join(project.home, 'stdin.json')
    const run = (command: string) => {
      const line = `'${process.execPath}' '${main}' run --summary '${summary}' -- ${command} < raw.csv`
      return outcomeOf('sh', ['-c', line], { cwd: project.folder, env: project.env })
    }
    const reads = () => JSON.parse(readFileSync(summary, 'utf8')).reads

    const { stdout } = run('cat')
    const read = reads()
    run('true')

    expect(stdout.toString()).toBe('a\n')
    expect(read).toMatchObject([{ path: 'raw.csv', digest: digest('a\n'), witnesses: ['stdin'] }])
    expect(reads()).toEqual([])
  })

  test('what a shell takes of standard output into a file is an output where something was written', () => {
    project.write('log.csv', 'a\n')
    const summary = join(project.home, 'stdout.json')
    const run = (command: string, redirected: string) => {
      const line = `'${process.execPath}' '${main}' run --summary '${summary}' -- ${command} ${redirected}`
      outcomeOf('sh', ['-c', line], { cwd: project.folder, env: project.env })
      return JSON.parse(readFileSync(summary, 'utf8'))
    }
    const [made, added] = [run('echo b', '> made.csv'), run('echo b', '>> log.csv')]
    const silent = [run('true', '> empty.csv'), run('sh -c "echo said; echo failed >&2"', '> said.log 2>&1')]
    const numbered = run("sh -c 'echo c >&7'", '7> seven.csv')

    const written = { path: 'made.csv', digest: digest('b\n'), witnesses: ['stdout'] }
    expect(made).toMatchObject({ grade: 'A', reads: [], writes: [written] })
    expect(made.writes[0]).not.toHaveProperty('revises')
    const revises = { path: 'log.csv', digest: digest('a\n') }
    expect(added).toMatchObject({ grade: 'A', reads: [], writes: [{ digest: digest('a\nb\n'), revises }] })
    // What goes where messages go is a log of the run.
    for (const { writes } of silent) expect(writes).toEqual([])
    expect(numbered.writes).toMatchObject([{ path: 'seven.csv', digest: digest('c\n'), witnesses: ['descriptor'] }])
  })

  test('a copy that a shell opened before what it copies makes nothing of that', () => {
    const bytes = 'a row\n'.repeat(20)
    project.write('raw.csv', bytes)
    project.shell('cat raw.csv > copy.csv')
    project.shell('cat raw.csv raw.csv > twice.csv')

    const { stdout } = project.pedigree(['trace', 'twice.csv', '--json'])
    const { nodes } = JSON.parse(stdout.toString())
    expect(nodes.filter(({ type }: { type: string }) => type === 'run')).toHaveLength(1)
  })

  test('what a shell gives under a number of its own is an input where it is read', () => {
    project.write('raw.csv', 'b\n')
    const summary = join(project.home, 'seven.json')
    const run = (redirected: string) => {
      const line = `'${process.execPath}' '${main}' run --summary '${summary}' -- sh -c 'cat <&7' ${redirected}`
      outcomeOf('sh', ['-c', line], { cwd: project.folder, env: project.env })
      return JSON.parse(readFileSync(summary, 'utf8')).reads
    }

    expect(run('7<raw.csv')).toMatchObject([{ path: 'raw.csv', digest: digest('b\n'), witnesses: ['descriptor'] }])
    expect(run('7</dev/null 8<raw.csv')).toEqual([])
  })

  test('files of the system, of Pedigree and of git are none of the run', () => {
    const run = project.shell('cat /etc/passwd /proc/self/status > /dev/null; ls .pedigree; cat .pedigree/config')

    expect(found(run)).toEqual({ reads: [], writes: [] })
  })
})

describe.skipIf(python === undefined)('as Python tells before it happens', () => {
  test('what is overwritten has the digest that it had', () => {
    project.write('state.txt', 'old')

    const run = project.python("text = open('state.txt').read()\nopen('state.txt', 'w').write(text + ' and new')\n")

    expect(found(run)).toEqual({
      reads: [['state.txt', digest('old')]],
      writes: [['state.txt', digest('old and new')]],
    })
    expect(run.summary.blind).toEqual([])
  })

  test('a file that is read and written back as it was is no output, one that is made anew is', () => {
    for (const name of ['same.txt', 'kept.txt', 'again.txt']) project.write(name, 'content')

    const run = project.python(
      `
import os
text = open('same.txt').read() + open('kept.txt').read()
open('same.txt', 'w').write('content')
open('new', 'w').write('content')
os.replace('new', 'kept.txt')
open('again.txt', 'w').write('content')
`,
    )

    const held = digest('content')
    expect(found(run)).toEqual({
      reads: [
        ['same.txt', held],
        ['kept.txt', held],
      ],
      writes: [['again.txt', held]],
    })
  })

  test('an append has kept what was there, and read nothing', () => {
    project.write('more.txt', 'one ')

    const run = project.python("open('more.txt', 'a').write('two')\nopen('first.txt', 'a').write('x')\n")

    expect(found(run)).toEqual({
      reads: [],
      writes: [
        ['more.txt', digest('one two')],
        ['first.txt', digest('x')],
      ],
    })
    expect(run.summary.writes[0]).toMatchObject({ revises: { path: 'more.txt', digest: digest('one ') } })
  })

  test('a database that is only read is an input, one that is changed both, a new one an output', () => {
    const run = (statement: string, path = 'data.db') =>
      project.python(
        `import sqlite3\nwith sqlite3.connect('${path}') as base:\n    print(list(base.execute('''${statement}''')))\n`,
      )

    const made = run('create table t as select 1')
    const read = run('select * from t')
    const before = now('data.db')
    const changed = run('insert into t values (2)')

    expect([names(made.summary.reads), names(made.summary.writes)]).toEqual([[], ['data.db']])
    expect([names(read.summary.reads), names(read.summary.writes)]).toEqual([['data.db'], []])
    expect(found(changed)).toEqual({ reads: [['data.db', before]], writes: [['data.db', now('data.db')]] })
  })

  test('parameters of a file that the run overwrote are those that were in it', () => {
    project.write('params.json', '{"rate": 1}')

    const { summary } = project.python(
      "import json\nrate = json.load(open('params.json'))\njson.dump({'rate': 2}, open('params.json', 'w'))\n",
    )

    expect(summary.reads).toMatchObject([{ path: 'params.json', digest: digest('{"rate": 1}') }])
    expect(summary.parameters).toEqual({ rate: { value: 1, from: 'params.json:1' } })
    expect(summary.blind).toEqual([])
  })
})
