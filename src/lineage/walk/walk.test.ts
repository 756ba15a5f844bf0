import { describe, expect, test } from 'vitest'
import { derived, graphOf, inFolder, type Line, read, same, wrote } from './written-out.test-graph.ts'

describe('time and place', () => {
  test('a chain is followed from the model to the first data, and back', () => {
    const { up, down } = graphOf([
      wrote('prepare', 'clean', { place: '/clean', at: 1 }),
      read('prepare', 'raw', { place: '/raw', at: 0 }),
      read('train', 'clean', { place: '/clean', at: 2 }),
      wrote('train', 'model', { place: '/model', at: 3 }),
    ])

    expect(up('model')).toEqual(['clean', 'model', 'prepare', 'raw', 'train'])
    expect(down('raw')).toEqual(['clean', 'model', 'prepare', 'raw', 'train'])
    expect(up('clean')).toEqual(['clean', 'prepare', 'raw'])
  })

  test('an empty marker that two pipelines write joins nothing, but is followed at its own place', () => {
    const { up, down } = graphOf(
      [
        wrote('a', 'marker', { place: '/a/_SUCCESS', at: 1 }),
        wrote('b', 'marker', { place: '/b/_SUCCESS', at: 1 }),
        read('after a', 'marker', { place: '/a/_SUCCESS', at: 2 }),
        read('after b', 'marker', { place: '/b/_SUCCESS', at: 2 }),
        read('stranger', 'marker', { place: '/c/_SUCCESS', at: 2 }),
      ],
      { small: ['marker'] },
    )

    expect(up('after a')).toEqual(['a', 'after a', 'marker'])
    expect(up('stranger')).toEqual(['marker', 'stranger'])
    expect(down('b')).toEqual(['after b', 'b', 'marker'])
  })

  test('content that was written once is followed from its own place and time, other reads of it are not', () => {
    const { up, down } = graphOf(
      [
        wrote('run', 'data', { place: '/data', at: 2 }),
        read('early', 'data', { place: '/data', at: 1 }),
        read('after', 'data', { place: '/data', at: 3 }),
        read('elsewhere', 'data', { place: '/copy', at: 3 }),
        wrote('marking', 'marker', { place: '/_SUCCESS', at: 2 }),
        read('stranger', 'marker', { place: '/copy/_SUCCESS', at: 3 }),
        wrote('late', 'found', { place: '/found', at: 2 }),
        read('finding', 'found', { place: '/found', at: 1 }),
        wrote('saying', 'said'),
        read('reading', 'said'),
      ],
      { small: ['marker'] },
    )

    expect(up('early')).toEqual(['data', 'early'])
    expect(up('after')).toEqual(['after', 'data', 'run'])
    expect(up('elsewhere')).toEqual(['data', 'elsewhere', 'run?'])
    expect(up('finding')).toEqual(['finding', 'found'])
    expect(up('stranger')).toEqual(['marker', 'stranger'])
    expect(up('reading')).toEqual(['reading', 'said', 'saying?'])
    expect(down('run')).toEqual(['after', 'data', 'elsewhere', 'run?'])
    expect(down('late')).toEqual(['found', 'late'])
    expect(down('marking')).toEqual(['marker', 'marking'])
    expect(down('saying')).toEqual(['reading', 'said', 'saying?'])
  })

  test('a question about an empty marker at a place is answered by who wrote and read it there', () => {
    const { up, down } = graphOf(
      [
        wrote('a', 'marker', { place: '/a/_SUCCESS', at: 1 }),
        wrote('b', 'marker', { place: '/b/_SUCCESS', at: 1 }),
        read('after a', 'marker', { place: '/a/_SUCCESS', at: 2 }),
        read('after b', 'marker', { place: '/b/_SUCCESS', at: 2 }),
      ],
      { small: ['marker'] },
    )

    expect(up('marker', {}, '/b/_SUCCESS')).toEqual(['b', 'marker'])
    expect(down('marker', {}, '/b/_SUCCESS')).toEqual(['after b', 'marker'])
    expect(up('marker', {}, '/c/_SUCCESS')).toEqual(['marker'])
    expect(down('marker', {}, '/c/_SUCCESS')).toEqual(['marker'])
  })

  test('a question about content at a place is answered by the newest write there, and by all who read those bytes', () => {
    const { up, down } = graphOf([
      wrote('first', 'data', { place: '/a', at: 1 }),
      wrote('again', 'data', { place: '/a', at: 2 }),
      wrote('other', 'data', { place: '/b', at: 3 }),
      read('reader', 'data', { place: '/b', at: 4 }),
    ])

    expect(up('data', {}, '/a')).toEqual(['again', 'data'])
    expect(up('data', {}, '/c')).toEqual(['again?', 'data', 'first?', 'other?'])
    expect(down('data', {}, '/a')).toEqual(['data', 'reader'])
  })

  test('a copy is no maker of what was copied, nor of the same bytes anywhere else', () => {
    const copied = [
      read('copying', 'data', { place: '/raw', at: 1 }),
      wrote('copying', 'data', { place: '/work', at: 2 }),
      read('train', 'data', { place: '/work', at: 3 }),
      read('later', 'data', { place: '/raw', at: 4 }),
      read('elsewhere', 'data', { place: '/other', at: 4 }),
    ]
    const { up, down } = graphOf(copied)

    expect(up('data')).toEqual(['data'])
    expect(up('data', {}, '/raw')).toEqual(['data'])
    expect(up('data', {}, '/work')).toEqual(['copying', 'data'])
    expect(up('train')).toEqual(['copying', 'data', 'train'])
    expect(up('later')).toEqual(['data', 'later'])
    expect(up('elsewhere')).toEqual(['data', 'elsewhere'])
    expect(down('copying')).toEqual(['copying', 'data', 'train'])
    expect(down('data', {}, '/work')).toEqual(['data', 'elsewhere', 'later', 'train'])

    const made = graphOf([...copied, wrote('fetch', 'data', { place: '/raw', at: 0 })])

    expect(made.up('train')).toEqual(['copying', 'data', 'fetch', 'train'])
    expect(made.up('elsewhere')).toEqual(['data', 'elsewhere', 'fetch?'])
    expect(made.up('data', {}, '/raw')).toEqual(['data', 'fetch'])
    expect(made.up('data')).toEqual(['data', 'fetch'])
  })

  test('a question about an empty marker itself is answered by all who wrote and read it', () => {
    const { up, down } = graphOf(
      [wrote('a', 'marker'), wrote('b', 'marker'), read('c', 'marker'), derived('marker', 'template')],
      { small: ['marker'] },
    )

    expect(up('marker')).toEqual(['a', 'b', 'marker', 'template'])
    expect(down('marker')).toEqual(['c', 'marker'])
  })

  test('an empty file leads no further where something is derived from it, or a folder holds it', () => {
    const { up, down } = graphOf(
      [
        wrote('a', 'marker'),
        wrote('b', 'marker'),
        derived('report', 'marker'),
        inFolder('marker', 'folder'),
        inFolder('data', 'folder'),
        wrote('c', 'data'),
      ],
      { small: ['marker'] },
    )

    expect(up('report')).toEqual(['marker', 'report'])
    expect(up('folder')).toEqual(['c', 'data', 'folder'])
    expect(down('a')).toEqual(['a', 'marker'])
  })

  test('whoever makes the same bytes again later is nobody’s ancestor', () => {
    const { up, down } = graphOf([
      wrote('first', 'data', { place: '/data', at: 1 }),
      read('reader', 'data', { place: '/data', at: 2 }),
      wrote('again', 'data', { place: '/data', at: 3 }),
      wrote('elsewhere', 'data', { place: '/copy', at: 4 }),
    ])

    expect(up('reader')).toEqual(['data', 'first', 'reader'])
    expect(down('again')).toEqual(['again', 'data'])
    expect(down('first')).toEqual(['data', 'first', 'reader'])
  })

  test('a file that is written back unchanged makes no circle', () => {
    const { up, down } = graphOf([
      wrote('first', 'data', { place: '/data', at: 1 }),
      read('cleaner', 'data', { place: '/data', at: 2 }),
      wrote('cleaner', 'data', { place: '/data', at: 3 }),
      read('reader', 'data', { place: '/data', at: 4 }),
    ])

    expect(up('cleaner')).toEqual(['cleaner', 'data', 'first'])
    expect(up('reader')).toEqual(['cleaner', 'data', 'first', 'reader'])
    expect(down('first')).toEqual(['cleaner', 'data', 'first', 'reader'])
    expect(down('reader')).toEqual(['reader'])
  })

  test('the newest write at the place that was read made what was found', () => {
    const { up, down } = graphOf([
      wrote('monday', 'data', { place: '/data', at: 1 }),
      wrote('tuesday', 'data', { place: '/data', at: 2 }),
      wrote('stranger', 'data', { place: '/elsewhere', at: 3 }),
      read('reader', 'data', { place: '/data', at: 4 }),
    ])

    expect(up('reader')).toEqual(['data', 'reader', 'tuesday'])
    expect(down('monday')).toEqual(['data', 'monday'])
    expect(down('stranger')).toEqual(['data', 'stranger'])
  })

  test('of writes at one place and time none is the newer', () => {
    const lines: Line[] = [
      wrote('one', 'data', { place: '/data', at: 1 }),
      wrote('other', 'data', { place: '/data', at: 1 }),
      read('reader', 'data', { place: '/data', at: 2 }),
    ]

    expect(graphOf(lines).up('reader')).toEqual(['data', 'one', 'other', 'reader'])
    expect(graphOf(lines.toReversed()).up('reader')).toEqual(['data', 'one', 'other', 'reader'])
  })

  test('where nobody wrote at the place that was read, all who wrote before are shown as the same bytes', () => {
    const { up, down } = graphOf([
      wrote('one', 'data', { place: '/one', at: 1 }),
      wrote('other', 'data', { place: '/other', at: 2 }),
      wrote('too late', 'data', { place: '/late', at: 9 }),
      read('reader', 'data', { place: '/mine', at: 3 }),
    ])

    expect(up('reader')).toEqual(['data', 'one?', 'other?', 'reader'])
    expect(down('one')).toEqual(['data', 'one?', 'reader'])
  })

  test('what has no time and no place is joined by its bytes', () => {
    const { up } = graphOf([
      wrote('one', 'data'),
      read('reader', 'data'),
      wrote('placed', 'data', { place: '/p', at: 5 }),
    ])

    expect(up('reader')).toEqual(['data', 'one?', 'placed?', 'reader'])
  })
})

