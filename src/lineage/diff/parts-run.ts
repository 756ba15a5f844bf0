import type { LineageParameter } from '../lineage.ts'
import { fileOfSetting } from './handed-on.ts'
import type { StepPair } from './pairs.ts'
import type { Side } from './side.ts'
import { isData, type Step } from './steps.ts'

type ByName = ReadonlyMap<string, LineageParameter>

/**
 * The parameters of two steps, each with what an earlier run of it was given on its own side and went into what it read. A program
 * that leaves out what is up to date (a script that looks whether a file is there, `make`, a cache) does not ask again for what it did
 * not do again, and what it then goes on from was made by that earlier run.
 */
export function withEarlierParts(
  [before, after]: readonly [ByName, ByName],
  { a, b, whole }: StepPair,
): readonly [ByName, ByName] {
  return [withEarlier(before, after, a, whole.a), withEarlier(after, before, b, whole.b)]
}

/** What the other side alone was given, where an earlier run of this one was given that, too; of several the last. */
function withEarlier(own: ByName, others: ByName, step: Step | undefined, side: Side): ByName {
  const lacking = [...others.values()].filter(({ name }) => !own.has(name))
  if (step === undefined || lacking.length === 0) return own
  const behind = new Set(step.used.filter(isData).flatMap((read) => [...side.behind(read)]))
  const earlier = side.steps.filter((each) => each !== step && each.name === step.name && behind.has(each))
  const found = lacking.flatMap((parameter) => {
    const said = earlier.flatMap(({ parameters }) => parameters.find((each) => isOfOneSource(each, parameter)) ?? [])
    return said.at(-1) ?? []
  })
  return found.length === 0 ? own : new Map([...own, ...found.map((each) => [each.name, each] as const)])
}

const isOfOneSource = (one: LineageParameter, other: LineageParameter) =>
  one.name === other.name && fileOfSetting(one.from) === fileOfSetting(other.from)
