import { flows } from '../../domain/flow.ts'
import type { NodeId } from '../../domain/id.ts'
import type { Approval } from '../../lineage/answers/listed-model.ts'
import { isTrueAt, standingEdges } from '../../lineage/standing.ts'
import { isMeant, type Meant, versionMeant } from '../../lineage/version-meant.ts'
import { readEdgesAbove } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { namesOf } from './describe.ts'

/** Who approved some content as a version that it is: an approval may be of another version of the same bytes. From one read. */
export async function approvalsOf(
  snapshot: Snapshot,
  moment: Moment,
  artifacts: readonly number[],
): Promise<(artifact: NodeId, version: Meant) => Approval[]> {
  const stated = await readEdgesAbove(snapshot, [...new Set(artifacts)], [flows.acted])
  const acted = standingEdges(stated, moment.stands).filter(
    (edge) => edge.role === 'approver' && isTrueAt(edge, moment.asOf),
  )
  const ids = await namesOf(snapshot, [...new Set(acted.flatMap(({ source, target }) => [source, target]))])
  const byArtifact = Map.groupBy(acted, ({ target }) => ids.get(target))
  return (artifact, version) =>
    (byArtifact.get(artifact) ?? [])
      .filter(({ selector }) => isMeant(versionMeant({ selector }), version))
      .map(({ source, origin }) => ({ agent: ids.get(source) ?? '', origin }))
}
