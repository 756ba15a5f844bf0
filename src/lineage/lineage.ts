import Type, { type Static } from 'typebox'
import { MeasuredRows } from '../domain/measured-rows.ts'
import { ArtifactId, AssetId, EdgeKind, Instant, NodeId, Origin, RunId } from '../domain/schema.ts'
import { Numeric } from '../domain/statement.ts'
import { nodeTypes, runStates } from '../domain/vocabulary.ts'
import { Meant } from './answers/meant.ts'

// Whoever states an edge may join any pair of nodes: what comes from the end of one is a `NodeId`, whatever it should be.

/** A node as an answer shows it: its attributes folded from what was claimed, `depth` steps away from the root. */
export const LineageNode = Type.Object({
  id: NodeId,
  type: Type.Enum(nodeTypes),
  kind: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  state: Type.Optional(Type.Enum(runStates)),
  exit: Type.Optional(Type.Integer()),
  signal: Type.Optional(Type.String()),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
  bytes: Type.Optional(Type.Integer()),
  media: Type.Optional(Type.String()),
  origin: Type.Optional(Origin),
  /** How the kind is known, where that is not as the node is. */
  kindOrigin: Type.Optional(Origin),
  depth: Type.Integer({ minimum: 0 }),
  beside: Type.Optional(
    Type.Literal(true, { description: 'shown beside the lineage (an evaluation), not part of it' }),
  ),
})
export type LineageNode = Static<typeof LineageNode>

/** Who wrote last where bytes were found that no recorded run made, or that nobody knows. */
export const WroteLast = Type.Object({
  run: NodeId,
  name: Type.String(),
  mayHaveMade: Type.Optional(
    Type.Literal(true, {
      description: 'it may have made these bytes: it was at work then, or nobody knows what it wrote',
    }),
  ),
})
export type WroteLast = Static<typeof WroteLast>

/** An edge as an answer shows it: every standing statement of it folded into one. */
export const LineageEdge = Type.Object({
  edge: EdgeKind,
  source: NodeId,
  target: NodeId,
  role: Type.Optional(Type.String()),
  slot: Type.Optional(Type.String()),
  selector: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  number: Type.Optional(Type.Integer()),
  share: Type.Optional(Type.Number()),
  place: Type.Optional(Type.String()),
  witnesses: Type.Optional(Type.Array(Type.String())),
  at: Type.Optional(Instant),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
  origin: Origin,
  statements: Type.Array(Type.String({ description: '<producer>/<sequence>/<position>' })),
  sameBytes: Type.Optional(
    Type.Literal(true, {
      description:
        'only the bytes say so: no recorded write was at the place that was read; of a version, it was registered from other writes of them',
    }),
  ),
  madeBy: Type.Optional(
    Type.Array(NodeId, {
      description: 'the runs that made what was read, where others wrote the same bytes later, before or elsewhere',
    }),
  ),
  wroteLast: Type.Optional({
    ...WroteLast,
    description:
      'where no recorded run made the bytes that were read, or they are unknown: the run that wrote last at this place before',
  }),
})
export type LineageEdge = Static<typeof LineageEdge>

export const LineageParameter = Type.Object({
  type: Type.Literal('parameter'),
  subject: RunId,
  name: Type.String(),
  value: Type.Unknown(),
  from: Type.Optional(Type.String()),
  origin: Origin,
})
export const LineageMetric = Type.Object({
  type: Type.Literal('metric'),
  subject: RunId,
  name: Type.String(),
  value: Numeric,
  step: Type.Integer(),
  points: Type.Integer(),
  order: Type.Optional(
    Type.Integer({ description: 'the how manieth it is, from 0, of the metrics that were said together' }),
  ),
  at: Instant,
  better: Type.Optional(Type.Enum(['lower', 'higher'])),
  on: Type.Optional(ArtifactId),
  onOrigin: Type.Optional(Type.Literal('inferred', { description: 'what it was measured on is a conclusion' })),
  rows: Type.Optional(MeasuredRows),
  of: Type.Optional(ArtifactId),
  ofOrigin: Type.Optional(
    Type.Literal('inferred', { description: 'that it is of that is a conclusion from what else is on record' }),
  ),
  oneOf: Type.Optional(
    Type.Integer({
      description: 'it is of one or more of so many models that its run made, or read, and nobody knows of which',
    }),
  ),
  unsaved: Type.Optional(
    Type.Literal(true, { description: 'it is of a model that went to no file, as of a baseline' }),
  ),
  from: Type.Optional(Type.String()),
  origin: Origin,
})
export const LineageFacet = Type.Object({
  type: Type.Literal('facet'),
  subject: NodeId,
  name: Type.String(),
  /** The version that it is said of, where it was said of one. */
  selector: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  body: Type.Unknown(),
  at: Type.Optional(Instant),
  origin: Origin,
})
export const LineageFact = Type.Union([LineageParameter, LineageMetric, LineageFacet])
export type LineageParameter = Static<typeof LineageParameter>
export type LineageMetric = Static<typeof LineageMetric>
export type LineageFacet = Static<typeof LineageFacet>
export type LineageFact = Static<typeof LineageFact>

