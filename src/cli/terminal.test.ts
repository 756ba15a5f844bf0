import { expect, test } from 'vitest'
import { styleOf } from './terminal.ts'

const terminal = (isTTY: boolean, columns: number) => ({ isTTY, columns }) as NodeJS.WriteStream

test.each([
  ['a terminal is written as wide as it is', true, 120, 120],
  ['one that says it has no columns has the usual 80', true, 0, 80],
  ['a very narrow one is written 40 wide', true, 12, 40],
  ['a file or pipe is written 100 wide', false, 0, 100],
])('%s', (_, isTTY, columns, width) => {
  expect(styleOf(terminal(isTTY, columns)).width).toBe(width)
})
