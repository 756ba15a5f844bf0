import { displayWidth } from '../../domain/visible-text.ts'
import type { LineageParameter } from '../../lineage/lineage.ts'
import type { Column } from './columns.ts'
import type { Span } from './span.ts'

/** `train.py:19:Ridge.alpha`: where several have a name, those that came later have their place before it. */
const placed = /^(.*\.\w+(?::\d+)?(?: \d+)?|cell \d+:\d+(?: \d+)?):([A-Za-z_][^:]*)$/

/** A parameter's own name, and where its value is from: the place before the name stands there, not in a long name. */
export function parameterTexts({ name, from }: Pick<LineageParameter, 'name' | 'from'>): {
  name: string
  from: string
} {
  const [, place, own] = placed.exec(name) ?? []
  const known = from ?? ''
  if (place === undefined || own === undefined) return { name, from: known }
  // Of a sweep the number after the place only tells values of one line apart.
  const isKnown = known.includes(place.replace(/ \d+$/, ''))
  return { name: own, from: isKnown ? known : [known, `at ${place}`].filter(Boolean).join(', ') }
}

const nameWidthMax = 60

/** The column of names: whole, and what has no room beside it stands below, unless one is longer than names are. */
export const nameColumn = (names: readonly Span[]): Column =>
  names.every(({ text }) => displayWidth(text) <= nameWidthMax) ? {} : { shrinks: true }

/** The library, with its version, that a value was left to; a program's own default names no version. */
export const libraryOfDefault = (from: string | undefined): string | undefined =>
  /^default of (.* \d\S*)$/.exec(from ?? '')?.[1]
