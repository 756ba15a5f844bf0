import Type, { type Static } from 'typebox'
import { linkKinds } from '../../domain/feature-map.ts'
import type { FileEvent } from '../files/file-event.ts'
import type { ReadContent } from '../files/read-content.ts'
import { Count, event, Names, place, type Told } from './event-fields.ts'
import type { PythonAddress, PythonQuery } from './source-event.ts'

/**
 * A Python value as JSON, where null is Python's None. What JSON lacks is `{ $python: <type>, … }`: a float that is not
 * finite or an int past 2^53 with its `text`, an array with its `shape`, an object of a class as no more than that.
 */
export type PythonValue =
  | null
  | boolean
  | number
  | string
  | readonly PythonValue[]
  | { readonly [name: string]: PythonValue }

const Value = Type.Unsafe<PythonValue>(Type.Unknown())
const Index = Type.Integer({ minimum: 0, maximum: 10_000 })
const table = { shape: Type.Optional(Type.Array(Count)), columns: Type.Optional(Names) }
// How, files, columns, and the columns' names in the files where they are others.
const Links = Type.Array(Type.Tuple([Type.Enum(linkKinds), Names, Names, Type.Union([Names, Type.Null()])]))
// Of the data that a metric was measured on: how it is known, the files, how many rows, and of how many in the file.
const Measured = Type.Tuple([Type.Enum(linkKinds), Names, Count, Type.Union([Count, Type.Null()])])
const dumped = {
  function: Type.String(),
  path: Type.String(),
  class: Type.String(),
  members: Type.Optional(Type.Record(Type.String(), Type.String())),
  fits: Type.Optional(Names),
  tuned: Type.Optional(Type.Array(Type.Tuple([Type.String(), Type.String()]))),
}

export const File = Type.Object({
  ...event,
  operation: Type.Enum(['read', 'write', 'update', 'rename', 'link', 'symlink', 'delete']),
  path: Type.String(),
  to: Type.Optional(Type.String()),
  truncates: Type.Optional(Type.Boolean()),
  existed: Type.Optional(Type.Boolean()),
  before: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  // What a small file of parameters or code held when it was opened for reading.
  bytes: Type.Optional(Count),
  text: Type.Optional(Type.String()),
})

/** Files that were read one soon after another: `after` is ns since `time`, `paths` are parted by NUL. */
export const Reads = Type.Object({ ...event, after: Type.Array(Type.Number()), paths: Type.String() })

export const Command = Type.Object({
  ...event,
  call: Type.String(),
  executable: Type.Optional(Type.String()),
  argv: Names,
  folder: Type.Optional(Type.String()),
})

// A value's third is whether the command line had it, or what else it came from.
export const Arguments = Type.Object({
  ...event,
  ...place,
  prog: Type.String(),
  // What a file says under the same names was replaced by these.
  overrides: Type.Optional(Type.Boolean()),
  values: Type.Array(Type.Tuple([Type.String(), Value, Type.Union([Type.Boolean(), Type.String()])])),
})

/** A variable of the environment that the program's own code asked for by its name; without `value` it was not set. */
export const Variable = Type.Object({ ...event, ...place, name: Type.String(), value: Type.Optional(Type.String()) })

export const Fit = Type.Object({
  ...event,
  ...place,
  ...table,
  class: Type.String(),
  method: Type.String(),
  count: Count,
  seconds: Type.Number(),
  libraries: Names,
  parameters: Type.Array(Type.Tuple([Type.String(), Value, Count])),
  id: Type.Optional(Type.String()),
  links: Type.Optional(Links),
  target: Type.Optional(Type.String()),
  targetLinks: Type.Optional(Links),
  nested: Type.Optional(Type.Record(Type.String(), Count)),
  workers: Type.Optional(Type.Boolean()),
  chain: Type.Optional(Names),
  branches: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        columns: Names,
        chain: Names,
        featureCount: Type.Optional(Count),
        features: Type.Optional(Names),
      }),
    ),
  ),
  featureCount: Type.Optional(Count),
  features: Type.Optional(Names),
  best: Type.Optional(Type.Object({ parameters: Value, score: Type.Optional(Value) })),
})

export const Metric = Type.Object({
  ...event,
  ...place,
  name: Type.String(),
  value: Value,
  values: Type.Optional(Type.Array(Value)),
  of: Type.Optional(Type.String()),
  count: Count,
  samples: Type.Optional(Count),
  models: Type.Optional(Names),
  loaded: Type.Optional(Names),
  options: Type.Optional(Type.Record(Type.String(), Value)),
  data: Type.Optional(Measured),
})

export const History = Type.Object({
  ...event,
  ...place,
  of: Type.String(),
  models: Type.Optional(Names),
  curves: Type.Array(
    Type.Tuple([
      Type.String(),
      Type.String(),
      Type.Array(Count),
      Type.Array(Value),
      Type.Union([Measured, Type.Null()]),
    ]),
  ),
  best: Type.Optional(Type.Record(Type.String(), Value)),
})

export const Dump = Type.Object({ ...event, ...place, ...dumped })

export const Frame = Type.Object({
  ...event,
  ...place,
  ...table,
  operation: Type.Enum(['read', 'write']),
  function: Type.String(),
  path: Type.String(),
  types: Type.Optional(Names),
})

export const Seed = Type.Object({
  ...event,
  ...place,
  function: Type.String(),
  parameter: Type.Optional(Type.String()),
  value: Type.Optional(Value),
})

