import Type, { type Static } from 'typebox'
import { NodeId } from '../../domain/schema.ts'
import { Meant } from '../answers/meant.ts'
import { lacksText } from '../lineage.ts'

export const sides = ['data', 'code', 'parameters', 'environment', 'evaluation'] as const

/** One side of a difference: a value (a digest, a parameter, a version), how large the content is, where it was set. */
export const Valued = Type.Object({
  value: Type.Unknown(),
  bytes: Type.Optional(Type.Integer()),
  from: Type.Optional(Type.String()),
  path: Type.Optional(Type.String({ description: 'where it was, if the two sides had it at two paths' })),
})
export type Valued = Static<typeof Valued>

/** Which files differ in two contents of a folder. */
export const FilesChanged = Type.Object({
  before: Type.Integer({ description: 'how many files there were' }),
  after: Type.Integer(),
  changed: Type.Integer({ description: 'how many have other bytes under the same path' }),
  added: Type.Integer(),
  removed: Type.Integer(),
  causes: Type.Integer({
    description: 'how many of those that differ nothing on record makes differ; the others follow from something',
  }),
  named: Type.Array(
    Type.Object({
      path: Type.String({ description: 'below the folder' }),
      before: Type.Optional(Type.String({ description: 'its digest; absent of a file that was added' })),
      after: Type.Optional(Type.String({ description: 'its digest; absent of a file that was removed' })),
      cause: Type.Boolean(),
    }),
    { description: 'the first hundred of those that differ: causes first, each in order of path' },
  ),
})
export type FilesChanged = Static<typeof FilesChanged>

/** Something that differs. A cause is what somebody changed; a consequence differs only because its inputs do. */
export const Change = Type.Object({
  side: Type.Enum(sides),
  steps: Type.Array(Type.String(), {
    description: 'the runs in which it shows, by the names that they have on both sides',
  }),
  subject: Type.String({ description: 'a path, a parameter, `command line`, a package, the name of a step' }),
  step: Type.Optional(
    Type.Literal(true, {
      description: 'it is a step that came or went, or that another took the place of: the values are their commands',
    }),
  ),
  before: Type.Optional(Valued),
  after: Type.Optional(Valued),
  files: Type.Optional({
    ...FilesChanged,
    description: 'of a folder that is another before and after, where its files are on record: which of them differ',
  }),
  cause: Type.Boolean(),
  why: Type.Optional(Type.String({ description: 'for a consequence: what it follows from' })),
})
export type Change = Static<typeof Change>

/** Something of which one side or both are not on record: it is neither changed nor unchanged. */
export const Unknown = Type.Object({
  side: Type.Enum(sides),
  steps: Type.Array(Type.String()),
  subject: Type.String(),
  why: Type.String({ description: 'what is not on record' }),
})
export type Unknown = Static<typeof Unknown>

export const Measurement = Type.Object({
  metric: Type.String(),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
  better: Type.Optional(Type.Enum(['lower', 'higher'])),
  /** Whether both were measured on the same data: without it a difference says little. Absent where it is unknown. */
  likeForLike: Type.Optional(Type.Boolean()),
  on: Type.Optional(
    Type.Array(Type.Union([Type.String(), Type.Null()]), {
      description: 'the data before and after; null where it is not known, or was not measured',
    }),
  ),
  path: Type.Optional(Type.String({ description: 'where a run met that data' })),
  calls: Type.Optional(
    Type.Array(Type.String(), { description: 'which calls measured it before and after, where that is not the same' }),
  ),
  oneOf: Type.Optional(
    Type.Array(Type.Union([Type.Integer(), Type.Null()]), {
      description:
        'of how many models it was measured of one or more, before and after, where nobody knows of which; null where that is known. Then nothing is better or worse',
    }),
  ),
  unsaved: Type.Optional(
    Type.Array(Type.Boolean(), {
      description: 'whether it is of a model that went to no file, before and after. Then nothing is better or worse',
    }),
  ),
  onOrigin: Type.Optional(Type.Literal('inferred', { description: 'which data that is, is a conclusion' })),
  rows: Type.Optional(
    Type.Array(Type.Union([Type.Integer(), Type.Null()]), { description: 'how many rows of it; null for all of them' }),
  ),
  /** Whether one of the models was made from the very data that it was measured on: then that is no test data. */
  learned: Type.Optional(Type.Literal(true)),
})
export type Measurement = Static<typeof Measurement>

/** The answer to `diff A B`. Swapping A and B swaps `before` and `after` and changes nothing else. */
export const Diff = Type.Object({
  a: Type.Object({ id: NodeId, asked: Type.String() }),
  b: Type.Object({ id: NodeId, asked: Type.String() }),
  knownAt: Type.Integer(),
  ...Meant.properties,
  complete: Type.Boolean(),
  erased: Type.Optional(Type.Integer({ description: 'statements of the record that were erased' })),
  unseen: Type.Optional(
    Type.Array(Type.String(), { description: 'steps of which nobody saw what they read (capture grade C)' }),
  ),
  unknown: Type.Optional(
    Type.Array(Unknown, { description: 'what can be neither called changed nor unchanged; then it is not complete' }),
  ),
  lacks: Type.Optional(lacksText),
  sideBySide: Type.Optional(
    Type.Object({ run: NodeId, name: Type.String() }, { description: 'the one run that made both of the two' }),
  ),
  causes: Type.Array(Change),
  consequences: Type.Array(Change),
  measurements: Type.Array(Measurement),
})
export type Diff = Static<typeof Diff>
