import { meantIn } from '../domain/completeness.ts'
import { counted, countText } from '../domain/quantities.ts'
import { harmless } from '../domain/visible-text.ts'
import { origins } from '../domain/vocabulary.ts'
import type { Lineage, LineageEdge } from '../lineage/lineage.ts'
import { indexLineage, type LineageIndex } from '../lineage/lineage-index.ts'
import { otherMeantIn } from '../lineage/version-meant.ts'
import { groupsOf } from './alike.ts'
import { withinBudget } from './budget.ts'
import { cardWords } from './card-words.ts'
import type { Drawn, DrawnEdge, DrawnNode, DrawnOptions, Mark } from './drawn.ts'
import { type Arc, type FlowGraph, flowGraph, type Vertex } from './flow-graph.ts'
import { isAsideContent, laneOf, lanes } from './lanes.ts'
import { stackWords } from './stack-words.ts'
import { hiddenNeighbours, stubsOf } from './stubs.ts'
import { sweepsOf } from './sweeps.ts'
import { tallyOf } from './tally.ts'

const nodesMaxDefault = 300
/** A name of 4 KB is cut here already: no card is that wide, and no reader hears it out. */
const textMax = 300
const noteMax = 500

/**
 * What is drawn of a lineage: sweeps and alike neighbours as stacks, at most 300 cards and pills, the nearest to the
 * root, and every neighbour beyond them as a number. The same for the same answer in any order.
 */
export function toDrawn(answer: Lineage, { nodesMax = nodesMaxDefault, opened = [] }: DrawnOptions = {}): Drawn {
  const lineage = inOrder(answer)
  const index = indexLineage(lineage)
  const graph = flowGraph(index)
  const { groups, opened: outOf } = groupsOf(index, graph, sweepsOf(index, graph), opened)
  const members = Map.groupBy(graph.vertices.values(), ({ key }) => groups.get(key) ?? key)
  const arcs = arcsOfGroups(graph, groups)
  const root = index.nameOf(lineage.root)
  const drawn = withinBudget(neighbours([...members.keys()], arcs), groups.get(root) ?? root, nodesMax)
  const { question, complete, withheld, unfollowed, knownAt, asOf } = lineage
  const hidden = hiddenNeighbours(graph, groups, drawn)
  const [above, below] = [Map.groupBy(arcs, ({ to }) => to), Map.groupBy(arcs, ({ from }) => from)]
  const things = (keys: readonly string[] = []) => keys.reduce((sum, key) => sum + (members.get(key)?.length ?? 0), 0)
  const around = (key: string) => ({
    inputs: things(above.get(key)?.map(({ from }) => from)),
    outputs: things(below.get(key)?.map(({ to }) => to)),
    outOf: outOf.get(key),
  })
  const nodes = [...drawn].toSorted().map((key) => {
    const of = members.get(key) ?? []
    const marks = [...selfMarks(graph, key), ...stubsOf(hidden.get(key), of[0], graph.vertices)]
    return { ...drawnNode(index, key, of, marks), ...around(key) }
  })
  const names = new Map(nodes.map(({ key, name }) => [key, name]))
  return {
    ...{ question, complete, withheld, knownAt, asOf },
    ...(unfollowed === undefined ? {} : { unfollowed }),
    ...meantIn({
      note: lineage.note === undefined ? undefined : harmless(lineage.note, noteMax),
      instead: lineage.instead,
    }),
    asked: harmless(lineage.asked, textMax),
    nodes: nodes.map(({ more, ...node }) => ({
      ...node,
      label: labelOf({ more, ...node }),
    })),
    edges: arcs.filter(({ from, to }) => drawn.has(from) && drawn.has(to)).map((arc) => drawnEdge(index, arc, names)),
    tally: tallyOf(index, graph, groups, drawn),
  }
}

type Unlabelled = Omit<DrawnNode, 'label'> & { readonly more: string }
type Around = Pick<DrawnNode, 'inputs' | 'outputs' | 'outOf'>

/** What somebody said of a thing and itself: no line could show it. */
function selfMarks({ arcs }: FlowGraph, key: string): Mark[] {
  const edges = arcs.flatMap(({ from, to, edges: of }) => (from === key && to === key ? of : []))
  const words = edges.map(({ edge }) => (edge === 'derived' ? 'derived from itself' : `${edge} itself`))
  return [...new Set(words)].sort().map((text) => ({ text, tone: 'alert' }))
}

/** Nodes, edges and facts by what they say, so that nothing depends on the order in which they came. */
function inOrder(lineage: Lineage): Lineage {
  const sorted = <T>(all: readonly T[]): T[] => {
    const keyed = all.map((one): [string, T] => [JSON.stringify(one), one])
    return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one)
  }
  return { ...lineage, nodes: sorted(lineage.nodes), edges: sorted(lineage.edges), facts: sorted(lineage.facts) }
}

