import { PedigreeError } from '../../domain/error.ts'

/**
 * What people give as a name or a slot is stored whole, whatever is in it, and shown harmless. But nobody could tell a name
 * from another that has a blank more at its end, nor see one of blanks alone.
 * @throws PedigreeError `invalid-input`
 */
export function checkWritable(what: 'name' | 'slot', text: string): void {
  const field = `/${what}`
  if (text === '') throw new PedigreeError('invalid-input', `a ${what} must not be empty`, { field })
  if (!/^\s|\s$/u.test(text)) return
  throw new PedigreeError(
    'invalid-input',
    `${JSON.stringify(text)} cannot be a ${what}: it must not begin or end with a blank`,
    { field },
  )
}
