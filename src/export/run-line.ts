import { bytesText, counted } from './quantities.ts'
import type { Look } from './span.ts'
import { harmless, styles } from './terminal-text.ts'

export type RunLine = {
  readonly name: string
  /** Whether it is on record, waits for the next command, or neither. */
  readonly state: 'recorded' | 'waiting' | 'lost' | 'refused'
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
  { name, state, failure, reads, readBytes, writes, model, parameters, metrics, grade, blind }: RunLine,
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
    `${stateText(state, harmless(name, 60), style.red)}${failure === undefined ? '' : style.red(` as failed (${failure})`)}`,
    `read ${counted(reads, 'file')}${reads === 0 ? '' : ` (${bytesText(readBytes)})`}`,
    `wrote ${wrote}`,
    ...(learned === '' ? [] : [`learned ${learned}`]),
    `grade ${grade}${blind === 0 ? '' : ` (${counted(blind, 'blind spot')})`}`,
  ]
  const said = `${style.dim('pedigree:')} ${parts.join(', ')}`
  // What is not on record yet has no answers.
  if (state !== 'recorded') return said
  const made = model ?? first
  return `${said} → pedigree ${made === undefined ? `show ${inShell(name)}` : `trace ${inShell(made)}`}`
}

/** A word as a POSIX shell takes it, harmless to look at. */
function inShell(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${harmless(word, 60).replaceAll("'", "'\\''")}'`
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