describe('folders', () => {
  const folder = [inFolder('a', 'folder'), inFolder('b', 'folder')]

  test('a folder written whole and one of its files read alone join, and what the folder comes from', () => {
    const { up, down } = graphOf([
      ...folder,
      wrote('export', 'folder', { place: '/out', at: 1 }),
      derived('folder', 'base'),
      read('reader', 'a', { place: '/out/a', at: 2 }),
    ])

    expect(up('reader')).toEqual(['a', 'base', 'export', 'folder', 'reader'])
    expect(down('export')).toEqual(['a', 'export', 'folder', 'reader'])
    expect(down('base')).toEqual(['a', 'base', 'folder', 'reader'])
  })

  test('files written one by one and their folder read whole join at their places', () => {
    const { up, down } = graphOf([
      ...folder,
      wrote('first', 'a', { place: '/in/a', at: 1 }),
      wrote('second', 'b', { place: '/in/b', at: 2 }),
      wrote('stranger', 'b', { place: '/elsewhere/b', at: 2 }),
      read('reader', 'folder', { place: '/in', at: 3 }),
    ])

    expect(up('reader')).toEqual(['a', 'b', 'first', 'folder', 'reader', 'second'])
    expect(down('first')).toEqual(['a', 'first', 'folder', 'reader'])
    expect(down('stranger')).toEqual(['b', 'folder', 'stranger'])
  })

  test('of two equal files in a folder each has its own writer', () => {
    const { up } = graphOf([
      inFolder('a', 'folder', { selector: { path: 'one' } }),
      inFolder('a', 'folder', { selector: { path: 'two' } }),
      wrote('first', 'a', { place: '/in/one', at: 1 }),
      wrote('second', 'a', { place: '/in/two', at: 2 }),
      read('reader', 'folder', { place: '/in', at: 3 }),
    ])

    expect(up('reader')).toEqual(['a', 'first', 'folder', 'reader', 'second'])
  })

  test('a folder written whole and another one with some of its files join', () => {
    const { up, down } = graphOf([
      ...folder,
      inFolder('a', 'part'),
      wrote('export', 'folder', { place: '/out', at: 1 }),
      read('reader', 'part', { place: '/out', at: 2 }),
    ])

    expect(up('reader')).toEqual(['a', 'export', 'folder', 'part', 'reader'])
    expect(down('export')).toEqual(['a', 'export', 'folder', 'part', 'reader'])
  })

  test('the files of a folder do not descend from one another', () => {
    const { up, down } = graphOf([
      ...folder,
      wrote('wrote a', 'a', { place: '/in/a', at: 1 }),
      wrote('wrote b', 'b', { place: '/in/b', at: 1 }),
      read('read b', 'b', { place: '/in/b', at: 2 }),
    ])

    expect(up('read b')).toEqual(['b', 'read b', 'wrote b'])
    expect(down('wrote a')).toEqual(['a', 'folder', 'wrote a'])
    expect(down('a')).toEqual(['a', 'folder'])
  })

  test('files of a folder that lead nowhere stay inside it', () => {
    const { up, down } = graphOf([
      ...folder,
      wrote('export', 'folder', { place: '/out', at: 1 }),
      read('reader', 'folder', { place: '/out', at: 2 }),
    ])

    expect(up('reader')).toEqual(['export', 'folder', 'reader'])
    expect(down('export')).toEqual(['export', 'folder', 'reader'])
  })

  test('folders in folders are followed from the outermost to the file, and back', () => {
    const nested = [inFolder('file', 'inner'), inFolder('inner', 'outer')]
    const whole = graphOf([
      ...nested,
      wrote('export', 'outer', { place: '/out', at: 1 }),
      read('reader', 'file', { place: '/out/inner/file', at: 2 }),
    ])
    const single = graphOf([
      ...nested,
      wrote('single', 'file', { place: '/in/inner/file', at: 1 }),
      read('reader', 'outer', { place: '/in', at: 2 }),
    ])

    expect(whole.up('reader')).toEqual(['export', 'file', 'inner', 'outer', 'reader'])
    expect(whole.down('export')).toEqual(['export', 'file', 'inner', 'outer', 'reader'])
    expect(single.up('reader')).toEqual(['file', 'inner', 'outer', 'reader', 'single'])
    expect(single.down('single')).toEqual(['file', 'inner', 'outer', 'reader', 'single'])
  })

  test('what a folder that nobody wrote comes from is nothing that its files come from', () => {
    const { up, down } = graphOf([...folder, derived('folder', 'base'), derived('report', 'a')])

    expect(up('report')).toEqual(['a', 'report'])
    expect(down('base')).toEqual(['base', 'folder'])
  })

  test('whoever reads one file of a folder that nobody is known to have written depends on it', () => {
    const { down } = graphOf([...folder, read('reader', 'a')])

    expect(down('folder')).toEqual(['a', 'folder', 'reader'])
  })
})

