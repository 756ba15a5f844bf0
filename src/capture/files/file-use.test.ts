import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FileEvent } from './file-event.ts'
import { foldFileEvents } from './file-use.ts'

type Said = Partial<FileEvent> & Pick<FileEvent, 'operation' | 'path'>

/** Folds events that happen one millisecond after another, and gives what is said of each path. */
function fold(...said: readonly Said[]) {
  const events = said.map((event, index): FileEvent => ({ at: index + 1, pid: 5, witness: 'strace', ...event }))
  return new Map(foldFileEvents(events).map((use) => [use.path, use]))
}

const read = (path: string): Said => ({ operation: 'read', path, existed: true })
const create = (path: string): Said => ({ operation: 'write', path, truncates: true })
const append = (path: string): Said => ({ operation: 'write', path })
const update = (path: string): Said => ({ operation: 'update', path, existed: true })
const rename = (path: string, to: string): Said => ({ operation: 'rename', path, to })
const link = (path: string, to: string): Said => ({ operation: 'link', path, to })
const remove = (path: string): Said => ({ operation: 'delete', path })

test('tells an input from an output', () => {
  const uses = fold(read('/in'), create('/out'), create('/out'))

  expect(uses.get('/in')).toEqual({
    path: '/in',
    read: true,
    written: false,
    readBeforeWrite: true,
    wasThere: true,
    deleted: false,
    temporary: false,
    createdHere: false,
    firstReadAt: 1,
    witnesses: ['strace'],
    pids: [5],
  })
  expect(uses.get('/out')).toMatchObject({ read: false, written: true, firstWriteAt: 2, lastWriteAt: 3 })
  expect(uses.get('/out')).not.toHaveProperty('createdHere')
})

test('takes nothing for an input that the run wrote before it read it', () => {
  const uses = fold(create('/a'), read('/a'))

  expect(uses.get('/a')).toMatchObject({ read: true, written: true, readBeforeWrite: false })
})

test('takes for an input what the run read and then overwrote', () => {
  const uses = fold(read('/a'), create('/a'))

  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: true, written: true })
  expect(uses.get('/a')).not.toHaveProperty('kept')
})

test('counts an update as a read and perhaps a write, unless it starts from nothing', () => {
  const uses = fold(
    update('/a'),
    { operation: 'update', path: '/b', truncates: true },
    { operation: 'update', path: '/c', truncates: true, existed: false },
    { operation: 'update', path: '/d' },
  )

  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: true, written: true, kept: '/a', createdHere: false })
  expect(uses.get('/b')).toMatchObject({ read: false, written: true })
  expect(uses.get('/b')).not.toHaveProperty('kept')
  expect(uses.get('/c')).toMatchObject({ read: false, written: true, createdHere: true })
  expect(uses.get('/d')).toMatchObject({ readBeforeWrite: true, kept: '/d' })
  expect(uses.get('/d')).not.toHaveProperty('createdHere')
})

test('takes an append for no read: it keeps what was there, where there was a file', () => {
  const uses = fold(append('/unknown'), { ...append('/old'), existed: true }, create('/new'), append('/new'))

  expect(uses.get('/unknown')).toMatchObject({ read: false, readBeforeWrite: false, written: true, kept: '/unknown' })
  expect(uses.get('/old')).toMatchObject({ read: false, readBeforeWrite: false, written: true, kept: '/old' })
  expect(uses.get('/new')).toMatchObject({ read: false, written: true })
  expect(uses.get('/new')).not.toHaveProperty('kept')
})

test('takes what was kept for an input once the run reads it, also after its own write, since when its time tells nothing', () => {
  const uses = fold(append('/a'), read('/a'), append('/b'), update('/b'), append('/c'), create('/c'), read('/c'))

  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: true, firstReadAt: 1, firstWriteAt: 1 })
  expect(uses.get('/b')).toMatchObject({ readBeforeWrite: true, firstReadAt: 3, firstWriteAt: 3 })
  expect(uses.get('/c')).toMatchObject({ read: true, readBeforeWrite: false })
  expect(uses.get('/c')).not.toHaveProperty('kept')
})

test('knows where that stood which a log held that was put aside after it was opened', () => {
  const uses = fold(append('/log'), rename('/log', '/log.1'), append('/log'))

  expect(uses.get('/log.1')).toMatchObject({ written: true, readBeforeWrite: false, kept: '/log' })
  expect(uses.get('/log')).toMatchObject({ written: true, readBeforeWrite: false, createdHere: true })
  expect(uses.get('/log')).not.toHaveProperty('kept')
})