/** The arcs between groups, in the order of their ends; what joins the members of one stack is within it. */
function arcsOfGroups({ arcs }: FlowGraph, groups: ReadonlyMap<string, string>): Arc[] {
  const of = (key: string) => groups.get(key) ?? key
  const between = arcs.map(({ from, to, edges }) => ({ from: of(from), to: of(to), edges }))
  const apart = between.filter(({ from, to }) => from !== to)
  const joined = [...Map.groupBy(apart, ({ from, to }) => `${from}\n${to}`)].map(([key, alike]): [string, Arc] => {
    const [from = '', to = ''] = key.split('\n')
    return [key, { from, to, edges: alike.flatMap(({ edges }) => edges) }]
  })
  return joined.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, arc]) => arc)
}

function neighbours(keys: readonly string[], arcs: readonly Arc[]) {
  const near = new Map(keys.map((key): [string, Set<string>] => [key, new Set()]))
  for (const { from, to } of arcs) {
    near.get(from)?.add(to)
    near.get(to)?.add(from)
  }
  return { keys, near }
}

function drawnNode(
  index: LineageIndex,
  key: string,
  members: readonly Vertex[],
  stubs: readonly Mark[],
): Omit<Unlabelled, keyof Around> {
  const [first] = members
  const isStack = members.length > 1
  const words = first === undefined ? undefined : isStack ? stackWords(index, members) : cardWords(index, first)
  const { glyph = 'file', kind = '', name = '', fact = '', more = '', origin, marks = [] } = words ?? {}
  const isNode = first !== undefined && first.type !== 'slot' && first.type !== 'environment'
  const shown = (text: string) => harmless(text, textMax)
  return {
    key,
    members: members.flatMap(({ ids }) => ids),
    form: first?.type === 'run' && !isStack ? 'pill' : 'card',
    isStack,
    isRoot: key === index.nameOf(index.lineage.root),
    isAside: first?.type === 'environment' || (isNode && isAsideContent(index, first.key)),
    ...{ glyph, origin, fact: shown(fact), name: shown(name), more: shown(more) },
    kind: capitalised(shown(kind)),
    marks: [...marks.map(({ text, tone }) => ({ text: shown(text), tone })), ...stubs],
    lane: laneOfGroup(index, members),
  }
}

function laneOfGroup(index: LineageIndex, members: readonly Vertex[]): DrawnNode['lane'] {
  const of = members.map(({ type, key }) => {
    if (type === 'slot') return lanes.use
    return type === 'environment' ? lanes.inputs : laneOf(index, key)
  })
  return of.toSorted((a, b) => a - b)[0] ?? lanes.source
}

/** `bureau_v4, feature table, 2 inputs, 1 output, no digest`: a card for those who do not see it. */
function labelOf({ name, kind, fact, more, marks, origin, inputs, outputs }: Unlabelled): string {
  const words = [
    name,
    kind,
    fact,
    more,
    inputs === 0 ? '' : counted(inputs, 'input'),
    outputs === 0 ? '' : counted(outputs, 'output'),
    origin ?? '',
    ...marks.map(({ text }) => text),
  ]
  return words.filter((word) => word !== '').join(', ')
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const asides: readonly LineageEdge['edge'][] = ['points', 'acted-for', 'related', 'version-of']

function drawnEdge(index: LineageIndex, { from, to, edges }: Arc, names: ReadonlyMap<string, string>): DrawnEdge {
  const known = edges.map(({ origin, sameBytes }) => origins.indexOf(sameBytes === true ? 'inferred' : origin))
  const origin = origins[Math.max(...known)] ?? 'observed'
  const roles = [...new Set(edges.map((edge) => roleText(index, edge)))].sort()
  const many = edges.length > 1 ? `, ${countText(edges.length)} edges` : ''
  const doubt = origin === 'observed' ? '' : `, ${origin}`
  return {
    ...{ from, to, count: Math.max(1, edges.length), origin },
    isAside: edges.length > 0 && edges.every(({ edge, role }) => asides.includes(edge) || isOtherPart(edge, role)),
    label: harmless(
      `${names.get(from)} to ${names.get(to)}: ${roles.join(', ') || 'environment'}${many}${doubt}`,
      textMax,
    ),
  }
}

/** `used as data`, `points as deployment of fraud@1` where the card has another name. */
function roleText(index: LineageIndex, stated: LineageEdge): string {
  const { edge, role, target } = stated
  const other = otherMeantIn(index, target, stated)
  return `${edge}${role === undefined ? '' : ` as ${role}`}${other === undefined ? '' : ` of ${other}`}`
}

const isOtherPart = (edge: LineageEdge['edge'], role: string | undefined) => edge === 'part-of' && role !== 'member'
