import { expect, test } from 'vitest'
import { PedigreeError } from '../domain/error.ts'
import { translated } from './sqlite-errors.ts'

const sqliteError = (errcode: number, message = 'of SQLite') => Object.assign(new Error(message), { errcode })

// By their names in https://sqlite.org/rescode.html.
test.each([
  ['BUSY', 5, 'unavailable'],
  ['READONLY', 8, 'unavailable'],
  ['READONLY_DIRECTORY', 1544, 'unavailable'],
  ['IOERR', 10, 'unavailable'],
  ['IOERR_WRITE', 778, 'unavailable'],
  ['IOERR_FSYNC', 1034, 'unavailable'],
  ['IOERR_SHMSIZE', 4874, 'unavailable'],
  ['FULL', 13, 'unavailable'],
  ['CANTOPEN', 14, 'unavailable'],
  ['CORRUPT', 11, 'tampered'],
  ['IOERR_SHORT_READ', 522, 'tampered'],
  ['CONSTRAINT_UNIQUE', 2067, 'tampered'],
] as const)('%s is of the store, which no request of a group is to blame for', (_, errcode, code) => {
  const error = translated(sqliteError(errcode), '/a/store.db')

  expect(error).toBeInstanceOf(PedigreeError)
  expect(error).toMatchObject({ code, message: expect.stringMatching(/^\/a\/store\.db\b/) })
})

test('what the data of one request caused, and a defect, stay what they are', () => {
  const errors = [sqliteError(18, 'string or blob too big'), sqliteError(1299), new TypeError('ours')]

  expect(errors.map((error) => translated(error, '/a/store.db'))).toEqual(errors)
})
