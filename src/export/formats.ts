import type { Instant } from '../domain/time.ts'
import type { Lineage } from '../lineage/lineage.ts'
import { csvText } from './csv.ts'
import { dotText } from './dot.ts'
import { jsonText } from './json-text.ts'
import { mermaidText } from './mermaid.ts'
import { tableText } from './table.ts'
import type { Look } from './text/span.ts'
import { treeText } from './text/tree.ts'

/** How a lineage can be printed. To add one: a file, and a line in each of these two lists. */
export const lineageFormats = ['tree', 'table', 'csv', 'dot', 'mermaid', 'json'] as const
export type LineageFormat = (typeof lineageFormats)[number]

/** A lineage in one of the formats. Colours and width matter to those that people read: tree and table. */
export function formatLineage(
  lineage: Lineage,
  format: LineageFormat,
  look: Look & { readonly now?: Instant | undefined },
): string {
  switch (format) {
    case 'tree':
      return treeText(lineage, look)
    case 'table':
      return tableText(lineage, look)
    case 'csv':
      return csvText(lineage)
    case 'dot':
      return dotText(lineage)
    case 'mermaid':
      return mermaidText(lineage)
    case 'json':
      return jsonText(lineage)
  }
}
