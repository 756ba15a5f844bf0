import { PedigreeError } from '../../domain/error.ts'
import { citationFacet } from '../../domain/vocabulary.ts'
import type { LogHead } from '../../lineage/answers/log-head.ts'
import { bytesOfBase64 } from '../../log/base64.ts'
import { decodeBody } from '../../log/body.ts'
import { parseStrict } from '../../log/canonical.ts'
import { type Checkpoint, openCheckpoint } from '../../log/checkpoint.ts'
import { parseLeaf, proveStatement, type StatementProof, verifyStatement } from '../../log/leaf.ts'
import type { VerifierKey } from '../../log/note-key.ts'
import { type LogRow, readSealed } from '../../store/pages.ts'
import type { Snapshot } from '../../store/port.ts'
import { digestOf } from '../recording/seal.ts'
import { type Fault, fault } from './fault.ts'

/** A log that was recomputed and found to be as its key signed it. */
export type SoundLog = { readonly checkpoint: Checkpoint; readonly key: VerifierKey }

/**
 * Holds what a log cites against the log before it. That one was never written to again, so it has to be just what was
 * cited: whoever exchanges it whole, under another key, would have to sign the citation, too.
 * @param cited the first statement of the log's first entry; undefined where it is none that can be shown.
 */
export function citationFault(name: string, cited: unknown, { checkpoint, key }: SoundLog): Fault | undefined {
  const { logName, size, root } = checkpoint
  const {
    type,
    name: facet,
    body,
  } = (cited ?? {}) as { type?: unknown; name?: unknown; body?: { checkpoint?: unknown } }
  const note = body?.checkpoint
  if (type !== 'facet' || facet !== citationFacet || typeof note !== 'string')
    return fault(`the log ${name} does not begin with an entry that cites the log ${logName}, which stands before it`)
  const opened = openCheckpoint(note, [key])
  const exchanged = `the log ${logName} is not the one that the log ${name} goes on from`
  if ('problem' in opened) return fault(`${exchanged}: its key here did not sign what is cited (${opened.problem})`)
  const cites = opened.checkpoint
  if (cites.size === size && cites.root.equals(root)) return undefined
  return fault(`${exchanged}: cited are ${rooted(cites)}, and here are ${rooted(checkpoint)}`)
}

const rooted = ({ size, root }: Checkpoint) => `${size} entries with the root ${root.toString('base64')}`

/** Checks each log but the first. Their entries were held against their leaves before. */
export async function verifyCitations(
  snapshot: Snapshot,
  rows: readonly LogRow[],
  logs: readonly SoundLog[],
): Promise<Fault | undefined> {
  for (const [place, before] of logs.slice(0, -1).entries()) {
    const row = rows[place + 1]
    const cited = row === undefined ? undefined : await readCitation(snapshot, row)
    const problem = citationFault(row?.name ?? '', cited && parseStrict(cited.bytes), before)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The first statement of a log with what shows that it is that. */
async function readCitation(snapshot: Snapshot, { id }: LogRow): Promise<StatementProof | undefined> {
  const first = await readSealed(snapshot, id, 0)
  if (first?.body === undefined) return undefined
  const items = decodeBody(first.body)
  const [item] = items
  if (item === undefined || 'erased' in item) return undefined
  return { ...item, position: 0, count: items.length, proof: proveStatement(items.map(digestOf), 0) }
}

/** The citation of a log as it is sent to whoever verifies from elsewhere, who does not get the bodies. */
export async function citationOf(snapshot: Snapshot, row: LogRow): Promise<Pick<LogHead, 'cites'>> {
  const shown = row.id === 1 ? undefined : await readCitation(snapshot, row)
  if (shown === undefined) return {}
  const [salt, statement] = [base64(shown.salt), Buffer.from(shown.bytes).toString()]
  return { cites: { salt, statement, count: shown.count, proof: shown.proof.map(base64) } }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** What was sent as a citation, once the leaf of the log's first entry shows it. Undefined for what it does not show. */
export function citationShown(cites: LogHead['cites'], leaf: Uint8Array | undefined): unknown {
  if (cites === undefined || leaf === undefined) return undefined
  const { salt, statement, count, proof } = cites
  const bytes = Buffer.from(statement)
  const hashes = proof.flatMap((hash) => bytesOfBase64(hash) ?? [])
  const shown = { salt: bytesOfBase64(salt) ?? Buffer.alloc(0), bytes, position: 0, count, proof: hashes }
  try {
    return verifyStatement(parseLeaf(leaf), shown) ? parseStrict(bytes) : undefined
  } catch (error) {
    if (error instanceof PedigreeError) return undefined
    throw error
  }
}