const loaded = {
  implementation: Type.String(),
  version: Type.String(),
  executable: Type.String(),
  prefix: Type.String(),
  basePrefix: Type.String(),
  platform: Type.String(),
  libc: Type.Optional(Type.String()),
  main: Type.Optional(Type.String()),
  packages: Type.Array(Type.Tuple([Type.String(), Type.Union([Type.String(), Type.Null()])])),
  modules: Type.Array(Type.Tuple([Type.String(), Type.String()])),
  variables: Type.Record(Type.String(), Type.String()),
}

/** What was imported since this was told last. `worker` is a process that another may kill when its work is done. */
export const Imports = Type.Object({ ...event, ...loaded, worker: Type.Optional(Type.Boolean()) })

export const End = Type.Object({
  ...event,
  ...loaded,
  seeded: Type.Optional(Names),
  unseeded: Type.Optional(Names),
  flags: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
})

export const Failure = Type.Object({ ...event, where: Type.String(), type: Type.String(), message: Type.String() })

export const Part = Type.Object({ ...event, event: Count, part: Index, parts: Index, text: Type.String() })

export type PythonMeasured = Static<typeof Measured>
export type PythonLinks = Static<typeof Links>

/** A process that the interpreter was about to start. Nothing is redacted. */
export type PythonCommand = Told<typeof Command>
/** What `argparse`, click, typer or OmegaConf made of the command line. Nothing is redacted but what click hides. */
export type PythonArguments = Omit<Told<typeof Arguments>, 'values'> & {
  readonly values: readonly {
    readonly name: string
    readonly value: PythonValue
    /** `command line`, `default`, or `environment variable DEPTH`. */
    readonly from: string
  }[]
}
/** A variable of the environment that was asked for. Nothing is redacted. */
export type PythonVariable = Told<typeof Variable>
/**
 * A fit that ended well. `from` of a parameter is `code` where it differs from its class's default, at `file` and `line`.
 * `nested` counts the fits inside it by class, where it had `workers` those of its own process and a search's candidates. With `by`, a library fitted (in a cross-validation, in a worker): then it
 * stands for `count` such fits of its process, and its parameters are those of one of them. `chain` has the steps of a
 * pipeline, `branches` those of a ColumnTransformer; `features` are the names of what reaches the last step. `links` says
 * from which files its columns came, as far as that is known. `id` is what a dump's `fits` names.
 */
export type PythonFit = Omit<Told<typeof Fit>, 'parameters' | 'libraries'> & {
  readonly parameters: readonly { readonly name: string; readonly value: PythonValue; readonly from: string }[]
}
/**
 * A number that scikit-learn computed for the user's code. `of` is the class of the estimator for `score`. `models` names the
 * fits of the model whose predictions were measured, and of what it chose or consists of; `loaded` the files it came from.
 */
export type PythonMetric = Omit<Told<typeof Metric>, 'value'> & { readonly value: number }
/** How metrics went in a training, and the best round and score by early stopping. Steps count from 0. */
export type PythonHistory = Omit<Told<typeof History>, 'curves' | 'best'> & {
  readonly curves: readonly {
    readonly data: string
    readonly metric: string
    readonly steps: readonly number[]
    readonly values: readonly number[]
    readonly on?: PythonMeasured
  }[]
  readonly best?: Readonly<Record<string, number>>
}
/**
 * An object that went to a file, or came from one. `members` has the models in a container, by where they are in it; `fits` the fits they had;
 * `tuned` the files that they came from before they were trained further, each with how: a method, a parameter, `weights`.
 */
export type PythonDump = Told<typeof Dump>
/** A table that pandas read or wrote. `path` is an address (without password and query) where it is no file. */
export type PythonFrame = Told<typeof Frame>
/** A seed: of a call, or of a `parameter` of an estimator. Without `value` it was left to chance. */
export type PythonSeed = Told<typeof Seed>
type Loaded = {
  readonly packages: readonly { readonly name: string; readonly version?: string }[]
  readonly modules: readonly { readonly name: string; readonly file: string }[]
}
/** The environment of a process while it runs, with what it imported since it told that last. */
export type PythonImports = Omit<Told<typeof Imports>, keyof Loaded> & Loaded
/**
 * The environment of a process that came to its end: interpreter, packages that it imported, code that is in none.
 * `seeded` are the random generators (by module) that anybody seeded, `unseeded` those that numbers were drawn from
 * although nobody had.
 */
export type PythonEnd = Omit<Told<typeof End>, keyof Loaded> & Loaded
/** A failure of the plug-in's own. What it was about to tell is missing. */
export type PythonFailure = Told<typeof Failure>

/** What the plug-in told, by kind, in the order it was written. */
export type PythonEvents = {
  readonly files: readonly FileEvent[]
  readonly contents: readonly ReadContent[]
  readonly commands: readonly PythonCommand[]
  readonly arguments: readonly PythonArguments[]
  readonly variables: readonly PythonVariable[]
  readonly fits: readonly PythonFit[]
  readonly metrics: readonly PythonMetric[]
  readonly histories: readonly PythonHistory[]
  readonly dumps: readonly PythonDump[]
  readonly loads: readonly PythonDump[]
  readonly frames: readonly PythonFrame[]
  readonly seeds: readonly PythonSeed[]
  readonly addresses: readonly PythonAddress[]
  readonly queries: readonly PythonQuery[]
  readonly imports: readonly PythonImports[]
  readonly ends: readonly PythonEnd[]
  readonly errors: readonly PythonFailure[]
  /** Lines that are no event of a known shape, among them one cut off by the end of the machine. */
  readonly unreadable: number
  /** Events of a kind that this version does not know. */
  readonly unknown: number
}
