import type { Lineage, LineageEdge } from '../lineage.ts'
import { isMember } from '../made-in-folder.ts'
import { isFolder } from './listings.ts'
import { registeredAt } from './provenance.ts'

/** The step that takes what was asked for. It has no name, and is told nowhere. */
export const takingStep = ''
const taken = 'taken'

/**
 * Two lineages of folders of which several runs made a part each, or somebody by hand: no one step made what was asked for, and
 * who takes the folder meets what each of its files comes from, as any run that reads it does.
 */
export function withRootsTaken(a: Lineage, b: Lineage): readonly [Lineage, Lineage] {
  const isEither = isFolder(a.root) && isFolder(b.root) && a.root !== b.root
  return isEither && (isInParts(a) || isInParts(b)) ? [withTaker(a), withTaker(b)] : [a, b]
}

function isInParts({ root, edges }: Lineage): boolean {
  const above = edges.filter(({ target }) => target === root)
  return above.some(isMember) && !above.some(({ edge }) => edge === 'generated')
}

function withTaker(lineage: Lineage): Lineage {
  const { root, place, nodes, edges } = lineage
  const run = `run:${taken}/${root}`
  const path = nodes.find(({ id }) => id === root)?.name ?? root
  const at = registeredAt(lineage)
  const by = { source: run, role: 'data', origin: 'inferred' as const }
  const read: LineageEdge = {
    ...{ ...by, edge: 'used', target: root, selector: { path }, statements: [] },
    ...{ ...(place === undefined ? {} : { place }), ...(at === undefined ? {} : { at }) },
  }
  const made: LineageEdge = { ...by, edge: 'generated', target: taken, statements: [] }
  return {
    ...lineage,
    root: taken,
    nodes: [...nodes, { id: run, type: 'run', name: takingStep, depth: 0 }, { id: taken, type: 'artifact', depth: 0 }],
    edges: [...edges, read, made],
  }
}
