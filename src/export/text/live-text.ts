import { lackReasons } from '../../domain/completeness.ts'
import { secondText, shareText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import type { Live, LiveVersion } from '../../lineage/answers/live.ts'
import { columnLines } from './columns.ts'
import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'
import { takenBackText } from './taken-back-text.ts'

const layout = [
  { title: 'slot', shrinks: true },
  { title: 'version', shrinks: true },
  { title: 'share', align: 'right' },
  { title: 'since' },
  { title: 'until' },
  { title: 'content' },
] as const

/** What is in every slot at a time, one line a version. @param name the one that was asked for, if one was */
export function liveText({ asOf, knownAt, erased, lacks, live, gaps = [] }: Live, look: Look, name?: string): string {
  const width = widthOfLook(look)
  const lacking = lackReasons({ erased, lacks }).map((reason) => span(`not complete: ${reason}`, 'yellow'))
  const read = [span(`as of ${secondText(asOf)}`), span(`record read up to entry ${knownAt}`)]
  const end = wrapped([...lacking, ...read], ' · ', width)
  if (live.length === 0) {
    const words = ['nothing', ...(name === undefined ? [] : ['of', name]), 'is', 'live']
    const sentence = words.map((word) => span(word, 'yellow'))
    return rendered([...wrapped(sentence, ' ', width), [], ...end], look)
  }
  const key = ({ slot, name, version = 0 }: LiveVersion) => JSON.stringify([slot, name, version])
  const rows = [...live].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(rowOf)
  const doubts = [
    ...gaps.map(({ text }) => text),
    ...live.flatMap((each) =>
      each.takenBack === undefined ? [] : [`${versionText(each)} in ${each.slot} was ${takenBackText(each.takenBack)}`],
    ),
  ].flatMap((text) =>
    wrapped(
      text.split(' ').map((word) => span(word, 'yellow')),
      ' ',
      width,
    ),
  )
  return rendered(
    [...columnLines(layout, rows, width), [], ...doubts, ...(doubts.length === 0 ? [] : [[]]), ...end],
    look,
  )
}

function rowOf({ slot, role, share, from, until, artifact, ...version }: LiveVersion): Span[] {
  return [
    span(role === 'deployment' || role === '' ? slot : `${role} ${slot}`, 'green'),
    span(versionText(version), 'bold'),
    span(shareText(share)),
    span(from === undefined ? 'always' : secondText(from)),
    span(until === undefined ? '' : secondText(until)),
    span(shortId(artifact), 'dim'),
  ]
}

/** `flight-delay@1`; the name alone where the slot does not say which version. */
export function versionText({ name, version }: Pick<LiveVersion, 'name' | 'version'>): string {
  return version === undefined ? name : `${name}@${version}`
}
