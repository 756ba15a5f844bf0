import type { Layout, PlacedNode } from '../../../src/drawing/layout.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * Where an arrow key leads: left and right along the edges, to the neighbour at the nearest height, to code and
 * environments only where there is nothing else, since nothing leads on from those; up and down within the column.
 * Undefined where there is nothing.
 */
export function stepFrom({ nodes, edges }: Layout, node: PlacedNode, direction: Direction): PlacedNode | undefined {
  const middle = (of: PlacedNode) => of.y + of.height / 2
  const nearest = (among: readonly PlacedNode[]) =>
    among.toSorted((a, b) => Math.abs(middle(a) - middle(node)) - Math.abs(middle(b) - middle(node)))[0]
  switch (direction) {
    case 'left':
    case 'right': {
      const [here, there] = direction === 'left' ? (['to', 'from'] as const) : (['from', 'to'] as const)
      const joined = new Set(edges.filter((edge) => edge[here] === node.key).map((edge) => edge[there]))
      const others = nodes.filter(({ key }) => joined.has(key))
      return nearest(others.filter(({ isAside }) => !isAside)) ?? nearest(others)
    }
    case 'up':
    case 'down': {
      const isOn = (of: PlacedNode) => (direction === 'up' ? middle(of) < middle(node) : middle(of) > middle(node))
      return nearest(nodes.filter((of) => of.layer === node.layer && of.key !== node.key && isOn(of)))
    }
  }
}
