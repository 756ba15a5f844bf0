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

test('what was recorded is harmless in a cell, and colours do not count', () => {
  const rows = [
    [{ text: 'a\x1b[2Jb', style: 'red' as const }, 'x'],
    ['abc', 'y'],
  ]

  expect(columns([{}, {}], rows, plain)).toBe('a\\x1b[2Jb  x\nabc        y\n')
  expect(columns([{}, {}], rows, { ...plain, colour: true })).toBe('\x1b[31ma\\x1b[2Jb\x1b[39m  x\nabc        y\n')
})

test('so many columns that they cannot fit lose the last ones, never the width', () => {
  const many = Array.from({ length: 30 }, () => 'abcdefgh')

  const text = columns(
    many.map(() => ({})),
    [many],
    { colour: false, width: 40 },
  )

  expect(text.trimEnd().length).toBeLessThanOrEqual(40)
  expect(text).toMatch(/^a…gh {2}a…gh/)
})

test('no rows are no text', () => {
  expect(columns([{ title: 'name' }], [], plain)).toBe('')
})
