import Type, { type Static } from 'typebox'
import { NodeId } from '../domain/id.ts'
import { changesOfCode } from './diff-code.ts'
import { changesOfData } from './diff-data.ts'
import { changesOfEnvironment } from './diff-environment.ts'
import { measurementsOf } from './diff-evaluation.ts'
import { changesOfParameters } from './diff-parameters.ts'
import { pairSteps } from './diff-steps.ts'
import type { Lineage } from './lineage.ts'

export const sides = ['data', 'code', 'parameters', 'environment', 'evaluation'] as const

/** One side of a difference: a value (a digest, a parameter, a version), how large the content is, where it was set. */
export const Valued = Type.Object({
  value: Type.Unknown(),
  bytes: Type.Optional(Type.Integer()),
  from: Type.Optional(Type.String()),
})
export type Valued = Static<typeof Valued>

/** Something that differs. A cause is what somebody changed; a consequence differs only because its inputs do. */
export const Change = Type.Object({
  side: Type.Enum(sides),
  steps: Type.Array(Type.String(), { description: 'the runs in which it shows, by the name that both sides have' }),
  subject: Type.String({ description: 'a path, a parameter, a package, a metric' }),
  before: Type.Optional(Valued),
  after: Type.Optional(Valued),
  cause: Type.Boolean(),
  why: Type.Optional(Type.String({ description: 'for a consequence: what it follows from' })),
})
export type Change = Static<typeof Change>

export const Measurement = Type.Object({
  metric: Type.String(),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
  better: Type.Optional(Type.Enum(['lower', 'higher'])),
  /** Whether both were measured on the same data: without it a difference says little. Absent where it is unknown. */
  likeForLike: Type.Optional(Type.Boolean()),
  on: Type.Optional(Type.Array(Type.String())),
})
export type Measurement = Static<typeof Measurement>

/** The answer to `diff A B`. Swapping A and B swaps `before` and `after` and changes nothing else. */
export const Diff = Type.Object({
  a: Type.Object({ id: NodeId, asked: Type.String() }),
  b: Type.Object({ id: NodeId, asked: Type.String() }),
  knownAt: Type.Integer(),
  complete: Type.Boolean(),
  causes: Type.Array(Change),
  consequences: Type.Array(Change),
  measurements: Type.Array(Measurement),
})
export type Diff = Static<typeof Diff>

/**
 * What differs between two traces, on five sides. Steps are paired by name; within a step inputs are compared by path,
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
    causes: changes.filter(({ cause }) => cause),
    consequences: changes.filter(({ cause }) => !cause),
    measurements: measurementsOf(a, b),
  }
}

/** One change for each thing that differs, with every step that shows it; a cause wins over its own echo. */
function distinct(changes: readonly Change[]): Change[] {
  const groups = Map.groupBy(changes, ({ side, subject, before, after }) =>
    JSON.stringify([side, subject, before?.value, after?.value]),
  )
  return [...groups.values()].flatMap((group) => {
    const [shown] = group.toSorted((a, b) => Number(b.cause) - Number(a.cause))
    return shown === undefined ? [] : { ...shown, steps: [...new Set(group.flatMap(({ steps }) => steps))].sort() }
  })
}
