import { PedigreeError } from '../../domain/error.ts'

/**
 * What people give as a name or a slot is stored whole, whatever is in it, and shown harmless. But nobody could tell a name
 * from another that has a blank more at its end, nor see one of blanks alone.
 * @throws PedigreeError `invalid-input`
 */
export function checkWritable(what: 'a name' | 'a slot', text: string): void {
  if (text === '') throw new PedigreeError('invalid-input', `${what} must not be empty`)
  if (!/^\s|\s$/u.test(text)) return
  throw new PedigreeError(
    'invalid-input',
    `${JSON.stringify(text)} cannot be ${what}: it must not begin or end with a blank`,
  )
}
