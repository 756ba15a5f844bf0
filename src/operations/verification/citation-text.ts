import { counted } from '../../domain/quantities.ts'
import { checkpointIn } from '../checkpoints/checkpoint-copies.ts'

/** What the first entry of a log says of the one before it, as a sentence. The body is whatever a client sent. */
export function citationText(body: unknown): string {
  const { log, checkpoint, lost } = (body ?? {}) as { log?: unknown; checkpoint?: unknown; lost?: unknown }
  const notes = (value: unknown) => (Array.isArray(value) ? value : [value]).filter((note) => typeof note === 'string')
  const cited = notes(checkpoint).flatMap((note) => checkpointIn(note) ?? [])[0]
  const from = `the record went on by a new log, from ${cited?.logName ?? log ?? 'one that it does not name'}`
  const losses = [...lossesIn(notes(lost))].map(([name, size]) =>
    name === cited?.logName
      ? `${size - cited.size} more ${size - cited.size === 1 ? 'was' : 'were'} lost`
      : `${name} had ${size} before it was cut`,
  )
  return [`${from}${cited === undefined ? '' : ` at ${counted(cited.size, 'entry', 'entries')}`}`, ...losses].join('; ')
}

/** The most entries of each log that one of the notes covers. */
function lossesIn(notes: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const note of notes) {
    const { logName, size } = checkpointIn(note) ?? {}
    if (logName !== undefined && size !== undefined) sizes.set(logName, Math.max(size, sizes.get(logName) ?? 0))
  }
  return sizes
}