test('follows a file that is written aside and renamed onto its place', () => {
  const uses = fold(read('/a'), create('/a.tmp'), rename('/a.tmp', '/a'))

  expect([...uses.keys()]).toEqual(['/a'])
  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: true, written: true, firstWriteAt: 3, deleted: false })
})

test('leaves a read where the file stood before the run, wherever it was moved', () => {
  const uses = fold(read('/x'), rename('/x', '/y'), read('/y'))

  expect(uses.get('/x')).toMatchObject({ readBeforeWrite: true, deleted: true, temporary: false, firstReadAt: 1 })
  expect(uses.get('/y')).toMatchObject({ readBeforeWrite: false, written: false, renamedFrom: '/x', movedAt: 2 })
})

test('gives a read back to the name that a file had, where it was moved only to be removed', () => {
  const told: Said = { ...remove('/in.bak'), before: 'held', witness: 'python' }
  const uses = fold(rename('/in', '/in.bak'), read('/in.bak'), create('/in'), told, remove('/in.bak'))

  expect(uses.get('/in')).toMatchObject({ readBeforeWrite: true, firstReadAt: 2, written: true, before: 'held' })
  expect(uses.get('/in.bak')).toMatchObject({ readBeforeWrite: false, deleted: true })
})

test('knows the file that makes room for a new one', () => {
  const uses = fold(rename('/a', '/a.bak'), create('/a'))

  expect(uses.get('/a.bak')).toMatchObject({ written: false, renamedFrom: '/a', createdHere: false })
  expect(uses.get('/a')).toMatchObject({ written: true, createdHere: true, deleted: false })
})

test('takes everything below a renamed folder along', () => {
  const uses = fold(
    create('/run/new/a'),
    create('/run/new/sub/b'),
    create('/run/newer'),
    rename('/run/new', '/run/final'),
    create('/run/new/sub/c'),
    rename('/run/new', '/run/other'),
  )

  const there = [...uses.values()].filter(({ deleted }) => !deleted).map(({ path }) => path)
  expect(there.sort()).toEqual([
    '/run/final',
    '/run/final/a',
    '/run/final/sub/b',
    '/run/newer',
    '/run/other',
    '/run/other/sub/c',
  ])
  expect(uses.get('/run/final')).toMatchObject({ renamedFrom: '/run/new', movedAt: 4 })
  expect(uses.get('/run/final/sub/b')).toMatchObject({ written: true, firstWriteAt: 4 })
})

test('lets a file take the name of a folder that was renamed', () => {
  const uses = fold(create('/d/a'), rename('/d', '/e'), create('/d'))

  expect([...uses.keys()].sort()).toEqual(['/d', '/e', '/e/a'])
  expect(uses.get('/d')).toMatchObject({ written: true, deleted: false })
})

test('forgets where a file came from once all it held is discarded', () => {
  const uses = fold(rename('/x', '/y'), create('/y'))

  expect(uses.get('/y')).toMatchObject({ written: true })
  expect(uses.get('/y')).not.toHaveProperty('renamedFrom')
})

test('lets two files change places', () => {
  const uses = fold(read('/a'), create('/b'), { ...rename('/a', '/b'), exchanges: true })

  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: true, written: true, deleted: false })
  expect(uses.get('/b')).toMatchObject({ renamedFrom: '/a', createdHere: false, deleted: false })
})

test('writes a file under each of its names', () => {
  const uses = fold(link('/a', '/b'), append('/b'), create('/c'), link('/c', '/d'))

  expect(uses.get('/a')).toMatchObject({ written: true, firstWriteAt: 2 })
  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: false, kept: '/a' })
  expect(uses.get('/b')).toMatchObject({ written: true, readBeforeWrite: false, kept: '/a', renamedFrom: '/a' })
  expect(uses.get('/d')).toMatchObject({ written: true, firstWriteAt: 4 })
  expect(uses.get('/d')).not.toHaveProperty('renamedFrom')
})

test('writes a file no more under a name that another has taken', () => {
  const uses = fold(link('/a', '/b'), rename('/c', '/b'), append('/a'))

  expect(uses.get('/b')).toMatchObject({ written: false, renamedFrom: '/c' })
})

