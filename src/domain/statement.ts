import Type, { type Static } from 'typebox'
import { AgentId, ArtifactId, AssetId, EdgeKind, Instant, idLengthMax, NodeId, Origin, RunId } from './schema.ts'
import { runStates } from './vocabulary.ts'

const closed = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: idLengthMax })
/** A member's name, line feeds and all: the schema of a record checks only the names that its pattern matches. */
const Key = Type.String({ pattern: `^[\\s\\S]{1,${idLengthMax}}$` })
/** What any statement may say of itself: when it was true, and how it is known (`declared` where it does not say). */
const said = { at: Type.Optional(Instant), origin: Type.Optional(Origin) }
const interval = { from: Type.Optional(Instant), until: Type.Optional(Instant) }

/** Something that happened. `kind`: acquire, transform, train, evaluate, register, approve, deploy, observe, … */
export const RunNode = Type.Object(
  {
    type: Type.Literal('node'),
    node: Type.Literal('run'),
    id: RunId,
    kind: Type.Optional(Name),
    name: Type.Optional(Name),
    state: Type.Optional(Type.Enum(runStates)),
    exit: Type.Optional(Type.Integer()),
    signal: Type.Optional(Name),
    ...interval,
    ...said,
  },
  closed,
)

/** One immutable piece of content. `bytes` is its size, `media` its media type. */
export const ArtifactNode = Type.Object(
  {
    type: Type.Literal('node'),
    node: Type.Literal('artifact'),
    id: ArtifactId,
    kind: Type.Optional(Name),
    name: Type.Optional(Name),
    bytes: Type.Optional(Type.Integer({ minimum: 0 })),
    media: Type.Optional(Name),
    ...said,
  },
  closed,
)

/** A person, a team, a service account or a tool. */
export const AgentNode = Type.Object(
  { type: Type.Literal('node'), node: Type.Literal('agent'), id: AgentId, name: Type.Optional(Name), ...said },
  closed,
)

/** A named, lasting thing: a model's name, a data set's name, a job, an endpoint. */
export const AssetNode = Type.Object(
  {
    type: Type.Literal('node'),
    node: Type.Literal('asset'),
    id: AssetId,
    kind: Type.Optional(Name),
    name: Type.Optional(Name),
    ...said,
  },
  closed,
)

/**
 * One of the nine relations, between any pair of nodes. `derived` goes from the newer to the older artifact; one with a place
 * is of the write of the newer at its very time (`revision.ts`). `place` is
 * where the bytes were (`file://<host>/<path>`, a URL, …): a dated observation, never identity. `selector` says which
 * part is meant (path, files, columns, rows, version). `number` orders versions, `share` is a slot's share of traffic.
 */
export const EdgeStatement = Type.Object(
  {
    type: Type.Literal('edge'),
    edge: EdgeKind,
    source: NodeId,
    target: NodeId,
    role: Type.Optional(Name),
    slot: Type.Optional(Name),
    selector: Type.Optional(Type.Record(Key, Type.Unknown(), closed)),
    number: Type.Optional(Type.Integer({ minimum: 1 })),
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    place: Type.Optional(Name),
    witnesses: Type.Optional(Type.Array(Name, { maxItems: 16 })),
    ...interval,
    ...said,
  },
  closed,
)

/** A parameter's value, and where it came from: `params.yaml:4`, `command line`, `default of scikit-learn 1.8.1`. */
export const Parameter = Type.Object({ value: Type.Unknown(), from: Type.Optional(Name) }, closed)
export const ParametersStatement = Type.Object(
  {
    type: Type.Literal('parameters'),
    run: RunId,
    values: Type.Record(Key, Parameter, closed),
    ...said,
  },
  closed,
)

/** A number as JSON has it, or written out where JSON has none: NaN, ±Infinity, integers past 2^53. */
export const Numeric = Type.Union([
  Type.Number(),
  Type.Object({ number: Type.String({ pattern: '^(NaN|-?Infinity|-?\\d+)$' }) }, closed),
])
export type Numeric = Static<typeof Numeric>

/** One metric's points in columns of equal length. `on` is the data it was measured on, `of` the model measured. */
export const Series = Type.Object(
  {
    key: Name,
    better: Type.Optional(Type.Enum(['lower', 'higher'])),
    on: Type.Optional(ArtifactId),
    of: Type.Optional(ArtifactId),
    from: Type.Optional(Name),
    steps: Type.Array(Type.Integer()),
    times: Type.Array(Instant),
    values: Type.Array(Numeric),
  },
  closed,
)
export const MetricsStatement = Type.Object(
  { type: Type.Literal('metrics'), run: RunId, series: Type.Array(Series), ...said },
  closed,
)

/**
 * Named JSON about a node, kept whole. `selector` says which part is meant: of content with several names `asset` and
 * `version`, since what is said of the one is not said of the other. `revision` orders a mutable field of a foreign system: the highest shows, and
 * one without a body is a deletion.
 */
export const FacetStatement = Type.Object(
  {
    type: Type.Literal('facet'),
    subject: NodeId,
    name: Name,
    selector: Type.Optional(Type.Record(Key, Type.Unknown(), closed)),
    revision: Type.Optional(Type.Integer({ minimum: 0 })),
    body: Type.Optional(Type.Unknown()),
    ...said,
  },
  closed,
)

/**
 * The files of a folder. `lines` are those whose SHA-256 the folder's id is (`digest.ts`), so it stands by itself,
 * whoever says it: a folder's files need be said once a store. A long one comes in `parts`, each of whole lines in the
 * same order, of which this is the `part`th from 0.
 */
export const ListingStatement = Type.Object(
  {
    type: Type.Literal('listing'),
    of: Type.String({ pattern: '^sha256-tree:[0-9a-f]{64}$' }),
    part: Type.Optional(Type.Integer({ minimum: 0 })),
    parts: Type.Optional(Type.Integer({ minimum: 1 })),
    lines: Type.String({ minLength: 1 }),
    ...said,
  },
  closed,
)

/** Takes back one statement, `<producer>/<sequence>/<position>`, which may not have arrived yet. */
export const RetractionStatement = Type.Object(
  {
    type: Type.Literal('retraction'),
    of: Type.String({ pattern: '^[0-9a-f]{32}/\\d{1,15}/\\d{1,5}$' }),
    reason: Name,
    ...said,
  },
  closed,
)

export const Statement = Type.Union([
  RunNode,
  ArtifactNode,
  AgentNode,
  AssetNode,
  EdgeStatement,
  ParametersStatement,
  MetricsStatement,
  FacetStatement,
  ListingStatement,
  RetractionStatement,
])
export type Statement = Static<typeof Statement>
export type NodeStatement = Extract<Statement, { type: 'node' }>
export type EdgeStatement = Static<typeof EdgeStatement>
export type ListingStatement = Static<typeof ListingStatement>
export type RetractionStatement = Static<typeof RetractionStatement>
export type MetricSeries = Static<typeof Series>
export type Parameter = Static<typeof Parameter>
