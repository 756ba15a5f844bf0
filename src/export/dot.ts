import { saidOfAnswer } from '../domain/completeness.ts'
import { timeText } from '../domain/quantities.ts'
import { harmless } from '../domain/visible-text.ts'
import type { Lineage } from '../lineage/lineage.ts'
import { type DrawnEdge, type DrawnNode, drawnGraph } from './graph-labels.ts'

const shapes: Readonly<Record<DrawnNode['type'], string>> = {
  artifact: 'shape=box',
  run: 'shape=box, style="rounded,filled", fillcolor="#e8eef7"',
  agent: 'shape=ellipse',
  asset: 'shape=folder',
}
const idMax = 500

/**
 * A lineage in Graphviz's language, drawn from left to right as data flows: content as boxes, runs rounded, people as
 * ellipses, names as folders. What only names or approves is dashed, what is inferred or known by its bytes is dotted.
 */
export function dotText(lineage: Lineage): string {
  const { nodes, edges } = drawnGraph(lineage)
  const title = `${lineage.question} of ${lineage.asked}, as of ${timeText(lineage.asOf)}, ${saidOfAnswer(lineage)}`
  const lines = [
    'digraph lineage {',
    `  graph [rankdir=LR, tooltip=${quoted(harmless(title, idMax))}]`,
    '  node [fontname="Helvetica", fontsize=11]',
    '  edge [fontname="Helvetica", fontsize=9, color="#5a6b85"]',
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function nodeLine({ key, id, type, lines }: DrawnNode): string {
  const label = `"${lines.map(escaped).join('\\n')}"`
  return `  ${key} [label=${label}, ${shapes[type]}, tooltip=${quoted(harmless(id, idMax))}]`
}

function edgeLine({ from, to, label, isAside, isDoubtful }: DrawnEdge): string {
  const style = isDoubtful ? ', style=dotted' : isAside ? ', style=dashed' : ''
  return `  ${from} -> ${to} [label=${quoted(label)}${style}]`
}

const quoted = (text: string) => `"${escaped(text)}"`

/**
 * Text for a quoted string that Graphviz reads as an escString: a backslash would begin an escape, and `&` an HTML entity
 * also outside HTML labels. `text` is harmless already, so it has no line ends.
 */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;')
}