/**
 * A read of bytes that nobody knows, at a place where content of the answer lay last before: it may have found that. Or of
 * bytes that no recorded run is known to have made, at a place where one wrote that may have.
 */
export const UnfollowedRead = Type.Object({
  /** Of an impact, what a run of the answer left there; of a trace, what was found. */
  artifact: ArtifactId,
  /** Of an impact, who read it; of a trace, who may have made it. */
  run: Type.Optional(NodeId),
  /** The name under which it was registered, where no run read it. */
  version: Type.Optional(AssetId),
  name: Type.String({ description: 'of the run, or of the version' }),
  place: Type.String(),
  at: Instant,
  maker: Type.Optional(Type.Literal('unknown', { description: 'the bytes are known, and not who made them' })),
})
export type UnfollowedRead = Static<typeof UnfollowedRead>

/** The store may lack a part of its record: then no answer is complete, also where all that is there is in it. */
export const lacksText = Type.String({
  description: 'what the store lacks of its record, as copies of its checkpoint show; absent where they agree with it',
})

/** Writes of the bytes of a version that did not make it: so many before, and so many that came after its registration. */
export const MadeAgain = Type.Object({
  before: Type.Integer(),
  after: Type.Integer(),
  last: Type.Optional(Type.Object({ run: NodeId, name: Type.String(), at: Type.Optional(Instant) })),
})
export type MadeAgain = Static<typeof MadeAgain>

/** Of a folder of which runs made a part: how many of its files no recorded run made, and which the first of them are. */
export const Unmade = Type.Object({ folder: NodeId, files: Type.Integer(), named: Type.Array(NodeId) })
export type Unmade = Static<typeof Unmade>

/**
 * The answer to `trace` and `impact`: what `--json` prints, and what every format is made from. `complete` says whether
 * all of it is here; `withheld` counts what is not, as far as it was reached: the names and people of what is withheld
 * are in neither. Nodes come in order of distance, names and people last.
 */
export const Lineage = Type.Object({
  question: Type.Enum(['trace', 'impact']),
  root: NodeId,
  /** How the question named the root. */
  asked: Type.String(),
  /** The path or the name under which the question asked for the root, where it did: content can have several. */
  called: Type.Optional(Type.String()),
  /** The version that the question named, by number or slot or as the newest of a name. */
  version: Type.Optional(Type.Object({ asset: NodeId, name: Type.String(), number: Type.Integer() })),
  /**
   * Where that was, for a question by path, and where a version was registered: what decides there is what was written
   * and read there.
   */
  place: Type.Optional(Type.String()),
  asOf: Instant,
  /** The entry number up to which the record was read. */
  knownAt: Type.Integer(),
  ...Meant.properties,
  complete: Type.Boolean(),
  withheld: Type.Object({ nodes: Type.Integer(), edges: Type.Integer() }),
  /** What it cannot follow. It is not complete then, and absent where it can follow all. */
  unfollowed: Type.Optional(Type.Array(UnfollowedRead)),
  lacks: Type.Optional(lacksText),
  /** How many statements of the record were erased. It is not complete then, since they may have belonged to it. */
  erased: Type.Optional(Type.Integer()),
  /** Of a trace, where no recorded run made the root: who wrote last where it was found. */
  wroteLast: Type.Optional(WroteLast),
  /** Of a trace of a version: who made the same bytes, too, and is no part of it. */
  madeAgain: Type.Optional(MadeAgain),
  /** Of a trace: folders that hold what no recorded run made beside what one made. */
  unmade: Type.Optional(Type.Array(Unmade)),
  nodes: Type.Array(LineageNode),
  edges: Type.Array(LineageEdge),
  facts: Type.Array(LineageFact),
})
export type Lineage = Static<typeof Lineage>
