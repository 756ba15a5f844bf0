import { expect, test } from 'vitest'
import { columns } from './columns.ts'

const plain = { colour: false, width: 60 }

test('columns stand below each other by what a terminal shows', () => {
  const text = columns(
    [{ title: 'name' }, { title: 'size', align: 'right' }, {}],
    [
      ['数据.csv', '1.0 kB', 'new'],
      ['e\u0301.csv', '48.1 MB', undefined],
    ],
    plain,
  )

  expect(text).toBe('name         size\n数据.csv   1.0 kB  new\né.csv     48.1 MB\n'.replace('é', 'e\u0301'))
})

test('where there is no room, the column that may shrink does', () => {
  const text = columns([{ shrinks: true }, {}], [['data/'.repeat(30), 'sha256:5b1c9e02']], { colour: false, width: 40 })

  expect(text).toBe('data/dat…ata/data/data/  sha256:5b1c9e02\n')
})

test('numbers, times and digests are whole where a name has to give way', () => {
  const layout = [{ title: 'name', shrinks: true }, { title: 'size' }, { title: 'when' }, { shrinks: true }] as const
  const row = ['data/features/train.csv', '1,204,331', '2026-11-24 10:02 UTC', 'sha256:5b1c9e02']

  expect(columns(layout, [row], { colour: false, width: 60 })).toBe(`\
name        size       when
dat…in.csv  1,204,331  2026-11-24 10:02 UTC  sha256:5b1c9e02
`)
  expect(columns(layout, [row], { colour: false, width: 40 })).toBe(`\
name                     size
    when
data/features/train.csv  1,204,331
    2026-11-24 10:02 UTC
    sha256:5b1c9e02
`)
})

test('a sentence in a column goes on below itself', () => {
  const rows = [['train.py', 'wrote the model that is live now', '4.1 kB']]

  expect(columns([{}, { wraps: true }, {}], rows, { colour: false, width: 40 })).toBe(
    `\
train.py  wrote the model that    4.1 kB
          is live now
`,
  )
})

test('what was recorded is harmless in a cell, and colours do not count', () => {
  const rows = [
    [{ text: 'a\x1b[2Jb', style: 'red' as const }, 'x'],
    ['abc', 'y'],
  ]

  expect(columns([{}, {}], rows, plain)).toBe('a\\x1b[2Jb  x\nabc        y\n')
  expect(columns([{}, {}], rows, { ...plain, colour: true })).toBe('\x1b[31ma\\x1b[2Jb\x1b[39m  x\nabc        y\n')
})

test('columns that do not fit stand on lines below, each as wide as it is', () => {
  const many = Array.from({ length: 8 }, (_, index) => `column ${index}`)

  const text = columns(
    many.map(() => ({})),
    [many],
    { colour: false, width: 40 },
  )

  expect(text).toBe(`\
column 0  column 1  column 2  column 3
    column 4  column 5  column 6
    column 7
`)
})

test('no rows are no text', () => {
  expect(columns([{ title: 'name' }], [], plain)).toBe('')
})
