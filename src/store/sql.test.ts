import { expect, test } from 'vitest'
import { sql } from './sql.ts'

test('values stay apart from the text, whatever they hold', () => {
  const name = "'; drop table node"

  expect(sql`select id from node where name = ${name} and id in ${[1, 2]}`).toEqual({
    texts: ['select id from node where name = ', ' and id in ', ''],
    values: [name, [1, 2]],
  })
})

test('a fragment is spliced in with its values, also within a fragment', () => {
  const inner = sql`id = ${1}`
  const middle = sql`(${inner} or id = ${2})`

  expect(sql`select ${sql`id`} from node where ${middle} and type = ${'run'}`).toEqual({
    texts: ['select id from node where (id = ', ' or id = ', ') and type = ', ''],
    values: [1, 2, 'run'],
  })
})

test('bytes and what is absent are values, not fragments', () => {
  const bytes = new Uint8Array([1])

  expect(sql`${bytes}${undefined}`).toEqual({ texts: ['', '', ''], values: [bytes, undefined] })
})