describe('names', () => {
  test('two names of one content are one node for whatever leads up and down', () => {
    const { up, down } = graphOf([
      wrote('export', 'md5', { at: 1, place: '/x' }),
      same('md5', 'sha256'),
      read('reader', 'sha256', { at: 2, place: '/x' }),
      derived('tuned', 'sha256'),
    ])

    expect(up('reader')).toEqual(['export', 'md5', 'reader', 'sha256'])
    expect(up('tuned')).toEqual(['export', 'md5', 'sha256', 'tuned'])
    expect(down('export')).toEqual(['export', 'md5', 'reader', 'sha256', 'tuned'])
  })

  test('a name joins only while it is true', () => {
    const { up } = graphOf([
      wrote('export', 'md5'),
      same('md5', 'sha256', { from: 2, until: 4 }),
      read('reader', 'sha256'),
    ])

    expect([1, 2, 3, 4].map((asOf) => up('reader', { asOf }))).toEqual([
      ['reader', 'sha256'],
      ['export?', 'md5', 'reader', 'sha256'],
      ['export?', 'md5', 'reader', 'sha256'],
      ['reader', 'sha256'],
    ])
  })

  test('one run that two tools saw is one run', () => {
    const { up, down } = graphOf([
      read('seen by us', 'data'),
      same('seen by us', 'seen by a server'),
      wrote('seen by a server', 'model'),
    ])

    expect(up('model')).toEqual(['data', 'model', 'seen by a server', 'seen by us'])
    expect(down('data')).toEqual(['data', 'model', 'seen by a server', 'seen by us'])
  })

  test('a file under a foreign name in a folder written whole is found by who reads its bytes', () => {
    const { up, down } = graphOf([
      inFolder('md5 of a', 'folder'),
      same('md5 of a', 'a'),
      wrote('export', 'folder', { place: '/out', at: 1 }),
      read('reader', 'a', { place: '/out/a', at: 2 }),
    ])

    expect(up('reader')).toEqual(['a', 'export', 'folder', 'md5 of a', 'reader'])
    expect(down('export')).toEqual(['a', 'export', 'folder', 'md5 of a', 'reader'])
  })
})

