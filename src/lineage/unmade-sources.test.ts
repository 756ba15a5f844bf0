import { expect, test } from 'vitest'
import type { LineageEdge, LineageNode } from './lineage.ts'
import { withoutUnmadeSources } from './unmade-sources.ts'

const [run, model, tree, script] = ['run:test/1', 'sha256:m', 'git-tree:c', 'sha256:s']
const nodes = [run, model, tree, script].map(
  (id): LineageNode => ({ id, type: id === run ? 'run' : 'artifact', depth: 1 }),
)
const edge = (kind: LineageEdge['edge'], target: string, selector: object, role = 'code'): LineageEdge => ({
  ...{ edge: kind, source: run, target, role, selector: { ...selector }, origin: 'observed', statements: [] },
})
const edges = [
  edge('generated', model, { path: 'm' }, 'model'),
  edge('used', tree, { files: { 'a.py': script } }),
  edge('used', script, { path: 'a.py' }),
]

test('a source of which a trace has no maker is left to the code tree', () => {
  const { nodes: shown, edges: kept } = withoutUnmadeSources({ which: 'trace', id: model }, nodes, edges)

  expect(shown.map(({ id }) => id)).toEqual([run, model, tree])
  expect(kept).toEqual(edges.slice(0, 2))
})

test('it stays where a run made it, where it was data as well, and for whoever asks what depends on it', () => {
  const generated = { ...edge('generated', script, { path: 'a.py' }, 'data'), source: 'run:test/2' }
  const read = edge('used', script, { path: 'a.py' }, 'data')

  expect(withoutUnmadeSources({ which: 'trace', id: model }, nodes, [...edges, generated]).edges).toHaveLength(4)
  expect(withoutUnmadeSources({ which: 'trace', id: model }, nodes, [...edges, read]).nodes).toHaveLength(4)
  expect(withoutUnmadeSources({ which: 'impact', id: script }, nodes, edges)).toEqual({ nodes, edges })
})
