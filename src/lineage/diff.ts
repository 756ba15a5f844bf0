import { changesOfCode } from './diff-code.ts'
import { changesOfData } from './diff-data.ts'
import { changesOfEnvironment } from './diff-environment.ts'
import { makersOfRoot, measurementsOf } from './diff-evaluation.ts'
import { pairSteps } from './diff-pairs.ts'
import { changesOfParameters } from './diff-parameters.ts'
import type { Change, Diff } from './difference.ts'
import type { Lineage } from './lineage.ts'

/**
 * What differs between two traces, on five sides. Steps are paired by name and likeness; within a step inputs are compared by path,
 * code by file, parameters by name, packages by name. A difference that several steps show is one difference.
 */
export function diffLineages(a: Lineage, b: Lineage): Diff {
  const pairs = pairSteps(a, b)
  const all = [...changesOfCode(pairs), ...changesOfParameters(pairs), ...changesOfEnvironment(pairs)]
  const changed = new Set(all.filter(({ cause }) => cause).flatMap(({ steps }) => steps))
  const data = changesOfData(pairs, (step) => changed.has(step))
  const changes = distinct([...data, ...all])
  return {
    a: { id: a.root, asked: a.asked },
    b: { id: b.root, asked: b.asked },
    knownAt: Math.max(a.knownAt, b.knownAt),
    complete: a.complete && b.complete,
    ...sideBySide(a, b),
    causes: changes.filter(({ cause }) => cause),
    consequences: changes.filter(({ cause }) => !cause),
    measurements: measurementsOf(a, b),
  }
}

/** Outputs of one run are two things that it made together, and not one that became the other. */
function sideBySide(a: Lineage, b: Lineage): Pick<Diff, 'sideBySide'> {
  if (a.root === b.root) return {}
  const common = makersOfRoot(a).intersection(makersOfRoot(b))
  const [run] = a.nodes.filter(({ id }) => common.has(id)).sort((one, other) => (one.id < other.id ? -1 : 1))
  return run === undefined ? {} : { sideBySide: { run: run.id, name: run.name ?? run.kind ?? run.id } }
}

/** One change for each thing that differs, with every step that shows it; a cause wins over its own echo. */
function distinct(changes: readonly Change[]): Change[] {
  const groups = Map.groupBy(changes, ({ side, subject, before, after }) =>
    // What is absent and what is null are two things, which JSON writes alike.
    JSON.stringify([side, subject, before && [before.value], after && [after.value]]),
  )
  return [...groups.values()].flatMap((group) => {
    const [shown] = group.toSorted((a, b) => Number(b.cause) - Number(a.cause))
    return shown === undefined ? [] : { ...shown, steps: [...new Set(group.flatMap(({ steps }) => steps))].sort() }
  })
}