test('calls temporary what the run made and removed, and nothing else', () => {
  const uses = fold(
    create('/temporary'),
    remove('/temporary'),
    { operation: 'update', path: '/a.db-journal' },
    remove('/a.db-journal'),
    read('/input'),
    remove('/input'),
    remove('/untouched'),
    update('/old'),
    remove('/old'),
    { ...create('/overwritten'), before: 'ab' },
    remove('/overwritten'),
  )

  const temporary = [...uses.values()].filter((use) => use.temporary).map(({ path }) => path)
  expect(temporary).toEqual(['/temporary', '/a.db-journal'])
  expect([...uses.values()].every(({ deleted }) => deleted)).toBe(true)
  expect(uses.get('/a.db-journal')?.readBeforeWrite).toBe(false)
  expect(uses.get('/input')?.readBeforeWrite).toBe(true)
})

test('keeps what was read before a file was removed and made again', () => {
  const uses = fold(read('/a'), remove('/a'), create('/a'), read('/a'))

  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: true, written: true, createdHere: true, deleted: false })
})

test('tells where a symbolic link was made, and nothing of one that is gone, or of folders', () => {
  const uses = fold(
    { operation: 'symlink', path: '/new', to: 'b' },
    rename('/new', '/latest'),
    { operation: 'symlink', path: '/gone', to: 'b' },
    remove('/gone'),
    read('/d'),
    read('/d/a'),
  )

  expect([...uses.values()].filter(({ isLink, read }) => isLink || read).map(({ path }) => path)).toEqual([
    '/latest',
    '/d/a',
  ])
  expect(uses.get('/latest')).toMatchObject({ isLink: true, movedAt: 2, written: false })
})

test('tells where a file came from that was only moved or linked', () => {
  const uses = fold(rename('/a', '/b'), link('/c', '/d'), rename('/d', '/e'), rename('/f', '/g'), rename('/g', '/f'))

  expect(uses.get('/b')).toMatchObject({ written: false, renamedFrom: '/a', movedAt: 1 })
  expect(uses.get('/e')).toMatchObject({ written: false, renamedFrom: '/c', movedAt: 3 })
  expect(uses.get('/f')).not.toHaveProperty('renamedFrom')
})

test('takes what another file held for none of what was moved into its place', () => {
  const uses = fold(read('/b'), rename('/a', '/b'), append('/b'))

  expect(uses.get('/b')).toMatchObject({ readBeforeWrite: true, firstReadAt: 1, kept: '/a' })
  expect(uses.get('/a')).toMatchObject({ readBeforeWrite: false })
})

test('unites what both witnesses saw of a file', () => {
  const uses = fold(
    { ...create('/a'), witness: 'python', before: 'ab', pid: 6 },
    create('/a'),
    { ...read('/b'), witness: 'python' },
    read('/b'),
  )

  expect(uses.get('/a')).toMatchObject({
    witnesses: ['python', 'strace'],
    pids: [6, 5],
    before: 'ab',
    createdHere: false,
  })
  expect(uses.get('/b')).toMatchObject({ witnesses: ['python', 'strace'], readBeforeWrite: true })
})

test('confirms a read where the file stood when Python told of it, also where it has been moved since', () => {
  const seen = [read('/a'), rename('/a', '/b'), create('/a')]
  const told: FileEvent = { operation: 'read', path: '/a', witness: 'python', pid: 6, at: 1 }
  const events = seen.map((event, index): FileEvent => ({ at: index + 2, pid: 5, witness: 'strace', ...event }))

  const uses = new Map(foldFileEvents(events, undefined, [told]).map((use) => [use.path, use]))

  expect(uses.get('/a')).toMatchObject({ witnesses: ['strace', 'python'], pids: [5, 6], firstReadAt: 2 })
  expect(uses.get('/b')).toMatchObject({ renamedFrom: '/a', witnesses: ['strace'] })
})

test('moves a file once that both witnesses saw moving', () => {
  const uses = fold(create('/a.tmp'), { ...rename('/a.tmp', '/a'), witness: 'python' }, rename('/a.tmp', '/a'), {
    ...remove('/b'),
    witness: 'python',
  })

  expect(uses.get('/a')).toMatchObject({ written: true, firstWriteAt: 3, witnesses: ['python', 'strace'] })
  expect(uses.get('/a')).not.toHaveProperty('renamedFrom')
  expect(uses.get('/b')).toMatchObject({ deleted: true, witnesses: ['python'] })
})

