import { bytesText, counted } from '../../domain/quantities.ts'
import { argumentInShell } from '../../domain/shell-word.ts'
import { harmless } from '../../domain/visible-text.ts'
import type { Look } from './span.ts'
import { styles } from './styles.ts'

export type RunLine = {
  readonly name: string
  /** Whether it is on record, waits for the next command, or neither. */
  readonly state: 'recorded' | 'waiting' | 'lost' | 'refused'
  /** How it failed, `exit 1` or the signal; undefined for a run that succeeded. */
  readonly failure: string | undefined
  readonly reads: number
  /** Undefined where the size of one of them is not known. */
  readonly readBytes: number | undefined
  readonly writes: readonly string[]
  /** Which of them is looked at first, the model where there is one; undefined where none is worth it. */
  readonly foremost: string | undefined
  /** What was read and written that is no file. */
  readonly remote: readonly { readonly operation: 'read' | 'write'; readonly kind: string; readonly name: string }[]
  readonly parameters: number
  readonly metrics: number
  readonly grade: string
  readonly blind: number
}

/** The one line after a run: what was read, written and learned, how much could be seen, and where to look. */
export function runLine(
  { name, state, failure, reads, readBytes, writes, foremost, remote, parameters, metrics, grade, blind }: RunLine,
  look: Look,
): string {
  const style = styles(look.colour)
  const learned = [
    ...(parameters === 0 ? [] : [counted(parameters, 'parameter')]),
    ...(metrics === 0 ? [] : [counted(metrics, 'metric')]),
  ].join(' and ')
  const inputs = `${counted(reads, 'file')}${reads === 0 || readBytes === undefined ? '' : ` (${bytesText(readBytes)})`}`
  const [read, written] = [remote.filter(isRead), remote.filter((source) => !isRead(source))]
  const first = writes[0] ?? written[0]?.name
  const outputs = [...(writes.length === 0 ? [] : [counted(writes.length, 'file')]), ...kindsOf(written)]
  const wrote = writes.length + written.length === 1 ? harmless(first ?? '', 60) : outputs.join(' and ') || 'nothing'
  const parts = [
    `${stateText(state, harmless(name, 60), style.red)}${failure === undefined ? '' : style.red(failureText(state, failure))}`,
    `read ${[...(reads === 0 && read.length > 0 ? [] : [inputs]), ...kindsOf(read)].join(' and ')}`,
    `wrote ${wrote}`,
    ...(learned === '' ? [] : [`learned ${learned}`]),
    `grade ${grade}${blind === 0 ? '' : ` (${counted(blind, 'blind spot')})`}`,
  ]
  const said = `${style.dim('pedigree:')} ${parts.join(', ')}`
  // What is not on record yet has no answers.
  if (state !== 'recorded') return said
  const made = foremost ?? written[0]?.name
  return `${said} → pedigree ${made === undefined ? `show ${argumentInShell(name)}` : `trace ${argumentInShell(made)}`}`
}

/** What is not on record must not read as if it were. */
function stateText(state: RunLine['state'], name: string, red: (text: string) => string): string {
  switch (state) {
    case 'recorded':
      return `recorded ${name}`
    case 'waiting':
      return `kept for later: ${name}`
    case 'refused':
      return `${red('recorded only a part of')} ${name}`
    case 'lost':
      return `${red('could not record')} ${name}`
  }
}

/** One that is not on record cannot be there as failed. */
function failureText(state: RunLine['state'], failure: string): string {
  return state === 'recorded' || state === 'waiting' ? ` as failed (${failure})` : `, which failed (${failure})`
}

const isRead = ({ operation }: RunLine['remote'][number]): boolean => operation === 'read'

/** `2 addresses`, `1 table`. */
function kindsOf(sources: RunLine['remote']): string[] {
  const byKind = Map.groupBy(sources, ({ kind }) => kind)
  return [...byKind].map(([kind, { length }]) =>
    kind === 'address' && length !== 1 ? `${length} addresses` : counted(length, kind),
  )
}
