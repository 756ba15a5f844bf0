import { InvalidArgumentError, Option } from 'commander'

// Options that several commands share: one text, one meaning.
export const storeOption = () => new Option('--store <folder>', 'the record to use, instead of the project’s .pedigree')
export const serverOption = () =>
  new Option('--server <address>', 'the record at this address, instead of one on this machine')
export const insecureOption = () =>
  new Option('--insecure', 'also over plain http, where others on the way can read along')
/** Which record is meant: every command takes these (`program.ts`). */
export const recordOptions = () => [storeOption(), serverOption(), insecureOption()]
export const jsonOption = () => new Option('--json', 'print the answer as JSON')
export const asOfOption = () => new Option('--as-of <time>', 'what was true at that time (default: now)')
export const knownAtOption = () =>
  new Option('--known-at <time or entry>', 'what was on record by then (default: everything)')
export const atOption = () => new Option('--at <time>', 'since when it is true (default: now)')

export type RecordOptions = { readonly store?: string; readonly server?: string; readonly insecure?: true }
export type QuestionOptions = RecordOptions & {
  readonly json?: true
  readonly asOf?: string
  readonly knownAt?: string
}
export type StatingOptions = RecordOptions & { readonly json?: true; readonly at?: string }

/** A share of traffic: `0.1` or `10%`. */
export function shareOf(text: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? []
  const share = Number(number) / (percent === '%' ? 100 : 1)
  if (number === undefined || !(share > 0 && share <= 1))
    throw new InvalidArgumentError('Write a share such as 0.1 or 10%.')
  return share
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.')
  return Number(text)
}
