import Type, { type Static } from 'typebox'
import { AgentId, ArtifactId, AssetId, Instant, NodeId } from '../../domain/schema.ts'

// What comes of saying something to a record.

/** Where a request stands in the log. */
export const Entered = Type.Object({
  log: Type.String(),
  index: Type.Integer(),
  entry: Type.Integer(),
  leaf: Type.String({ description: 'the hash of the leaf, in Base64' }),
  checkpoint: Type.String({ description: 'the signed note that first covers it, or the newest' }),
  repeated: Type.Boolean({ description: 'whether it stood there before' }),
})
export type Entered = Static<typeof Entered>

/** That something is said to hold since before it was there, as far as the record knows. */
export const Precedence = Type.Object({ said: Instant, event: Type.Enum(['made', 'registered']), at: Instant })
export type Precedence = Static<typeof Precedence>

export const Said = Type.Object({
  recorded: Type.Optional(Entered),
  precedes: Type.Optional(Precedence),
})
/** `recorded` is absent when all was said before; `precedes` where `--at` is before what it speaks of was there. */
export type Said = Static<typeof Said>

export const Registered = Type.Object({
  asset: AssetId,
  version: Type.Integer(),
  artifact: ArtifactId,
  isMade: Type.Boolean({ description: 'whether a recorded run made these bytes; without one the story begins here' }),
  ...Said.properties,
})
export type Registered = Static<typeof Registered>

export const Deployed = Type.Object({
  asset: NodeId,
  version: Type.Integer(),
  slot: Type.String(),
  from: Instant,
  /** When something that is on record already takes its place. */
  until: Type.Optional(Instant),
  ...Said.properties,
})
export type Deployed = Static<typeof Deployed>

export const Retired = Type.Object({
  asset: NodeId,
  versions: Type.Array(Type.Number(), {
    description: 'those that were live in the slot until then; of some deployments unknown',
  }),
  slot: Type.String(),
  from: Instant,
  /** When something is live in it again, as far as that is on record already. */
  until: Type.Optional(Instant),
  ...Said.properties,
})
export type Retired = Static<typeof Retired>

export const Approved = Type.Object({ agent: AgentId, asset: NodeId, version: Type.Integer(), ...Said.properties })
export type Approved = Static<typeof Approved>

/** A tag or a note, by what it was attached to. */
export const Attached = Type.Object({ subject: NodeId, ...Said.properties })
export type Attached = Static<typeof Attached>

export const Retracted = Type.Object({
  statement: Type.String(),
  before: Type.Optional(
    Type.Object(
      { entry: Type.Integer(), reason: Type.String() },
      { description: 'what took it back before; then nothing was recorded' },
    ),
  ),
  leaves: Type.Optional(Type.Array(Type.String(), { description: 'what stands all the same, a sentence each' })),
  ...Said.properties,
})
export type Retracted = Static<typeof Retracted>
