import { lackReasons } from '../../domain/completeness.ts'
import type { NodeId } from '../../domain/id.ts'
import { counted, timeText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import type { Paths } from '../../lineage/answers/paths.ts'
import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'
import type { StyleName } from './styles.ts'

/** How one thing comes from another: each way in a line, from the one upstream on; runs are dim. */
export function pathsText(
  { called, names, asOf, knownAt, complete, erased, lacks, instead, ways, nodes }: Paths,
  look: Look,
): string {
  const width = widthOfLook(look)
  const known = new Map(nodes.map((node) => [node.id, node]))
  const lines = ways.flatMap((way) => {
    const nameAt = (id: NodeId, at: number) =>
      at === 0 ? called.from : at === way.length - 1 ? called.to : (names[id] ?? shortId(id))
    const pieces = way.map((id, at) => span(nameAt(id, at), known.get(id)?.type === 'run' ? 'dim' : 'cyan'))
    return wrapped(pieces, ' → ', width)
  })
  const end = [
    span(...verdictOn(ways.length > 0, complete, lackReasons({ erased, lacks, instead }))),
    span(`record read up to entry ${knownAt}`),
    span(`as of ${timeText(asOf)}`),
  ]
  return rendered([...heading(ways, called, width), ...lines, [], ...wrapped(end, ' · ', width)], look)
}

function verdictOn(hasWays: boolean, complete: boolean, [lack]: readonly string[]): [string, StyleName] {
  if (hasWays)
    return complete ? ['complete', 'green'] : [`not complete: ${lack ?? 'there are others as short'}`, 'yellow']
  const what = 'no way on record leads from one to the other'
  return [complete ? what : `${what}, as far as was looked: ${lack ?? 'more lies upstream'}`, 'yellow']
}

function heading(ways: Paths['ways'], { from, to }: Paths['called'], width: number): Span[][] {
  const [first] = ways
  if (first === undefined) return [...wrapped([span(from, 'bold'), span(to, 'bold')], ' · ', width)]
  const same = from === to ? 'is the same' : `is the same as ${from}`
  const how = first.length === 1 ? same : `comes from ${from}, ${counted(ways.length, 'shortest way')}`
  return [...wrapped([span(to, 'bold'), ...how.split(' ').map((word) => span(word))], ' ', width), []]
}
