import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasStrace } from './programs.ts'
import { main, makeProject, type Recorded } from './project.ts'

const digest = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`
const found = ({ summary }: Recorded) => ({
  reads: summary.reads.map(({ path, digest: held }) => [path, held]),
  writes: summary.writes.map(({ path, digest: held }) => [path, held]),
})
const [unknown, old] = [undefined, 'old\n']

describe.skipIf(!hasStrace)('what a run overwrites', () => {
  test.each([
    ['sed -i', ['sed', '-i', 's/old/new/', 'a.csv']],
    ['a shell that gives it to another name', ['sh', '-c', 'cat a.csv; mv a.csv b; sed s/old/new/ b>a.csv; rm b']],
    ['a file that takes its place', ['sh', '-c', 'sed s/old/new/ a.csv>t&&mv t a.csv']],
    ['a program of its own', ['perl', '-pi', '-e', 's/old/new/', 'a.csv']],
  ])('and its command names has the bytes that it had, by %s', (_, command) => {
    const project = makeProject({ isRepository: false })
    project.write('a.csv', old)

    const run = project.run(command)

    expect(found(run)).toEqual({ reads: [['a.csv', digest(old)]], writes: [['a.csv', digest('new\n')]] })
    expect(run.summary).toMatchObject({ grade: 'A', blind: [] })
    expect(run.summary.reads).toMatchObject([{ bytes: old.length, witnesses: ['snapshot', 'strace'] }])
    const edge = project
      .statements()
      .find((said) => said.type === 'edge' && said.edge === 'used' && said.role === 'data')
    expect(edge).toMatchObject({ target: digest(old), origin: 'observed', witnesses: ['snapshot', 'strace'] })
  })

  test('is known where a run has seen it, from whichever folder it ran and however it called it', () => {
    const project = makeProject({ isRepository: false })
    mkdirSync(join(project.folder, 'below'))
    project.shell('n=a; echo old > $n.csv')

    const run = project.shell('n=a; cat ../$n.csv; echo new > ../$n.csv; echo more >> ../$n.csv', { below: 'below' })

    expect(found(run)).toEqual({ reads: [['a.csv', digest(old)]], writes: [['a.csv', digest('new\nmore\n')]] })
  })

  test('is what somebody has edited since by hand, unless that is too large to be hashed before each run', () => {
    const project = makeProject({ isRepository: false })
    const change = () => project.shell('n=a; cat $n.csv > /dev/null; echo new > $n.csv')
    project.shell('n=a; echo old > $n.csv')

    appendFileSync(join(project.folder, 'a.csv'), 'by hand\n')
    const edited = change()
    project.write('a.csv', 'x'.repeat(5_000_000))
    const large = change()

    expect(found(edited).reads).toEqual([['a.csv', digest('old\nby hand\n')]])
    expect(found(large).reads).toEqual([['a.csv', unknown]])
  })

  test('is known where the run removes it, appends to it or changes its permissions', () => {
    const project = makeProject({ isRepository: false })
    for (const name of ['gone', 'longer', 'edited']) project.write(name, old)

    const run = project.shell('cat gone edited; rm gone; echo new >> longer; chmod 600 edited')

    expect(found(run)).toEqual({
      reads: ['gone', 'edited'].map((name) => [name, digest(old)]),
      writes: [['longer', digest('old\nnew\n')]],
    })
    expect(run.summary.writes).toMatchObject([{ revises: { path: 'longer', digest: digest(old) } }])
    expect(run.summary.blind).toEqual([])
  })

  test('is known where a program opens it for writing before it reads it, as sort -o does', () => {
    const project = makeProject({ isRepository: false })
    project.write('a.csv', 'b\na\n')

    const run = project.run(['sort', '-o', 'a.csv', 'a.csv'])

    expect(found(run)).toEqual({ reads: [['a.csv', digest('b\na\n')]], writes: [['a.csv', digest('a\nb\n')]] })
  })

  test('is not taken for what the folder held that stood there before the run moved another into its place', () => {
    const project = makeProject({ isRepository: false })
    for (const name of ['data/a.csv', 'next/a.csv']) project.write(name, `${name}\n`)
    project.shell('cat data/a.csv next/a.csv > all')

    const run = project.shell('rm -r data; mv next data; sed -i s/next/new/ data/a.csv')

    expect(found(run).reads).toContainEqual(['data/a.csv', unknown])
  })

  test('and is left as it was, is read and not written', () => {
    const project = makeProject({ isRepository: false })
    project.write('a.csv', old)

    const run = project.run(['sed', '-i', 's/none/new/', 'a.csv'])

    expect(found(run)).toEqual({ reads: [['a.csv', digest(old)]], writes: [] })
  })

  test('is not taken for what it held before, where a Pedigree in the command has changed it', () => {
    const project = makeProject({ isRepository: false })
    project.write('a.csv', old)
    project.git('init', '--quiet', 'other')
    const inner = `'${process.execPath}' '${main}' run --quiet -- sh -c 'echo other > ../a.csv'`

    const run = project.shell(`cd other; ${inner}; cd ..; sed -i s/other/new/ a.csv`)

    expect(found(run)).toEqual({ reads: [['a.csv', unknown]], writes: [['a.csv', digest('new\n')]] })
  })

  test('is not taken for what it held before, where another run has changed it meanwhile', async () => {
    const project = makeProject({ isRepository: false })
    project.write('a.csv', old)
    const waiting = "echo > waits; until test -e go; do sleep 0.05; done; sed -i 's/other/new/' a.csv"
    const child = project.start(['run', '--', 'sh', '-c', waiting])
    await new Promise((resolve) => {
      const look = setInterval(() => {
        if (!project.has('waits')) return
        clearInterval(look)
        resolve(undefined)
      }, 20)
    })

    project.shell('echo other > a.csv')
    project.write('go', '')
    await new Promise((resolve) => child.once('exit', resolve))

    const read = project.statements().findLast((said) => said.type === 'edge' && said.edge === 'used')
    expect(read).toMatchObject({ target: expect.stringMatching(/^unpinned:.*\/a\.csv$/), witnesses: ['strace'] })
  })

  test('is all that is lost where the home cannot be written', () => {
    const project = makeProject({ isRepository: false })
    project.shell('n=a; echo old > $n.csv')
    const nowhere = { XDG_STATE_HOME: '/proc/none' }

    const run = project.shell('n=a; cat $n.csv; echo new > $n.csv', { env: nowhere })

    expect(found(run)).toEqual({ reads: [['a.csv', unknown]], writes: [['a.csv', digest('new\n')]] })
    expect(run.exit).toBe(0)
  })

  test('is not told where no system calls are seen: nobody knows what wrote it, nor when', () => {
    const project = makeProject({ isRepository: false })
    project.write('a.csv', old)

    const run = project.run(['sed', '-i', 's/old/new/', 'a.csv'], { options: ['--tracer', 'python'] })

    expect(found(run)).toEqual({ reads: [], writes: [['a.csv', digest('new\n')]] })
  })
})
