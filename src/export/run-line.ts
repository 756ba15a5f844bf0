import { bytesText, counted } from './quantities.ts'
import type { Look } from './span.ts'
import { harmless, styles } from './terminal-text.ts'

export type RunLine = {
  readonly name: string
  /** Whether it is on record, waits for the next command, or neither. */
  readonly state: 'recorded' | 'waiting' | 'lost' | 'refused'
  readonly failed: boolean
  readonly reads: number
  readonly readBytes: number
  readonly writes: readonly string[]
  readonly parameters: number
  readonly metrics: number
  readonly grade: string
  readonly blind: number
}

/** The one line after a run: what was read, written and learned, how much could be seen, and where to look. */
export function runLine(
  { name, state, failed, reads, readBytes, writes, parameters, metrics, grade, blind }: RunLine,
  look: Look,
): string {
  const style = styles(look.colour === true)
  const learned = [
    ...(parameters === 0 ? [] : [counted(parameters, 'parameter')]),
    ...(metrics === 0 ? [] : [counted(metrics, 'metric')]),
  ].join(' and ')
  const [first] = writes
  const wrote =
    writes.length === 0
      ? 'wrote nothing'
      : writes.length === 1
        ? `wrote ${harmless(first ?? '', 60)}`
        : `wrote ${counted(writes.length, 'file')}`
  const parts = [
    `${stateText(state, failed, style.red)} ${harmless(name, 60)}`,
    `read ${counted(reads, 'file')}${reads === 0 ? '' : ` (${bytesText(readBytes)})`}`,
    wrote,
    ...(learned === '' ? [] : [`learned ${learned}`]),
    `grade ${grade}${blind === 0 ? '' : ` (${counted(blind, 'blind spot')})`}`,
  ]
  const look_ =
    first === undefined ? 'pedigree' : `pedigree trace ${/^[\w./-]+$/.test(first) ? first : `'${harmless(first, 60)}'`}`
  // What is not on record yet has no answers.
  return `${style.dim('pedigree:')} ${parts.join(', ')}${state === 'recorded' ? ` → ${look_}` : ''}`
}

/** What is not on record must not read as if it were. */
function stateText(state: RunLine['state'], failed: boolean, red: (text: string) => string): string {
  switch (state) {
    case 'recorded':
      return failed ? red('recorded as failed') : 'recorded'
    case 'waiting':
      return failed ? `kept for later, as ${red('failed')}:` : 'kept for later:'
    case 'refused':
      return red('recorded only in part:')
    case 'lost':
      return red('could not record')
  }
}
