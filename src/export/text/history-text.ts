import { lackReasons } from '../../domain/completeness.ts'
import { assetInFull } from '../../domain/id.ts'
import { secondText, timeText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import type { History, HistoryEvent } from '../../lineage/answers/history.ts'
import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'
import { takenBackText } from './taken-back-text.ts'

const timeColumn = 25
const evidenceWidthMin = 80
/** What was recorded this much later than it was true was not known at the time. */
const lateMs = 60_000

/**
 * What was said of something over time, the oldest first: a sentence each, under it on which evidence.
 * @param asked the reference that was asked for: the heading, with what it means where that is not the same word
 */
export function historyText(
  { subject, name, asOf, knownAt, complete, erased, lacks, instead, events }: History,
  look: Look,
  asked = subject,
): string {
  const width = widthOfLook(look)
  const short = name ?? (/^[a-z0-9-]+:/.test(subject) ? shortId(subject) : subject)
  const isId = [subject, short, assetInFull(subject)].includes(asked)
  const title = wrapped([span(isId ? short : asked, 'bold'), ...(isId ? [] : [span(short, 'dim')])], ' · ', width)
  const empty = [span('nothing was said of it', 'yellow')]
  const [why = `the last ${events.length} only`] = lackReasons({ erased, lacks, instead })
  const end = [
    complete ? span('complete', 'green') : span(`not complete: ${why}`, 'yellow'),
    span(`record read up to entry ${knownAt}`),
    span(`as of ${timeText(asOf)}`),
  ]
  const lines = events.length === 0 ? [empty] : events.flatMap((event) => eventLines(event, width))
  return rendered([...title, [], ...lines, [], ...wrapped(end, ' · ', width)], look)
}

function eventLines(event: HistoryEvent, width: number): Span[][] {
  const { at, sentence, retracted } = event
  const indent = width < evidenceWidthMin ? 2 : timeColumn
  const blank = span(' '.repeat(indent))
  const words = withShortDigests(sentence)
    .split(' ')
    .map((word) => span(word, retracted === undefined ? undefined : 'dim'))
  const [first = [], ...rest] = wrapped(words, ' ', width - timeColumn)
  const evidence = wrapped(evidenceOf(event), ' · ', width - indent)
  const takenBack =
    retracted === undefined
      ? []
      : wrapped(
          takenBackText(retracted)
            .split(' ')
            .map((word) => span(word, 'red')),
          ' ',
          width - indent,
        )
  return [
    [span(secondText(at).padEnd(timeColumn)), ...first],
    ...rest.map((line) => [span(' '.repeat(timeColumn)), ...line]),
    ...[...takenBack, ...evidence].map((line) => [blank, ...line]),
  ]
}

function evidenceOf({ at, recordedAt, entry, origin, agent, statement }: HistoryEvent): Span[] {
  const isLate = Date.parse(recordedAt) - Date.parse(at) > lateMs
  return [
    span(`entry ${entry}`, 'dim'),
    span(origin, origin === 'observed' ? 'dim' : 'yellow'),
    ...(agent === undefined ? [] : [span(`by ${shortId(agent)}`, 'dim')]),
    ...(isLate ? [span(`recorded ${secondText(recordedAt)}`, 'yellow')] : []),
    ...(statement === undefined ? [] : [span(statement, 'dim')]),
  ]
}

const withShortDigests = (sentence: string) =>
  sentence.replace(/\b(sha256|sha256-tree|sha512|git-tree|md5):([0-9a-f]{8})[0-9a-f]{8,}/g, '$1:$2')
