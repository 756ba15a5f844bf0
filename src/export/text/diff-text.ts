import { lackReasons } from '../../domain/completeness.ts'
import { bytesDifferenceText, bytesText, counted } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { valueText } from '../../domain/value-text.ts'
import type { Change, Diff, Valued } from '../../lineage/diff/difference.ts'
import { columnLines } from './columns.ts'
import { evaluationLines } from './diff-evaluation-lines.ts'
import { countsText, filesText } from './diff-files-text.ts'
import { type Look, rendered, type Span, span, widthOf, widthOfLook, wrapped } from './span.ts'

type Side = Change['side']
const titles: Readonly<Record<Side, string>> = {
  data: 'Data',
  code: 'Code',
  parameters: 'Parameters',
  environment: 'Environment',
  evaluation: 'Evaluation',
}
const sides = Object.keys(titles) as Side[]
const indent = 4
const shrinks = { shrinks: true } as const
const wraps = { wraps: true } as const
/** Narrower texts leave out in which steps a change shows. */
const stepWidthMin = 80

/**
 * The answer to `diff` as people read it: what somebody changed, side by side of the five; what only follows from that,
 * counted; then what it did to the metrics. Nothing that differs is one line.
 */
export function diffText(diff: Diff, look: Look): string {
  const width = widthOfLook(look)
  const { a, b, causes, consequences, measurements, complete, knownAt, sideBySide } = diff
  const end = [
    complete ? span('complete', 'green') : span(`not complete: ${whyIncomplete(diff)}`, 'yellow'),
    span(`record read up to entry ${knownAt}`),
  ]
  const sections = isIdentical(diff)
    ? [[identical(diff)]]
    : [
        [[span(`${a.asked} → ${b.asked}`, 'bold')], [span(contents(diff), 'dim')]],
        sideBySide === undefined
          ? []
          : [[span('side by side', 'green'), span(`: ${sideBySide.name} made both in one run`)]],
        sideBySide !== undefined && causes.length === 0 ? [] : causeLines(causes, width),
        consequenceLines(consequences, causes.length > 0, width),
        evaluationLines(measurements, pathsIn(diff), width),
      ]
  const lines = [...sections.filter((section) => section.length > 0), wrapped(end, ' · ', width)].flatMap(
    (section, index) => (index === 0 ? section : [[], ...section]),
  )
  return rendered(fitting(lines, width), look)
}

function whyIncomplete({ unseen, unknown = [], erased, lacks, instead }: Diff): string {
  const unread = unseen === undefined ? [] : [`nobody saw what ${unseen.join(', ')} read (capture grade C)`]
  const untold = unknown.map(
    ({ side, subject, steps, why }) =>
      `whether ${side === 'parameters' ? `the values in ${subject}` : subject} changed is unknown (${steps.join(' and ')}: ${why})`,
  )
  const reasons = [...unread, ...untold, ...lackReasons({ erased, lacks, instead })]
  return reasons.join(', ') || 'the lineage of one goes on beyond what was read'
}

const contents = ({ a, b }: Diff): string =>
  a.id === b.id ? `the same bytes, ${shortId(a.id)}, made twice` : `${shortId(a.id)} → ${shortId(b.id)}`

/** Paths of data by digest, as far as the differences tell them. */
function pathsIn({ causes, consequences }: Diff): (id: string) => string | undefined {
  const data = [...causes, ...consequences].filter(({ side }) => side === 'data')
  const paths = data.flatMap(({ subject, before, after }) =>
    [before, after].map((side) => [side?.value, subject] as const),
  )
  const byDigest = new Map<unknown, string>(paths)
  return (id) => byDigest.get(id)
}

function isIdentical({ causes, consequences, measurements, sideBySide }: Diff): boolean {
  if (sideBySide !== undefined) return false
  const same = measurements.every(({ before, after }) => JSON.stringify(before) === JSON.stringify(after))
  return causes.length + consequences.length === 0 && same
}

function identical({ a, b }: Diff): Span[] {
  const what =
    a.id === b.id ? `both are ${shortId(a.id)}` : `nothing on record differs between ${a.asked} and ${b.asked}`
  return [span('identical', 'green'), span(`: ${what}`)]
}

/** Names that were asked for may be paths of any length: what no other rule has shortened is cut here. */
const fitting = (lines: readonly (readonly Span[])[], width: number) =>
  lines.flatMap((line) =>
    widthOf(line) <= width ? [line] : wrapped([span(line.map(({ text }) => text).join(''))], '', width),
  )

