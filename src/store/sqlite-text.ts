import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { PedigreeError } from '../domain/error.ts'
import type { Sql, Value } from './sql.ts'
import type { Table } from './tables.ts'

/** `in ${array}` becomes one bound text, whatever the array's length, so that statements stay prepared. */
export function textOf({ texts, values }: Sql): string {
  let text = texts[0] ?? ''
  for (const [index, value] of values.entries()) {
    text += `${Array.isArray(value) ? '(select value from json_each(?))' : '?'}${texts[index + 1] ?? ''}`
  }
  return text
}

export function bindable(value: Value): SQLInputValue {
  if (value === undefined) return null
  // It would be stored, and every later read of its row would fail.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new PedigreeError('invalid-input', `${value} is past 2^53, where whole numbers are no longer exact`)
  }
  return Array.isArray(value) ? JSON.stringify(value) : (value as SQLInputValue)
}

/** A row as an object. What is null is never put in: to delete it afterwards costs more than reading the row. */
export function withoutNulls(columns: readonly string[], values: readonly SQLOutputValue[]): object {
  const row: Record<string, SQLOutputValue> = {}
  for (const [index, column] of columns.entries()) {
    const value = values[index] ?? null
    if (value !== null) row[column] = value
  }
  return row
}

export function insertText({ name, columns, key, current }: Table): string {
  const insert = `insert into ${name} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`
  if (current === undefined) return insert
  const changed = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
  return `${insert} on conflict (${key.join(', ')}) do update set ${changed.join(', ')} where excluded.${current} > ${name}.${current}`
}
