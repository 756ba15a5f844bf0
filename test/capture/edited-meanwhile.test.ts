import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Summary } from '../../src/capture/summary.ts'
import { hasStrace, python } from './programs.ts'
import { makeProject, type Project } from './project.ts'

const digest = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`

/** A run of a command that says `ready` and waits for a line, each time that somebody is to edit something. */
async function whileItRuns(
  project: Project,
  command: readonly string[],
  edits: readonly (() => void)[],
  options: readonly string[] = [],
): Promise<Summary> {
  const file = join(project.home, 'summary.json')
  const child = project.start(['run', '--summary', file, ...options, '--', ...command])
  const left = [...edits]
  child.stdout?.on('data', (text: Buffer) => {
    for (const _ of text.toString().matchAll(/ready/g)) {
      left.shift()?.()
      child.stdin?.write('go\n')
    }
  })
  await once(child, 'close')
  return JSON.parse(readFileSync(file, 'utf8')) as Summary
}

const waiting = "print('ready', flush=True); input()"
const given = 'k: 2\nrate: 0.1\n'
const next = 'k: 3\nrate: 0.1\n'
const parameters = { k: { value: 2, from: 'params.yaml:1' }, rate: { value: 0.1, from: 'params.yaml:2' } }

describe.skipIf(python === undefined)('what somebody edits while a run works', () => {
  const isSeen = hasStrace ? [['auto'], ['python']] : [['python']]

  test.each(isSeen)('gives the parameters that were read, by what %s sees', async (tracer) => {
    const project = makeProject({ isRepository: false })
    project.write('params.yaml', given)
    project.write('main.py', `settings = open('params.yaml').read()\n${waiting}\n`)
    const edit = () => project.write('params.yaml', next)

    const run = await whileItRuns(project, [python?.path ?? '', 'main.py'], [edit], ['--tracer', tracer])

    expect(run.reads).toMatchObject([{ path: 'params.yaml', digest: digest(given), bytes: given.length }])
    expect(run.parameters).toEqual(parameters)
    expect(run.blind.filter((sentence) => sentence.includes('params.yaml'))).toEqual([])
  })

  test.skipIf(!hasStrace)('gives them also where a program in another language read them', async () => {
    const project = makeProject({ isRepository: false })
    project.write('params.yaml', given)

    const run = await whileItRuns(
      project,
      ['sh', '-c', 'cat params.yaml > /dev/null; sleep 1.5; echo ready; read -r line'],
      [() => project.write('params.yaml', next)],
    )

    expect(run.reads).toMatchObject([{ path: 'params.yaml', digest: digest(given) }])
    expect([run.parameters, run.blind]).toEqual([parameters, []])
  })

  test('gives them where the run itself overwrites the file, through the same descriptor or another', () => {
    for (const rewriting of [
      "import json\nc = json.load(open('conf.json'))\njson.dump({'k': 9}, open('conf.json', 'w'))\n",
      "f = open('conf.json', 'r+')\nf.read()\nf.seek(0)\nf.write('{\"k\": 9}')\n",
    ]) {
      const project = makeProject({ isRepository: false })
      project.write('conf.json', '{"k": 2}')

      const { reads, parameters: read, blind } = project.python(rewriting).summary

      expect(reads).toMatchObject([{ path: 'conf.json', digest: digest('{"k": 2}') }])
      expect([read, blind]).toEqual([{ k: { value: 2, from: 'conf.json:1' } }, []])
    }
  })

  test.skipIf(!hasStrace)(
    'is code that ran where it was edited before it was imported, and is in the tree',
    async () => {
      const project = makeProject()
      project.write('late.py', 'rate = 2\n')
      project.write('main.py', `${waiting}\nimport late\n`)
      project.git('add', '--all')
      project.git('commit', '--quiet', '--message', 'first')
      const edit = () => project.write('late.py', 'rate = 55\n')

      // The second one imports what Python has compiled.
      const run = await whileItRuns(project, [python?.path ?? '', 'main.py'], [edit])
      const again = await whileItRuns(project, [python?.path ?? '', 'main.py'], [])

      expect(run.code.files).toContainEqual({ path: 'late.py', digest: digest('rate = 55\n') })
      expect(run.code).toEqual(again.code)
      expect([run.code.dirty, run.blind]).toEqual([true, []])
    },
  )

  test('is code that ran, and no data, where Python alone tells of it', async () => {
    const project = makeProject()
    const [main, late] = [`${waiting}\nimport late\n`, 'rate = 55\n']
    project.write('late.py', 'rate = 2\n')
    project.write('main.py', main)
    project.git('add', '--all')
    project.git('commit', '--quiet', '--message', 'first')
    const edit = () => {
      project.write('late.py', late)
      project.write('main.py', `${main}# for the next run\n`)
    }

    const run = await whileItRuns(project, [python?.path ?? '', 'main.py'], [edit], ['--tracer', 'python'])

    expect(run.code.files).toEqual([
      { path: 'late.py', digest: digest(late) },
      { path: 'main.py', digest: digest(main) },
    ])
    expect(run.reads).toEqual([])
  })

  test.skipIf(!hasStrace)('is code that ran where it was edited once more after it was imported', async () => {
    const project = makeProject()
    project.write('late.py', 'rate = 2\n')
    project.write('main.py', `${waiting}\nimport late, time\ntime.sleep(1.5)\n${waiting}\n`)
    project.git('add', '--all')
    project.git('commit', '--quiet', '--message', 'first')
    const edits = ['rate = 55\n', 'rate = 777\n'].map((text) => () => project.write('late.py', text))

    const run = await whileItRuns(project, [python?.path ?? '', 'main.py'], edits)

    expect(run.code.files).toContainEqual({ path: 'late.py', digest: digest('rate = 55\n') })
    expect(run.blind).toEqual([
      'late.py was changed before it was read and again since: the code tree has it as the run began.',
    ])
  })

  test.skipIf(!hasStrace)('is named where the run read it before and after it was edited', async () => {
    const project = makeProject({ isRepository: false })
    project.write('params.yaml', given)
    const reading = 'cat params.yaml > /dev/null; sleep 1.5'

    const run = await whileItRuns(
      project,
      ['sh', '-c', `${reading}; echo ready; read -r line; sleep 0.1; ${reading}`],
      [() => project.write('params.yaml', next)],
    )

    expect(run.parameters).toEqual(parameters)
    expect(run.blind).toEqual(['params.yaml was changed while the run read it: it is on record as it was read first.'])
  })
})