function causeLines(causes: readonly Change[], width: number): Span[][] {
  if (causes.length === 0) return [[span('no cause on record', 'yellow')]]
  const lines = [[span(counted(causes.length, 'cause'), 'bold')]]
  for (const side of sides) {
    const changes = causes.filter((change) => change.side === side)
    if (changes.length === 0) continue
    lines.push([span(`  ${titles[side]}`)])
    // The names of classes are long: columns of their own leave the parameters theirs.
    const [classes, others] = [changes.filter(isOfClasses), changes.filter((change) => !isOfClasses(change))]
    for (const line of [...changeLines(classes, width), ...changeLines(others, width)]) {
      lines.push([span(' '.repeat(indent)), ...line])
    }
    for (const change of changes) {
      const { why } = change
      if (why === undefined) continue
      // Of a folder the reason can be that of one file in it, which it names.
      const isOfFile = change.subject.endsWith('/') && why.startsWith(change.subject)
      const note = [...(isOfFile ? [] : [span(`${subjectOf(change)}:`, 'yellow')]), span(why, 'yellow')]
      for (const line of wrapped(note, ' ', width - indent)) lines.push([span(' '.repeat(indent)), ...line])
    }
  }
  return lines
}

const isOfClasses = ({ side, subject }: Change) => side === 'parameters' && subject === 'estimator'

function changeLines(changes: readonly Change[], width: number): Span[][] {
  const rows = changes.map((change) => [markOf(change), span(subjectOf(change), 'cyan'), ...movementOf(change, width)])
  // Which files of a folder differ is a sentence.
  const more = changes.some(({ files }) => files !== undefined) ? wraps : shrinks
  return columnLines([{}, shrinks, {}, more, shrinks], rows, width - indent)
}

function markOf({ before, after }: Change): Span {
  if (before === undefined) return span('+', 'green')
  return after === undefined ? span('−', 'red') : span('~', 'yellow')
}

/** `python.version` is Python, `imported.pandas` is pandas; machines keep their path; what two paths had is `one → other`. */
function subjectOf({ side, subject, before, after }: Change): string {
  if (before?.path !== undefined && after?.path !== undefined) return `${before.path} → ${after.path}`
  if (side !== 'environment') return subject
  return subject === 'python.version' || subject === 'python' ? 'Python' : subject.replace(/^imported\./, '')
}

/** Where a change shows, `in evaluate.py and train.py`; nothing where the script that changed is itself the step. */
function stepsText({ steps, subject, step }: Change): string {
  if (step === true) return ''
  const [first = '', second = '', ...others] = steps
  if (others.length > 0) return `in ${counted(steps.length, 'step')}`
  if (second !== '') return `in ${first} and ${second}`
  return first === '' || first === subject ? '' : `in ${first}`
}

/** What it was and is, where that was set, the step in which it shows. */
function movementOf(change: Change, width: number): Span[] {
  const { side, before, after } = change
  const inStep = width < stepWidthMin ? [] : [span(stepsText(change), 'dim')]
  switch (side) {
    case 'data':
      return [...dataMovement(change), ...inStep]
    case 'code':
      return [...(change.step === true ? stepMovement(change) : codeMovement(change)), ...inStep]
    case 'parameters':
      return [span(arrowed(before, after, parameterText)), span(placeText(before, after), 'dim'), ...inStep]
    case 'environment':
    case 'evaluation':
      return [
        span(arrowed(before, after, ({ value }) => (typeof value === 'string' ? value : valueText(value)))),
        span(''),
        ...inStep,
      ]
  }
}

function arrowed(before: Valued | undefined, after: Valued | undefined, text: (side: Valued) => string): string {
  if (before === undefined) return after === undefined ? '' : `new: ${text(after)}`
  return after === undefined ? `gone: ${text(before)}` : `${text(before)} → ${text(after)}`
}

const digestText = ({ value }: Valued) => (typeof value === 'string' ? shortId(value) : valueText(value))

/**
 * Sizes with their difference; digests where sizes are not known or do not tell the two apart. Which files of a folder differ
 * tells more than its digest.
 */