test('names both witnesses of a file below a folder that both saw moving', () => {
  const uses = fold(create('/d/a'), { ...rename('/d', '/e'), witness: 'python' }, rename('/d', '/e'))

  expect(uses.get('/e/a')?.witnesses).toEqual(['strace', 'python'])
})

test('does not believe Python a read that failed before the file was there', () => {
  const uses = fold({ operation: 'read', path: '/cache', witness: 'python' }, create('/cache'))

  expect(uses.get('/cache')).toMatchObject({ read: false, readBeforeWrite: false, written: true })
})

test('believes Python alone where nobody traced', () => {
  const said: readonly Said[] = [
    read('/in'),
    create('/out.tmp'),
    rename('/out.tmp', '/out'),
    { ...read('/no'), existed: false },
  ]

  const uses = fold(...said.map((event): Said => ({ ...event, witness: 'python' })))

  expect([...uses.keys()]).toEqual(['/in', '/out'])
})

test('takes a look before and after the run for what nobody told was written, and else as confirming', () => {
  const python = (event: Said): Said => ({ ...event, witness: 'python' })
  const changed = (path: string): Said => ({ ...create(path), witness: 'snapshot' })

  const uses = fold(
    python(append('/log')),
    python(create('/aside')),
    changed('/log'),
    changed('/d/in'),
    changed('/put'),
    changed('/made'),
    python(rename('/aside', '/put')),
    python(read('/made')),
    python(remove('/gone')),
    changed('/gone'),
  )

  expect(uses.get('/log')).toMatchObject({ kept: '/log', written: true, witnesses: ['python', 'snapshot'] })
  expect(uses.get('/put')).toMatchObject({ written: true, witnesses: ['snapshot', 'python'] })
  expect(uses.get('/made')).toMatchObject({ written: true, readBeforeWrite: false, witnesses: ['snapshot', 'python'] })
  expect(uses.get('/gone')).toMatchObject({ written: true, deleted: false })
  expect(uses.get('/d/in')).toMatchObject({ written: true, witnesses: ['snapshot'], isOnlyCompared: true })
  expect(uses.get('/made')).toHaveProperty('isOnlyCompared', true)
  expect(uses.get('/log')).not.toHaveProperty('isOnlyCompared')
  expect(uses.get('/put')).not.toHaveProperty('isOnlyCompared')
})

test('learns from Python whether a file was there before strace saw it opened', () => {
  const uses = fold(
    { ...append('/old'), witness: 'python', existed: true },
    append('/old'),
    { ...append('/new'), witness: 'python', existed: false },
    append('/new'),
  )

  expect(uses.get('/old')).toMatchObject({ readBeforeWrite: false, kept: '/old', createdHere: false })
  expect(uses.get('/new')).toMatchObject({ read: false, createdHere: true })
  expect(uses.get('/new')).not.toHaveProperty('kept')
})

test('gives the same answer for events in any order', () => {
  const events: FileEvent[] = [read('/a'), create('/b.tmp'), rename('/b.tmp', '/b'), remove('/a'), create('/a')].map(
    (event, index) => ({ at: index, pid: 1, witness: 'strace', ...event }),
  )
  const expected = foldFileEvents(events)

  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(foldFileEvents(shuffled)).toEqual(expected)
    }),
  )
})

test('agrees with a disk on which files are there at the end', () => {
  const names = fc.constantFrom('/a', '/b', '/c')
  const step = fc.oneof(
    names.map(create),
    names.map(append),
    names.map(remove),
    fc
      .tuple(names, names)
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => rename(from, to)),
  )

  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { events, present, touched } = play(steps)
      const uses = fold(...events)

      for (const name of touched) {
        const use = uses.get(name)
        if (present.has(name)) expect(use).toMatchObject({ written: true, deleted: false, createdHere: true })
        else expect(use === undefined || (use.deleted && use.temporary)).toBe(true)
      }
    }),
  )
})

/** Plays the steps on an empty disk; those that a real one would refuse do not happen. */
function play(steps: readonly Said[]) {
  const present = new Set<string>()
  const touched = new Set<string>()
  const events = steps.flatMap((event): Said[] => {
    const { operation, path, to } = event
    const missing = !present.has(path)
    if (missing && operation !== 'write') return []
    touched.add(path)
    if (operation !== 'write') present.delete(path)
    else present.add(path)
    if (to !== undefined) present.add(to)
    if (to !== undefined) touched.add(to)
    return [operation === 'write' ? { ...event, existed: !missing } : event]
  })
  return { events, present, touched }
}
