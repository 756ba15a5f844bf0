import { isUnpinned, type NodeId } from '../domain/id.ts'
import { smallBytes } from '../domain/small-content.ts'
import type { WroteLast } from './lineage.ts'
import type { LineageIndex } from './lineage-index.ts'
import { isRevision } from './revision.ts'

// Where a chain is broken: somebody changed what a run had written before another found it, or nobody knows what that found.
// Every form of an answer says it in these words, so that none takes such content for a source like any other.

/** What is known of who wrote last where content was found that no recorded run made, as the rest of a sentence. */
export function gapText(id: NodeId, { name, mayHaveMade }: WroteLast): string {
  if (isUnpinned(id)) return `its bytes are unknown; ${name} wrote last at this place`
  return mayHaveMade === true ? `${name} wrote here and may have made it` : `${name} wrote other bytes here before`
}

/** The same as a sentence about content by itself. */
export function gapSentence(id: NodeId, last: WroteLast): string {
  if (isUnpinned(id)) return `Of this content ${gapText(id, last)}`
  return `${last.mayHaveMade === true ? 'Nobody knows what made it' : 'No recorded run made it'}; ${gapText(id, last)}`
}

/** Every run that wrote last where content was found; none in an answer that does not have what made it. */
export function lastWritersOf(index: LineageIndex, id: NodeId): WroteLast[] {
  const { question, withheld, root, wroteLast } = index.lineage
  if (question !== 'trace' || withheld.nodes > 0) return []
  const reads = index.byTarget(id).filter((edge) => edge.edge === 'used' || isRevision(edge))
  const writers = [...(id === index.nameOf(root) ? [wroteLast] : []), ...reads.map((read) => read.wroteLast)]
  const { bytes } = index.nodes.get(id) ?? {}
  // By bytes that say nothing nobody can tell whether they are other ones.
  const isSmall = bytes !== undefined && bytes < smallBytes && !isUnpinned(id)
  return writers.filter((last) => last !== undefined).filter(({ mayHaveMade }) => mayHaveMade === true || !isSmall)
}

/** The same in words, each once. */
export const gapsOf = (index: LineageIndex, id: NodeId): string[] => [
  ...new Set(lastWritersOf(index, id).map((last) => gapText(id, last))),
]
