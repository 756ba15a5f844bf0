import type { LineageParameter } from '../lineage.ts'
import { fileOfSetting, programOfDefault } from './handed-on.ts'
import { keysOf } from './steps.ts'

/** A parameter of one side, of the other, or of both, by the longer of its names. */
export type CoupledParameter = {
  readonly name: string
  readonly one: LineageParameter | undefined
  readonly other: LineageParameter | undefined
}
type ByName = ReadonlyMap<string, LineageParameter>

/**
 * The parameters of two sides: those that one file or one program says on both together, and what is left by name. Which of several
 * sources has the bare name, and which its own before it (`other.yaml:rate`), depends on which others there are, and these may differ.
 */
export function coupledParameters(before: ByName, after: ByName): CoupledParameter[] {
  const [ones, others] = [bySource(before), bySource(after)]
  const ofSources = keysOf(ones, others).flatMap((key) => {
    const [one, other] = [ones.get(key), others.get(key)]
    return one === undefined || other === undefined ? [] : [couple(one, other)]
  })
  const coupled = new Set(ofSources.flatMap(({ one, other }) => [one, other]))
  // What is said over a file takes the place of what that says, which it may still say.
  const isFree = (side: LineageParameter | undefined, there: LineageParameter | undefined) =>
    side !== undefined && (!coupled.has(side) || (there !== undefined && !coupled.has(there) && !isOfFile(there)))
  const left = keysOf(before, after).flatMap((name) => {
    const [one, other] = [before.get(name), after.get(name)]
    const [isOne, isOther] = [isFree(one, other), isFree(other, one)]
    return isOne || isOther ? [couple(isOne ? one : undefined, isOther ? other : undefined)] : []
  })
  return [...ofSources, ...left]
}

function couple(one: LineageParameter | undefined, other: LineageParameter | undefined): CoupledParameter {
  const [a = '', b = ''] = [one?.name, other?.name]
  return { name: a.length > b.length ? a : b, one, other }
}

const isOfFile = ({ from }: LineageParameter) => fileOfSetting(from) !== undefined

/** Those of which the source is known, each by that and its bare name, unless a source says several. */
function bySource(side: ByName): ByName {
  const keyOf = ({ name, from }: LineageParameter) => {
    const prefix = prefixOf(name, side)
    const source = fileOfSetting(from) ?? programOfDefault(from) ?? prefix
    return source && JSON.stringify([source, prefix === undefined ? name : name.slice(prefix.length + 1)])
  }
  const groups = Map.groupBy(side.values(), keyOf)
  return new Map(
    [...groups].flatMap(([key, [first, ...more]]) =>
      key === undefined || first === undefined || more.length > 0 ? [] : [[key, first] as const],
    ),
  )
}

/** The source before a name that another source has bare. */
function prefixOf(name: string, side: ByName): string | undefined {
  const ends = [...name.matchAll(/:/g)].map(({ index }) => index)
  const end = ends.find((index) => side.has(name.slice(index + 1)))
  return end === undefined ? undefined : name.slice(0, end)
}
