import { lackReasons } from '../../domain/completeness.ts'
import { bytesText, timeText } from '../../domain/quantities.ts'
import { foundNowhereText } from '../../domain/search-text.ts'
import { idBeside, titleText } from '../../domain/short-id.ts'
import type { Found, FoundNode } from '../../lineage/answers/found.ts'
import { columnLines } from './columns.ts'
import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'

const layout = [
  { title: 'type' },
  { title: 'kind', shrinks: true },
  { title: 'name', shrinks: true },
  { title: 'found by', wraps: true },
  { title: 'id', shrinks: true },
  { title: 'size', align: 'right' },
  { title: 'when' },
] as const

/** What a search found, one line a thing; says why a list is empty, and where there is more. */
export function foundText({ nodes, complete, erased, lacks, asOf, knownAt }: Found, text: string, look: Look): string {
  const width = widthOfLook(look)
  const read = [span(`record read up to entry ${knownAt}`), span(`as of ${timeText(asOf)}`)]
  if (nodes.length === 0) {
    const why = span(`nothing ${foundNowhereText(text)}`, 'yellow')
    const lacking = lackReasons({ erased, lacks }).map((reason) => span(`not complete: ${reason}`, 'yellow'))
    // Names of code files are no names of things on record: they stand in what each run read.
    const code = /\.[a-z]{1,4}$/i.test(text)
      ? [span('a file of code answers by its path, such as pedigree show ./train.py')]
      : []
    return rendered(wrapped([why, ...lacking, ...code, ...read], ' · ', width), look)
  }
  const [lack = `these are the first ${nodes.length}`] = lackReasons({ erased, lacks })
  const verdict = complete ? span('complete', 'green') : span(`not complete: ${lack}`, 'yellow')
  const lines = columnLines(layout, nodes.map(rowOf), width)
  return rendered([...lines, [], ...wrapped([verdict, ...read], ' · ', width)], look)
}

function rowOf({ id, type, kind, name, bytes, from, said }: FoundNode): Span[] {
  return [
    span(type),
    span(kind ?? ''),
    span(titleText({ id, name }), 'bold'),
    span(said ?? ''),
    span(idBeside({ id, name }), 'dim'),
    span(bytes === undefined ? '' : bytesText(bytes)),
    span(from === undefined ? '' : timeText(from)),
  ]
}
