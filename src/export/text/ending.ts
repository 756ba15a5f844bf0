import { completenessText } from '../../domain/completeness.ts'
import { captureFacts } from '../../domain/facet-bodies.ts'
import { counted, timeText } from '../../domain/quantities.ts'
import type { Lineage } from '../../lineage/lineage.ts'
import { type Span, span, wrapped } from './span.ts'

/** Whether this is all, how much it is, and up to where and when the record was read. */
export function endingLines(lineage: Lineage, width: number): Span[][] {
  const { complete, nodes, knownAt, asOf, facts } = lineage
  const ofType = (type: string) => nodes.filter((node) => node.type === type).length
  const pieces = [
    span(completenessText(lineage), complete ? 'green' : 'yellow'),
    span(`${counted(ofType('artifact'), 'artifact')} and ${counted(ofType('run'), 'run')}`),
    ...gradePieces(facts),
    span(`record read up to entry ${knownAt}`),
    span(`as of ${timeText(asOf)}`),
  ]
  return wrapped(pieces, ' · ', width)
}

/** `capture grade A` of all runs that say it, or how many have which. */
function gradePieces(facts: Lineage['facts']): Span[] {
  const grades = facts.flatMap((fact) =>
    fact.type === 'facet' && fact.name === 'capture' ? (captureFacts(fact.body).grade ?? []) : [],
  )
  const counts = [...Map.groupBy(grades, (grade) => grade)].sort(([a], [b]) => (a < b ? -1 : 1))
  const [first, ...others] = counts
  if (first === undefined) return []
  if (others.length === 0) return [span(`capture grade ${first[0]}`)]
  return [span(`capture ${counts.map(([grade, of]) => `grade ${grade} of ${counted(of.length, 'run')}`).join(', ')}`)]
}
