import { PedigreeError } from '../../domain/error.ts'
import { readLogs } from '../../store/pages.ts'
import type { Port } from '../../store/port.ts'
import type { Folder } from '../project/folder.ts'
import type { Surroundings } from '../surroundings.ts'
import { againstText, type Finding, judgeCopies, readCopies } from './checkpoint-copies.ts'

/** A store, as far as the copies of its checkpoint are held against it. */
type Held = { readonly port: Port; readonly folder: Folder }

/**
 * What the copies of the checkpoint say of a store as it is now: first what shows that it was cut, put back or written
 * anew. Compares a few hashes, whatever the size: only `verify` recomputes the log.
 */
export async function findingsOf({ port, folder }: Held, surroundings: Surroundings): Promise<Finding[]> {
  // The copies first: then the log extends them, or something is wrong.
  const copies = readCopies(folder, await port.read(readLogs), surroundings)
  return port.read(async (snapshot) => judgeCopies(snapshot, await readLogs(snapshot), copies))
}

/** What speaks against the store, in a sentence; undefined where the copies agree with it. */
export async function contradictionOf(store: Held, surroundings: Surroundings): Promise<string | undefined> {
  const findings = await findingsOf(store, surroundings)
  if ((await store.port.read(readLogs)).length === 0) return emptiedText(store.folder, findings)
  const against = findings.find(({ kind }) => kind === 'against')
  return against === undefined ? undefined : againstText(against)
}

/** @throws PedigreeError `tampered` for a store that has no log, and so nothing that could be read or folded. */
export async function requireLog(store: Held, surroundings: Surroundings): Promise<void> {
  if ((await store.port.read(readLogs)).length > 0) return
  throw new PedigreeError('tampered', emptiedText(store.folder, await findingsOf(store, surroundings)))
}

/** What to say of a store that has no log, which one that is in use always has. */
export function emptiedText({ path, store }: Folder, findings: readonly Finding[]): string {
  const covering = findings.find(({ lacks }) => lacks !== undefined)
  const covered =
    covering === undefined ? '' : `, where its checkpoint at ${covering.path} covers ${covering.lacks?.entries}`
  return `${store} was emptied: it has no log and no entries${covered}. Put a backup of ${path} back. Where there is none, move that folder away: the next run then begins a new record.`
}