function dataMovement(change: Change): Span[] {
  const { before, after } = change
  const [one, other] = [before?.bytes, after?.bytes]
  const digests = arrowed(before, after, digestText)
  if (before === undefined || after === undefined) {
    const known = one ?? other
    return [span(digests), span(known === undefined ? '' : bytesText(known), 'dim')]
  }
  const files = filesText(change)
  if (files !== '' && one !== undefined && one === other) return [span(`both ${bytesText(one)}`), span(files)]
  if (one === undefined || other === undefined || one === other)
    return [span(digests), span(one === other && one !== undefined ? `both ${bytesText(one)}` : '', 'dim')]
  return [span(`${bytesText(one)} → ${bytesText(other)} (${bytesDifferenceText(other - one)})`), span(files)]
}

/** The states that the code was in; its digests where the states do not tell them apart. */
function codeMovement({ before, after }: Change): Span[] {
  const [one, other] = [before?.from, after?.from]
  if (before !== undefined && after !== undefined && (one === undefined || other === undefined || one === other)) {
    return [
      span(arrowed(before, after, digestText)),
      span(one === undefined || one !== other ? '' : `both ${one}`, 'dim'),
    ]
  }
  if (before === undefined || after === undefined) {
    // What a step does not read may well be there.
    const [side, what] = before === undefined ? [after, 'read now'] : [before, 'not read now']
    return [span(side === undefined ? '' : `${what}: ${side.from ?? digestText(side)}`), span('')]
  }
  return [span(arrowed(before, after, (side) => side.from ?? digestText(side))), span('')]
}

/** How a step that came or went was started, or both that took each other's place, and the state of its script. */
function stepMovement({ before, after, why }: Change): Span[] {
  const states = [...new Set([before?.from, after?.from].filter((state) => state !== undefined))].join(', then ')
  const text = ({ value }: Valued) => String(value)
  // Of a step that both sides have only the number of its runs is another one.
  const [more, less] = why?.startsWith('it ran ')
    ? ['run more often: ', 'run less often: ']
    : ['newly run: ', 'no longer run: ']
  const what = before === undefined ? more : after === undefined ? less : ''
  const commands = [before, after].flatMap((side) => (side === undefined ? [] : text(side))).join(' → ')
  return [span(`${what}${commands}`), span(states, 'dim')]
}

/** A value; of a file that was rewritten its digest. */
const parameterText = ({ value, bytes }: Valued) =>
  bytes !== undefined && typeof value === 'string' ? shortId(value) : valueText(value)

/** Where values were set: once where both were set at the same place. */
function placeText(before: Valued | undefined, after: Valued | undefined): string {
  const places = [...new Set([before?.from, after?.from].filter((place) => place !== undefined))]
  return places.length === 0 ? '' : `← ${places.join(', then ')}`
}

/** One line a side: how many, then as many names as it holds, and how many more; two where not even one fits. */
function consequenceLines(consequences: readonly Change[], follows: boolean, width: number): Span[][] {
  const named = sides.map((side) => {
    const names = [...new Set(consequences.filter((change) => change.side === side).map(consequenceText))]
    return { side, names }
  })
  // What differs in several ways has one name in the list, and counts as often as it is listed.
  const count = named.reduce((sum, { names }) => sum + names.length, 0)
  if (count === 0) return []
  const title = `${follows ? 'and ' : ''}${counted(count, 'consequence')}`
  const lists = named.filter(({ names }) => names.length > 0)
  return [[span(title, 'bold')], ...lists.flatMap(({ side, names }) => namesLines(side, names, width))]
}

/** What differs, of a folder with how many of its files do. */
const consequenceText = (change: Change): string =>
  change.files === undefined ? subjectOf(change) : `${subjectOf(change)} (${countsText(change.files)})`

function namesLines(side: Side, names: readonly string[], width: number): Span[][] {
  const head = [span(`  ${titles[side].padEnd(13)}`), span(`${String(names.length).padStart(3)}  `)]
  const room = width - widthOf(head)
  let shown = names.length
  const textOf = (count: number) => {
    const more = names.length - count
    return [...names.slice(0, count), ...(more > 0 ? [`+ ${more} more`] : [])].map((name) => span(name))
  }
  while (shown > 1 && wrapped(textOf(shown), ', ', room).length > 1) shown--
  const blank = [span(' '.repeat(widthOf(head)))]
  return wrapped(textOf(shown), ', ', room).map((line, index) => [...(index === 0 ? head : blank), ...line])
}
