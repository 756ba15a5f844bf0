import { bytesText, counted } from './quantities.ts'
import type { Look } from './span.ts'
import { harmless, styles } from './terminal-text.ts'

export type RunLine = {
  readonly name: string
  /** How it failed, `exit 1` or the signal; undefined for a run that succeeded. */
  readonly failure: string | undefined
  readonly reads: number
  readonly readBytes: number
  readonly writes: readonly string[]
  /** Which of them is the model, where one was found. */
  readonly model: string | undefined
  readonly parameters: number
  readonly metrics: number
  readonly grade: string
  readonly blind: number
}

/** The one line after a run: what was read, written and learned, how much could be seen, and where to look. */
export function runLine(
  { name, failure, reads, readBytes, writes, model, parameters, metrics, grade, blind }: RunLine,
  look: Look,
): string {
  const style = styles(look.colour)
  const learned = [
    ...(parameters === 0 ? [] : [counted(parameters, 'parameter')]),
    ...(metrics === 0 ? [] : [counted(metrics, 'metric')]),
  ].join(' and ')
  const [first, ...others] = writes
  const wrote = others.length > 0 ? counted(writes.length, 'file') : harmless(first ?? 'nothing', 60)
  const parts = [
    `recorded ${harmless(name, 60)}${failure === undefined ? '' : style.red(` as failed (${failure})`)}`,
    `read ${counted(reads, 'file')}${reads === 0 ? '' : ` (${bytesText(readBytes)})`}`,
    `wrote ${wrote}`,
    ...(learned === '' ? [] : [`learned ${learned}`]),
    `grade ${grade}${blind === 0 ? '' : ` (${counted(blind, 'blind spot')})`}`,
  ]
  const made = model ?? first
  const next = made === undefined ? `show ${inShell(name)}` : `trace ${inShell(made)}`
  return `${style.dim('pedigree:')} ${parts.join(', ')} → pedigree ${next}`
}

/** A word as a POSIX shell takes it, harmless to look at. */
function inShell(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${harmless(word, 60).replaceAll("'", "'\\''")}'`
}
