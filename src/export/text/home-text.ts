import { counted, durationText, msBetween, shareText, timeText } from '../../domain/quantities.ts'
import { argumentInShell } from '../../domain/shell-word.ts'
import { shortId } from '../../domain/short-id.ts'
import type { Home } from '../../lineage/answers/home.ts'
import type { LiveVersion } from '../../lineage/answers/live.ts'
import type { LineageNode } from '../../lineage/lineage.ts'
import { type Column, columnLines } from './columns.ts'
import { versionText } from './live-text.ts'
import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'

/** Models and other names, and where they are live, the latest runs, the state of the record, and what to ask next. */
export function homeText(home: Home, look: Look): string {
  const width = widthOfLook(look)
  const { namespace, folder, models, latestRuns, names } = home
  const cut = names > models.length ? `, the last ${models.length} of ${names}` : ''
  const sections = [
    wrapped([span(namespace, 'bold'), ...(folder === undefined ? [] : [span(folder, 'dim')])], ' · ', width),
    titled(
      `names${cut}`,
      nameLayout,
      nameRows(home),
      width,
      'none yet: pedigree register <file> <name> makes a file a version of one',
    ),
    titled(
      'latest runs',
      runLayout,
      latestRuns.map(runRow),
      width,
      'none yet: pedigree run -- python train.py records one',
    ),
    recordLines(home, width),
    wrapped(nextSteps(models), ' · ', width),
  ]
  return rendered(
    sections.flatMap((section, index) => (index === 0 ? section : [[], ...section])),
    look,
  )
}

const nameLayout = [{ shrinks: true }, { shrinks: true }, {}, { wraps: true }] as const
const runLayout = [{}, { shrinks: true }, { shrinks: true }, {}] as const

function titled(
  title: string,
  layout: readonly Column[],
  rows: readonly (readonly Span[])[],
  width: number,
  empty: string,
): Span[][] {
  const words = empty.split(' ').map((word) => span(word, 'dim'))
  const lines = rows.length === 0 ? wrapped(words, ' ', width - 2) : columnLines(layout, rows, width - 2)
  return [[span(title, 'bold')], ...lines.map((line) => [span('  '), ...line])]
}

function nameRows({ models }: Home): Span[][] {
  return models.map(({ name, kind, versions, live }) => [
    span(name, 'cyan'),
    span(kind === undefined || kind === 'model' ? '' : kind),
    span(counted(versions, 'version')),
    live.length === 0 ? span('live nowhere', 'dim') : span(live.map(liveWords).join(', '), 'green'),
  ])
}

function liveWords({ slot, share, version }: LiveVersion): string {
  const what = version === undefined ? '' : `${versionText({ name: '', version })} `
  return `${what}in ${slot}${share === 1 ? '' : ` (${shareText(share)})`}`
}

function runRow({ id, name, kind, state, from, until }: LineageNode): Span[] {
  const ms = msBetween(from, until)
  const color = state === 'failed' ? 'red' : state === 'succeeded' ? undefined : 'yellow'
  return [
    span(from === undefined ? '' : timeText(from)),
    span(name ?? shortId(id), 'cyan'),
    span(kind ?? ''),
    span(
      state === undefined
        ? ''
        : `${state}${ms === undefined ? '' : ` ${state === 'succeeded' ? 'in' : 'after'} ${durationText(ms)}`}`,
      color,
    ),
  ]
}

function recordLines(
  { log, entries, runs, artifacts, lastRecorded, copies, contradiction, clock }: Home,
  width: number,
): Span[][] {
  const holds = [
    span(counted(entries, 'entry', 'entries')),
    span(counted(runs, 'run')),
    span(counted(artifacts, 'artifact')),
    ...(lastRecorded === undefined ? [] : [span(`last recorded ${timeText(lastRecorded)}`)]),
  ]
  const lines = [
    ...(contradiction === undefined ? [] : wrapped(wordsOf(contradiction, 'red'), ' ', width - 2)),
    ...wrapped(holds, ' · ', width - 2),
    ...(clock === undefined ? [] : wrapped(wordsOf(clock, 'yellow'), ' ', width - 2)),
    ...(log === '' ? [] : wrapped([span('log'), span(log, 'dim')], ' ', width - 2)),
    ...copies.flatMap(({ path, isThere }) => {
      // Where that is, only its own machine knows; elsewhere one that is there is no news.
      if (path === undefined && isThere) return []
      const where = path === undefined ? [] : [span(path, 'dim')]
      const missing = isThere ? [] : [span('is missing', 'yellow')]
      return wrapped([span('checkpoint copy'), ...where, ...missing], ' ', width - 2)
    }),
  ]
  return [[span('record', 'bold')], ...lines.map((line) => [span('  '), ...line])]
}

const wordsOf = (text: string, color: Span['style']) => text.split(' ').map((word) => span(word, color))

function nextSteps(names: Home['models']): Span[] {
  const versioned = names.filter(({ versions }) => versions > 0)
  const named = versioned.find(({ kind }) => kind === 'model') ?? versioned[0]
  const trace = named === undefined ? [] : [span(`pedigree trace ${argumentInShell(named.name)}`, 'dim')]
  return [...trace, span('pedigree verify', 'dim'), span('pedigree --help', 'dim')]
}
