import type { NodeId } from '../domain/id.ts'
import type { Lineage, LineageEdge, LineageFact, LineageNode } from '../lineage/lineage.ts'

/** Numbers from 0 up to 1 that look random and are the same for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export type Making = {
  readonly nodes: LineageNode[]
  readonly edges: LineageEdge[]
  readonly facts: LineageFact[]
  readonly random: () => number
}

const statements = ['0123456789abcdef0123456789abcdef/0/0']

export const making = (seed: number): Making => ({ nodes: [], edges: [], facts: [], random: seeded(seed) })

/**
 * A lineage of about `size` nodes such as companies have: raw tables of which a few are popular, curated and feature
 * tables, training sets, trainings with their code, models of which some start from others, evaluations, approvals,
 * deployments, and scores of a model that feed another.
 */
export function generatedLineage(seed: number, size: number): Lineage {
  const lineage = making(seed)
  const share = (of: number) => Math.max(1, Math.round(size * of))
  const raw = repeated(share(0.14), (index) => content(lineage, `raw/table_${index}`, 'dataset'))
  const curated = repeated(share(0.09), (index) =>
    made(lineage, `clean_${index}`, 'transform', popular(lineage, raw, 4)),
  )
  const features = repeated(share(0.07), (index) =>
    made(lineage, `feature_${index}`, 'transform', popular(lineage, [...curated, ...raw], 4), 'features'),
  )
  const sets = repeated(share(0.05), (index) =>
    made(lineage, `assemble_${index}`, 'transform', popular(lineage, features, 6)),
  )
  const codes = repeated(share(0.03), (index) => content(lineage, `tree_${index}`, 'code'))
  const models: NodeId[] = []
  for (let index = 0; index < share(0.08); index += 1) {
    const inputs = [...popular(lineage, sets, 2), ...popular(lineage, codes, 1)]
    const model = made(lineage, `train_${index}`, 'train', inputs, 'model')
    if (models.length > 0 && lineage.random() < 0.2) edge(lineage, 'derived', model, one(lineage, models), 'finetune')
    models.push(model)
    if (lineage.random() < 0.7)
      made(lineage, `evaluate_${index}`, 'evaluate', [model, ...popular(lineage, sets, 1)], 'metrics')
    if (lineage.random() < 0.4) live(lineage, model, index)
  }
  const scores = made(lineage, 'score', 'transform', [one(lineage, models)])
  const last = made(lineage, 'train_last', 'train', [scores, ...popular(lineage, sets, 2)], 'model')
  live(lineage, last, models.length)
  return lineageOf(lineage, last, 'models/last')
}

export function lineageOf({ nodes, edges, facts }: Omit<Making, 'random'>, root: NodeId, asked: string): Lineage {
  return {
    ...{ question: 'trace', root, asked, asOf: '2026-11-30T08:00:00.000Z', knownAt: 12_345, complete: true },
    withheld: { nodes: 0, edges: 0 },
    ...{ nodes, edges, facts },
  }
}

export function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const keyed = all.map((item): [number, T] => [random(), item])
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item)
}

const repeated = (count: number, make: (index: number) => NodeId): NodeId[] =>
  Array.from({ length: count }, (_, i) => make(i))
const one = ({ random }: Making, from: readonly NodeId[]): NodeId => from[Math.floor(random() * from.length)] ?? ''

/** One to `most` of some nodes, the first ones more often. */
function popular({ random }: Making, from: readonly NodeId[], most: number): NodeId[] {
  const count = 1 + Math.floor(random() * most)
  return [...new Set(Array.from({ length: count }, () => from[Math.floor(random() ** 2 * from.length)] ?? ''))]
}

export function content({ nodes }: Making, name: string, kind: string): NodeId {
  const id = `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0').slice(-64)}`
  nodes.push({ id, type: 'artifact', kind, name, bytes: 1_000 * name.length, origin: 'observed', depth: 1 })
  return id
}

export function made(making: Making, name: string, kind: string, inputs: readonly NodeId[], makes = 'dataset'): NodeId {
  const run = `run:generated/${name}`
  making.nodes.push({
    id: run,
    type: 'run',
    kind,
    name: `${name}.py`,
    state: 'succeeded',
    origin: 'observed',
    depth: 1,
  })
  for (const input of inputs) edge(making, 'used', run, input, 'data')
  const output = content(making, `out/${name}`, makes)
  edge(making, 'generated', run, output, makes === 'model' ? 'model' : 'data')
  return output
}

function live(making: Making, model: NodeId, index: number): void {
  const [asset, agent] = [`asset:generated/model-${index}`, `agent:user/approver-${index % 5}`]
  making.nodes.push({ id: asset, type: 'asset', kind: 'model', name: `model-${index}`, depth: 1 })
  if (!making.nodes.some(({ id }) => id === agent)) making.nodes.push({ id: agent, type: 'agent', depth: 1 })
  making.edges.push({ ...said('version-of', model, asset), number: 1 })
  making.edges.push({ ...said('points', asset, model), role: 'deployment', slot: 'production', share: 1 })
  making.edges.push({ ...said('acted-for', agent, model), role: 'approver' })
}

const said = (kind: LineageEdge['edge'], source: NodeId, target: NodeId): LineageEdge => ({
  ...{ edge: kind, source, target, origin: 'declared', statements },
})

export function edge(making: Making, kind: LineageEdge['edge'], source: NodeId, target: NodeId, role: string): void {
  making.edges.push({ ...said(kind, source, target), role, origin: 'observed' })
}
