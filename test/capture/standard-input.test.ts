import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { main, makeProject } from './project.ts'

const sentence = 'Standard input came through a pipe: what was in it is not on record.'

describe.skipIf(process.platform !== 'linux')('of a command whose standard input is a pipe', () => {
  const project = makeProject({ isRepository: false })
  project.write('raw', 'a,b\n1,2\n')
  /** Runs a line of shell in which `P` is `pedigree run`, by a shell whose own standard input is empty. */
  const blindIn = (line: string, name: string) => {
    const words = [process.execPath, main, 'run', '--tracer', 'python', '--quiet', '--summary', name, '--']
    spawnSync('bash', ['-c', `exec < /dev/null; ${line.replace('P ', `${words.join(' ')} `)}`], {
      cwd: project.folder,
      env: project.env,
    })
    return (JSON.parse(project.read(name)) as { blind: string[] }).blind.filter((each) => each === sentence)
  }

  test.each([
    ['what a program beside it wrote and it read', 'cat raw | P cat'],
    ['what a program beside it may write yet', '{ sleep 3; cat raw; } | P cat'],
  ])('it is said that %s is not on record', (_, line) => {
    expect(blindIn(line, 'fed')).toEqual([sentence])
  })

  test.each([
    ['it left in it', 'cat raw | P true'],
    ['its loop reads', 'cat raw | while read line; do P true; done'],
    ['nobody writes', 'true | P cat'],
    ['a file is instead', 'P cat < raw'],
  ])('nothing is said of what %s', (_, line) => {
    expect(blindIn(line, 'unfed')).toEqual([])
  })

  test('the same of what whoever started it writes, and nothing of what it hands down and leaves empty', () => {
    const parented = (input?: string) =>
      project.run(['cat'], { options: ['--tracer', 'python', '--quiet'], ...(input && { input: Buffer.from(input) }) })

    expect(parented('some words').summary.blind).toContain(sentence)
    expect(parented().summary.blind).not.toContain(sentence)
  })
})