describe('time of truth and of knowing', () => {
  test('a retracted statement is not followed, also where the retraction came first', () => {
    const lines = [wrote('wrong', 'model'), wrote('right', 'model')]

    expect(graphOf(lines, { retracted: [[0, 2]] }).up('model')).toEqual(['model', 'right'])
    expect(graphOf(lines.toReversed(), { retracted: [[1, 0]] }).up('model')).toEqual(['model', 'right'])
  })

  test('a retraction that was not known yet hides nothing', () => {
    const { up } = graphOf([wrote('wrong', 'model')], { retracted: [[0, 5]] })

    expect(up('model', { knownBefore: 5 })).toEqual(['model', 'wrong'])
    expect(up('model', { knownBefore: 6 })).toEqual(['model'])
  })

  test('what was not recorded yet is not known', () => {
    const { up } = graphOf([wrote('train', 'model'), read('train', 'data'), derived('data', 'older')])

    expect(up('model', { knownBefore: 2 })).toEqual(['data', 'model', 'train'])
    expect(up('model', { knownBefore: 1 })).toEqual(['model', 'train'])
    expect(up('model', { knownBefore: 0 })).toEqual(['model'])
  })

  test('what happened later was not true yet', () => {
    const { up } = graphOf([wrote('train', 'model', { at: 3 })])

    expect(up('model', { asOf: 2 })).toEqual(['model'])
    expect(up('model', { asOf: 3 })).toEqual(['model', 'train'])
  })

  test('an interval that a second statement ends is closed at the earliest end, and opens when that is taken back', () => {
    const lines = [
      derived('new', 'old', { from: 1 }),
      derived('new', 'old', { from: 1, until: 8 }),
      derived('new', 'old', { from: 1, until: 5 }),
    ]

    expect(graphOf(lines).up('new', { asOf: 4 })).toEqual(['new', 'old'])
    expect(graphOf(lines).up('new', { asOf: 5 })).toEqual(['new'])
    expect(graphOf(lines).up('new', { asOf: 6, knownBefore: 2 })).toEqual(['new', 'old'])
    expect(graphOf(lines, { retracted: [[2, 9]] }).up('new', { asOf: 6 })).toEqual(['new', 'old'])
  })

  test('an end belongs to the edge that says it, not to another one between the same ends', () => {
    const ended = { until: 2 }
    const { up } = graphOf([
      derived('new', 'old', { role: 'finetune' }),
      derived('new', 'old', { role: 'merged' }),
      derived('new', 'old', { role: 'merged', ...ended }),
      inFolder('a', 'folder', { selector: { path: 'one' } }),
      inFolder('a', 'folder', { selector: { path: 'two' }, ...ended }),
      wrote('export', 'a'),
    ])

    expect(up('new', { asOf: 3 })).toEqual(['new', 'old'])
    expect(up('folder', { asOf: 3 })).toEqual(['a', 'export', 'folder'])
  })
})

