import { saidOfAnswer } from '../domain/completeness.ts'
import { timeText } from '../domain/quantities.ts'
import { harmless } from '../domain/visible-text.ts'
import type { Lineage } from '../lineage/lineage.ts'
import { type DrawnEdge, type DrawnNode, drawnGraph } from './graph-labels.ts'

/** A note names what was asked for, which may be as long as a path. */
const noteMax = 500
const brackets: Readonly<Record<DrawnNode['type'], readonly [string, string]>> = {
  artifact: ['[', ']'],
  run: ['([', '])'],
  agent: ['{{', '}}'],
  asset: ['[(', ')]'],
}

/**
 * A lineage as a Mermaid flowchart, from left to right as data flows: content as boxes, runs as stadiums, people as
 * hexagons, names as cylinders. Mermaid itself refuses more than 500 edges or 50,000 characters unless configured.
 */
export function mermaidText(lineage: Lineage): string {
  const { nodes, edges } = drawnGraph(lineage)
  const lines = [
    'flowchart LR',
    `  %% ${lineage.question} as of ${timeText(lineage.asOf)}, ${harmless(saidOfAnswer(lineage), noteMax)}`,
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
  ]
  return `${lines.join('\n')}\n`
}

function nodeLine({ key, type, lines }: DrawnNode): string {
  const [open, close] = brackets[type]
  return `  ${key}${open}"${lines.map(entities).join('<br/>')}"${close}`
}

function edgeLine({ from, to, label, isAside, isDoubtful }: DrawnEdge): string {
  return `  ${from} ${isAside || isDoubtful ? '-.->' : '-->'}|"${entities(label)}"| ${to}`
}

/**
 * Text that Mermaid shows as it is: all but letters, digits and plain punctuation as entity codes, and a beginning that
 * is no letter too, since `1.` or `-` there would start a Markdown list.
 */
function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M} ./,·-]|^[^\p{L}]/gu, (character) => `#${character.codePointAt(0)};`)
}
