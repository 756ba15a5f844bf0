import { bytesText, counted } from './quantities.ts'
import type { Look } from './span.ts'
import { harmless, styles } from './terminal-text.ts'

export type RunLine = {
  readonly name: string
  readonly failed: boolean
  readonly reads: number
  readonly readBytes: number
  readonly writes: readonly string[]
  /** What was read and written that is no file. */
  readonly remote: readonly { readonly operation: 'read' | 'write'; readonly kind: string; readonly name: string }[]
  readonly parameters: number
  readonly metrics: number
  readonly grade: string
  readonly blind: number
}

/** The one line after a run: what was read, written and learned, how much could be seen, and where to look. */
export function runLine(
  { name, failed, reads, readBytes, writes, remote, parameters, metrics, grade, blind }: RunLine,
  look: Look,
): string {
  const style = styles(look.colour === true)
  const learned = [
    ...(parameters === 0 ? [] : [counted(parameters, 'parameter')]),
    ...(metrics === 0 ? [] : [counted(metrics, 'metric')]),
  ].join(' and ')
  const inputs = `${counted(reads, 'file')}${reads === 0 ? '' : ` (${bytesText(readBytes)})`}`
  const [read, written] = [remote.filter(isRead), remote.filter((source) => !isRead(source))]
  const first = writes[0] ?? written[0]?.name
  const outputs = [...(writes.length === 0 ? [] : [counted(writes.length, 'file')]), ...kindsOf(written)]
  const wrote = writes.length + written.length === 1 ? harmless(first ?? '', 60) : outputs.join(' and ') || 'nothing'
  const parts = [
    `${failed ? style.red('recorded as failed') : 'recorded'} ${harmless(name, 60)}`,
    `read ${[...(reads === 0 && read.length > 0 ? [] : [inputs]), ...kindsOf(read)].join(' and ')}`,
    `wrote ${wrote}`,
    ...(learned === '' ? [] : [`learned ${learned}`]),
    `grade ${grade}${blind === 0 ? '' : ` (${counted(blind, 'blind spot')})`}`,
  ]
  const look_ =
    first === undefined ? 'pedigree' : `pedigree trace ${/^[\w./-]+$/.test(first) ? first : `'${harmless(first, 60)}'`}`
  return `${style.dim('pedigree:')} ${parts.join(', ')} → ${look_}`
}

const isRead = ({ operation }: RunLine['remote'][number]): boolean => operation === 'read'

/** `2 addresses`, `1 table`. */
function kindsOf(sources: RunLine['remote']): string[] {
  const byKind = Map.groupBy(sources, ({ kind }) => kind)
  return [...byKind].map(([kind, { length }]) =>
    kind === 'address' && length !== 1 ? `${length} addresses` : counted(length, kind),
  )
}
