import { expect, test } from 'vitest'
import { noFiles } from './files/run-file.ts'
import { gradeOf } from './grade.ts'
import { nothingFromPython } from './python/no-python.ts'
import { nothingRemote, type RemoteContent } from './sources/remote-content.ts'

const connections = ['192.0.2.1', '192.0.2.2'].map((address) => ({ at: 0, pid: 7, address, port: 443 }))
const traced = {
  ...{ exit: 0, signal: undefined, from: 0, until: 1, events: [], processes: [], unseen: [], blind: [] },
  connections,
}
const seen = {
  tracer: { kind: 'strace', path: '/usr/bin/strace', options: [] },
  traced,
  python: nothingFromPython,
  files: noFiles,
  remote: nothingRemote,
  notes: [],
} as unknown as Parameters<typeof gradeOf>[0]

test('a connection is a blind spot unless all that came through it is on record', () => {
  const told = new Set(['7 192.0.2.1 443'])

  expect(gradeOf(seen).blind).toEqual([
    'It connected to 192.0.2.1 port 443, 192.0.2.2 port 443: not all that passed there is on record.',
  ])
  expect(gradeOf({ ...seen, remote: { ...nothingRemote, told } }).blind).toEqual([
    'It connected to 192.0.2.2 port 443: not all that passed there is on record.',
  ])
  const other = { ...seen, traced: { ...seen.traced, connections: connections.map((one) => ({ ...one, pid: 8 })) } }
  expect(gradeOf({ ...other, remote: { ...nothingRemote, told } }).blind).toEqual([
    expect.stringContaining('192.0.2.1 port 443, 192.0.2.2 port 443'),
  ])
})

test('what has no digest is said, once each, and of many the number', () => {
  const contents = Array.from({ length: 7 }, (_, index) => ({ name: `t${index}`, problem: 'it moves' }))
  const remote = { ...nothingRemote, contents: [...contents, ...contents] as unknown as RemoteContent[] }

  const { blind } = gradeOf({ ...seen, traced: { ...seen.traced, connections: [] }, remote })

  expect(blind).toHaveLength(6)
  expect(blind[0]).toBe('t0 has no digest: it moves.')
  expect(blind[5]).toBe('2 others elsewhere have no digest, either.')
})

test('a Python that could not load the plug-in lowers the grade, also beside one that did, and is named', () => {
  const process = (pid: number, argv: string[], hasPlugIn?: true) => ({
    ...{ pid, at: 0, argv, executable: '/venv/bin/python3', ...(hasPlugIn && { hasPlugIn }) },
  })
  const told = { ...nothingFromPython, files: [{ at: 0, pid: 2, operation: 'read', path: '/a', witness: 'python' }] }
  const graded = (...processes: ReturnType<typeof process>[]) =>
    gradeOf({ ...seen, python: told as never, traced: { ...seen.traced, connections: [], processes } })

  expect(graded(process(2, ['python', 'b.py'], true)).grade).toBe('A')
  const untraced = gradeOf({
    ...{ ...seen, python: told as never, tracer: { kind: 'none', reason: 'as asked' } },
    traced: { ...seen.traced, connections: [], processes: [process(2, ['python', 'b.py'])] },
  })
  expect(untraced.blind.join()).not.toContain('could not be loaded')
  expect(
    graded(process(1, ['python', '-I', 'i.py', '--token', 'hunter2']), process(2, ['python', 'b.py'], true)),
  ).toEqual({
    grade: 'B',
    blind: expect.arrayContaining([
      expect.stringMatching(/could not be loaded .* missing of python -I i\.py --token \[redacted\]\.$/),
    ]),
  })
})

test('a Python that ended without telling all it had imported is named, unless it is a worker or gave way to a program', () => {
  const told = {
    ...{ at: 0, implementation: 'cpython', version: '3.11.7', executable: '/usr/bin/python3', prefix: '/usr' },
    ...{ basePrefix: '/usr', platform: 'Linux', packages: [], modules: [], variables: {} },
  }
  const imports = [
    { ...told, pid: 1, main: '/work/kernel.py' },
    { ...told, pid: 2, main: '/work/main.py' },
    { ...told, pid: 3, main: '/work/worker.py', worker: true },
    { ...told, pid: 4, main: '/work/launcher.py' },
  ]
  const python = {
    ...nothingFromPython,
    ...{ imports, ends: [{ ...told, pid: 2 }], commands: [{ at: 1, pid: 4, call: 'os.exec', argv: ['true'] }] },
  }

  expect(gradeOf({ ...seen, traced: { ...seen.traced, connections: [] }, python }).blind).toEqual([
    'Python could not tell all that it had imported (it was ended, or TMPDIR is full): packages and some code may be missing of kernel.py.',
  ])
})

test('a tracer that did not see the command start is none', () => {
  const blindly = { ...seen, traced: { ...seen.traced, connections: [], untraced: 'the tracer slept' } }
  const told = { ...nothingFromPython, files: [{ at: 0, pid: 2, operation: 'read', path: '/a', witness: 'python' }] }

  expect(gradeOf(blindly)).toEqual({
    grade: 'C',
    blind: ['System calls were not seen: the tracer slept.', 'What it read and wrote was not seen.'],
  })
  expect(gradeOf({ ...blindly, python: told as never })).toMatchObject({
    grade: 'B',
    blind: expect.arrayContaining(['What other programs than Python read and wrote was not seen.']),
  })
})
