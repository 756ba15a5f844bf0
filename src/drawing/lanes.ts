import { type NodeId, nodeTypeOf } from '../domain/id.ts'
import { isCopy } from '../lineage/copies.ts'
import type { LineageEdge } from '../lineage/lineage.ts'
import type { LineageIndex } from '../lineage/lineage-index.ts'
import { isMadeInFolder } from '../lineage/made-in-folder.ts'
import { kindOf } from '../lineage/node-names.ts'

/** The stages of a life cycle from left to right. A lane is where a node stands at the earliest; edges decide the rest. */
export const laneNames = [
  'Source data',
  'Preparation',
  'Features',
  'Data, code, environment',
  'Training',
  'Model and checks',
  'Approved and used',
] as const
export const lanes = { source: 0, preparation: 1, features: 2, inputs: 3, training: 4, model: 5, use: 6 } as const
export type Lane = (typeof lanes)[keyof typeof lanes]

const asideKinds: readonly string[] = ['code', 'configuration', 'environment', 'lock']
const checkKinds: readonly string[] = ['metrics', 'evaluation', 'report']
const lanesOfRuns: Readonly<Record<string, Lane>> = {
  acquire: lanes.source,
  import: lanes.source,
  train: lanes.training,
  evaluate: lanes.model,
  register: lanes.use,
  approve: lanes.use,
  deploy: lanes.use,
  observe: lanes.use,
  retire: lanes.use,
}

/** Whether content is what a run works by (code, configuration), not what it works on. */
export function isAsideContent(index: LineageIndex, id: NodeId): boolean {
  return nodeTypeOf(id) === 'artifact' && asideKinds.includes(kindOf(index, id) ?? '')
}

/**
 * The stage of a node: of a run by its kind, of content by its kind and by who made and who read it. Names say nothing
 * here: what a training reads is training data, and the run that made it makes features.
 */
export function laneOf(index: LineageIndex, id: NodeId): Lane {
  switch (nodeTypeOf(id)) {
    case 'run':
      return laneOfRun(index, id)
    case 'artifact':
      return laneOfContent(index, id)
    case 'agent':
      return laneOfAgent(index, id)
    case 'asset':
      return lanes.use
  }
}

function laneOfRun(index: LineageIndex, id: NodeId): Lane {
  const known = lanesOfRuns[index.nodes.get(id)?.kind ?? '']
  if (known !== undefined) return known
  const written = targetsOf(index.bySource(id), 'generated')
  if (written.some((target) => kindOf(index, target) === 'model')) return lanes.training
  return written.some((target) => isReadBy(index, target, 'train')) ? lanes.features : lanes.preparation
}

function laneOfContent(index: LineageIndex, id: NodeId): Lane {
  if (isAsideContent(index, id)) return laneBefore(index, id)
  const kind = kindOf(index, id) ?? ''
  if (checkKinds.includes(kind)) return lanes.model
  // A model that was only registered here stands where models do; one that others were made from is what they began with.
  if (kind === 'model' && (isMade(index, id) || !leadsOn(index, id))) return lanes.model
  if (!isMade(index, id)) return isReadAsideOnly(index, id) ? lanes.inputs : lanes.source
  if (isReadBy(index, id, 'train') || isReadBy(index, id, 'evaluate')) return lanes.inputs
  return kind.includes('feature') ? lanes.features : lanes.preparation
}

/** Code stands one lane before the first run that used it. */
function laneBefore(index: LineageIndex, id: NodeId): Lane {
  const users = index.byTarget(id).filter(({ edge }) => edge === 'used')
  const first = Math.min(lanes.training, ...users.map(({ source }) => laneOfRun(index, source)))
  return Math.max(lanes.source, first - 1) as Lane
}

function laneOfAgent(index: LineageIndex, id: NodeId): Lane {
  const [first] = index.bySource(id).filter(({ edge }) => edge === 'acted-for')
  if (first === undefined || first.role === 'approver' || nodeTypeOf(first.target) === 'agent') return lanes.use
  return laneOf(index, first.target)
}

/** Whether anything on record says where content comes from, and not only where it was copied to. */
export function isMade(index: LineageIndex, id: NodeId): boolean {
  if (index.byTarget(id).some((edge) => edge.edge === 'generated' && !isCopy(index, edge))) return true
  return index.bySource(id).some(({ edge }) => edge === 'derived') || isMadeInFolder(index, id)
}

/** Whether anything was made from content, by a run or as its copy. */
function leadsOn(index: LineageIndex, id: NodeId): boolean {
  return index.byTarget(id).some(({ edge }) => edge === 'used' || edge === 'derived')
}

/** Whether only runs beside the lineage read content: where that comes from was not asked. */
export function isReadAsideOnly(index: LineageIndex, id: NodeId): boolean {
  const readers = index.byTarget(id).filter(({ edge }) => edge === 'used')
  return readers.length > 0 && readers.every(({ source }) => index.nodes.get(source)?.beside === true)
}

function isReadBy(index: LineageIndex, id: NodeId, kind: string): boolean {
  return index.byTarget(id).some(({ edge, source }) => edge === 'used' && index.nodes.get(source)?.kind === kind)
}

function targetsOf(edges: readonly LineageEdge[], kind: LineageEdge['edge']): NodeId[] {
  return edges.filter(({ edge }) => edge === kind).map(({ target }) => target)
}
