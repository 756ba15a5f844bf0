import type { EnvironmentFacts } from '../../domain/facet-bodies.ts'
import type { NodeId } from '../../domain/id.ts'
import type { Instant } from '../../domain/time.ts'
import type { Lineage } from '../../lineage/lineage.ts'
import { indexLineage, type LineageIndex } from '../../lineage/lineage-index.ts'

/** What a tree has told so far, in the order of its lines, so that nothing is told twice and nothing is left out. */
export type Telling = {
  readonly index: LineageIndex
  readonly now: Instant | undefined
  /** Told in full: from now on "see above". */
  readonly told: Set<NodeId>
  /** By which name content was told there: the same bytes can be met under others. */
  readonly toldAs: Map<NodeId, string>
  /** On some line at all. What is not, in the end, is listed by itself. */
  readonly mentioned: Set<NodeId>
  hasSaidSource: boolean
  /** What was last told in full, for "same commit" (as JSON) and "same environment". */
  code: string | undefined
  environment: EnvironmentFacts | undefined
  /** Parameters that stand above already: name, value and place as JSON. */
  readonly parameters: Set<string>
}

export function beginTelling(lineage: Lineage, now: Instant | undefined): Telling {
  return {
    index: indexLineage(lineage),
    // Of a time that is past a run had been going on until then.
    now: now !== undefined && lineage.asOf < now ? lineage.asOf : now,
    told: new Set(),
    toldAs: new Map(),
    mentioned: new Set(),
    hasSaidSource: false,
    code: undefined,
    environment: undefined,
    parameters: new Set(),
  }
}

/** Notes that a node's turn has come; false where it was told before. */
export function isFirstTelling({ told, mentioned }: Telling, id: NodeId): boolean {
  mentioned.add(id)
  if (told.has(id)) return false
  told.add(id)
  return true
}

/** The same of content, with the name that it is told by now. */
export function isFirstTellingAs(telling: Telling, id: NodeId, name: string): boolean {
  const isFirst = isFirstTelling(telling, id)
  if (isFirst) telling.toldAs.set(id, name)
  return isFirst
}

/** Where content is told that is met again: by another name, where that stands there. */
export function aboveText({ toldAs }: Telling, id: NodeId, name: string): string {
  const above = toldAs.get(id)
  return above === undefined || above === name ? 'see above' : `the same bytes as ${above}, above`
}
