import { bytesText, counted } from './quantities.ts'
import type { Look } from './span.ts'
import { harmless, styles } from './terminal-text.ts'

export type RunLine = {
  readonly name: string
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
  { name, failed, reads, readBytes, writes, parameters, metrics, grade, blind }: RunLine,
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
    `${failed ? style.red('recorded as failed') : 'recorded'} ${harmless(name, 60)}`,
    `read ${counted(reads, 'file')}${reads === 0 ? '' : ` (${bytesText(readBytes)})`}`,
    wrote,
    ...(learned === '' ? [] : [`learned ${learned}`]),
    `grade ${grade}${blind === 0 ? '' : ` (${counted(blind, 'blind spot')})`}`,
  ]
  const look_ =
    first === undefined ? 'pedigree' : `pedigree trace ${/^[\w./-]+$/.test(first) ? first : `'${harmless(first, 60)}'`}`
  return `${style.dim('pedigree:')} ${parts.join(', ')} → ${look_}`
}