describe('circles end', () => {
  test.each([
    ['of derivations', [derived('a', 'b'), derived('b', 'c'), derived('c', 'a'), derived('a', 'a')]],
    ['of names', [same('a', 'b'), same('b', 'c'), same('c', 'a'), same('a', 'a'), wrote('x', 'c'), read('y', 'b')]],
    ['of folders', [inFolder('a', 'b'), inFolder('b', 'c'), inFolder('c', 'a'), inFolder('a', 'a'), wrote('x', 'b')]],
    ['of runs', [wrote('x', 'a'), read('y', 'a'), wrote('y', 'b'), read('x', 'b'), read('x', 'a')]],
    ['of contents that use each other', [read('a', 'b'), read('b', 'a'), wrote('x', 'a'), read('y', 'b')]],
    ['of contents that make each other', [wrote('a', 'b'), wrote('b', 'a'), read('y', 'b')]],
  ])('%s', (_, lines) => {
    const { graph, up, down } = graphOf(lines)
    const names = [...new Set(lines.flatMap(({ source, target }) => [source, target]))].sort()

    const reached = new Set(names.flatMap((name) => [...up(name), ...down(name)]).map((name) => name.replace('?', '')))

    expect([...reached].sort()).toEqual(names)
    expect(graph.edgeCount).toBeGreaterThan(0)
  })
})

test('other edges are shown elsewhere and never walked', () => {
  const { up, down } = graphOf([
    { edge: 'version-of', source: 'a', target: 'asset' },
    { edge: 'points', source: 'asset', target: 'a', slot: 'production' },
    { edge: 'acted-for', source: 'ann', target: 'a' },
    { edge: 'part-of', source: 'a', target: 'whole' },
    { edge: 'related', source: 'a', target: 'other' },
  ])

  expect(up('a')).toEqual(['a'])
  expect(down('a')).toEqual(['a'])
})
