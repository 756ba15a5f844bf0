import { expect, test } from 'vitest'
import type { FileEvent, Process } from '../files/file-event.ts'
import { pedigreeProcesses } from './own-processes.ts'

const main = '/lib/pedigree/dist/cli/main.js'
const event = (pid: number, path: string): FileEvent => ({ at: 0, pid, operation: 'read', path, witness: 'strace' })
const process = (pid: number, parent: number, ...argv: string[]): Process => ({
  pid,
  parent,
  at: 0,
  argv,
  executable: '',
})

test('what a Pedigree does inside a run is left out, and what its command does is kept', () => {
  const inner = ['git', 'pull']
  const processes = [
    process(1, 0, 'make'),
    process(2, 1, 'node', '/bin/pedigree', 'run', '--', ...inner),
    process(3, 2, 'git', '--git-dir=/project/.git', 'config'),
    process(4, 2, ...inner),
    process(5, 1, 'cat', main),
  ]
  const events = [event(1, 'a'), event(2, main), event(2, 'b'), event(3, 'c'), event(4, 'd'), event(5, main)]

  expect([...pedigreeProcesses(events, processes, main)]).toEqual([2, 3])
})

test('a run without one has none', () => {
  expect(pedigreeProcesses([event(1, 'a')], [process(1, 0, 'node', 'train.js', 'run')], main).size).toBe(0)
})
