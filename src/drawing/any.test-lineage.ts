import fc from 'fast-check'
import { edgeKinds, type NodeType, origins } from '../domain/vocabulary.ts'
import type { Lineage, LineageEdge } from '../lineage/lineage.ts'
import { lineageOf } from './generated.test-lineage.ts'

const ids: Readonly<Record<NodeType, (index: number) => string>> = {
  artifact: (index) => (index % 5 === 0 ? `unpinned:s3/thing-${index}` : `sha256:${String(index).padStart(64, '0')}`),
  run: (index) => `run:any/${index}`,
  agent: (index) => `agent:user/${index}`,
  asset: (index) => `asset:any/${index}`,
}
const kinds = [undefined, 'dataset', 'model', 'code', 'train', 'transform', 'evaluate', 'metrics'] as const

const anyNode = fc.record({
  type: fc.constantFrom<NodeType>('artifact', 'artifact', 'run', 'run', 'agent', 'asset'),
  kind: fc.constantFrom(...kinds),
  isDescribed: fc.boolean(),
})
const anyEdge = fc.record({
  edge: fc.constantFrom(...edgeKinds),
  ends: fc.tuple(fc.nat(), fc.nat()),
  role: fc.constantFrom(undefined, 'data', 'author', 'approver', 'member', 'deployment'),
  slot: fc.constantFrom(undefined, 'production'),
  path: fc.constantFrom(undefined, 'a.csv', 'b.csv'),
  origin: fc.constantFrom(...origins),
})

/** A lineage such as no store gives: any kind of edge between any nodes, cycles, loops, ends that nothing describes. */
export function anyLineage(nodesMax: number): fc.Arbitrary<Lineage> {
  const nodes = fc.array(anyNode, { minLength: 1, maxLength: nodesMax, size: 'max' })
  const edges = fc.array(anyEdge, { maxLength: 2 * nodesMax, size: 'max' })
  return fc.tuple(nodes, edges).map(([described, joined]) => {
    const all = described.map(({ type, kind }, index) => ({
      ...{ id: ids[type](index), type, depth: 1 },
      ...(kind === undefined ? {} : { kind }),
    }))
    const idAt = (index: number) => all[index % all.length]?.id ?? ''
    return lineageOf(
      {
        nodes: all.filter((_, index) => index === 0 || described[index]?.isDescribed === true),
        edges: joined.map(
          ({ edge, ends: [source, target], role, slot, path, origin }): LineageEdge => ({
            ...{ edge, source: idAt(source), target: idAt(target), origin, statements: [] },
            ...(role === undefined ? {} : { role }),
            ...(slot === undefined ? {} : { slot }),
            ...(path === undefined ? {} : { selector: { path } }),
          }),
        ),
        facts: [],
      },
      idAt(0),
      'any',
    )
  })
}
