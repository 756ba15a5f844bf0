import { expect, test } from 'vitest'
import { compareWitnesses, disagreements, tellingProcesses } from './disagreement.ts'
import { tracedPlaces } from './event-places.ts'
import type { FileEvent, Process } from './file-event.ts'

const read = (path: string, witness: FileEvent['witness'], pid = 1): FileEvent => ({
  at: 1,
  pid,
  operation: 'read',
  path,
  witness,
})
const process = (pid: number, executable: string): Process => ({ pid, at: 0, exit: 0, argv: [], executable })
const python = process(1, '/usr/bin/python3.11')
const agreed = { unconfirmed: [], unheard: [], untold: [], replaced: [] }

const compare = (events: readonly FileEvent[]) => compareWitnesses(events, [python], tracedPlaces(events))

test('leaves out what Python alone told of a process that was traced', () => {
  const [seen, told, doubtful] = [read('/a', 'strace'), read('/a', 'python'), read('/b', 'python')]

  expect(compare([seen, told, doubtful])).toEqual({ events: [seen], confirming: [told], unconfirmed: ['/b'] })
})

test('does not take for a mere confirmation what says more: a write, or what there was', () => {
  const write = { ...read('/a', 'python'), operation: 'write' } as const
  const events = [read('/a', 'strace'), write, { ...read('/a', 'python'), existed: false }]

  expect(compare(events)).toEqual({ events, confirming: [], unconfirmed: [] })
})

test('believes Python of a process that nobody traced, and where nothing was', () => {
  const elsewhere = [read('/a', 'strace'), read('/b', 'python', 2)]
  const untraced = [read('/b', 'python')]

  expect(compare(elsewhere)).toEqual({ events: elsewhere, confirming: [], unconfirmed: [] })
  expect(compare(untraced)).toEqual({ events: untraced, confirming: [], unconfirmed: [] })
})

test('counts a process as telling that is Python and told of files, not what it executed or started', () => {
  const events = [read('/a', 'python', 1), read('/a', 'python', 2), read('/a', 'strace', 3)]
  const processes = [python, process(2, '/bin/cp'), process(3, '/usr/bin/python3')]

  expect([...tellingProcesses(events, processes)]).toEqual([1])
})

test('does not count one that was killed, or still ran: its last reads may be told of to nobody', () => {
  const { exit: _, ...running } = python

  expect([...tellingProcesses([read('/a', 'python')], [{ ...running, signal: 'SIGKILL' }])]).toEqual([])
  expect([...tellingProcesses([read('/a', 'python')], [running])]).toEqual([])
})

test('names three files a sentence, and says nothing where the witnesses agree', () => {
  expect(disagreements({ ...agreed, unheard: ['a', 'b', 'c', 'd'] })).toEqual([
    expect.stringMatching(/^Only system calls show a, b, c and 1 more: /),
  ])
  expect(disagreements({ ...agreed, unconfirmed: ['a'] })).toEqual([
    expect.stringMatching(/^Only Python told of a, which is left out: /),
  ])
  expect(disagreements({ ...agreed, untold: ['a'] })).toEqual([
    expect.stringMatching(/^Only a look before and after the run shows a: /),
  ])
  expect(disagreements(agreed)).toEqual([])
})
