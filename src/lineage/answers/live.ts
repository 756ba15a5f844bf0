import Type, { type Static } from 'typebox'
import { Instant, NodeId } from '../../domain/schema.ts'
import { Scope } from './scope.ts'
import { TakenBack } from './taken-back.ts'

/** One version in one slot for a while. `until` is absent while nothing took its place. */
export const LiveVersion = Type.Object({
  asset: NodeId,
  name: Type.String(),
  slot: Type.String(),
  role: Type.String(),
  version: Type.Optional(Type.Number({ description: 'its number, as far as that was said' })),
  artifact: NodeId,
  share: Type.Number({ description: 'of the slot’s traffic' }),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
  /** Nothing is that version any more; that it is live is another statement, which stands. */
  takenBack: Type.Optional(TakenBack),
})
export type LiveVersion = Static<typeof LiveVersion>

/** A slot whose shares are not all of its traffic. */
export const LiveGap = Type.Object({
  asset: NodeId,
  name: Type.String(),
  slot: Type.String(),
  share: Type.Number({ description: 'what is missing; below 0 what is too much' }),
  text: Type.String({ description: 'the same in a sentence' }),
})
export type LiveGap = Static<typeof LiveGap>

/** The answer to `live`: what is in every slot, or in those of one name. */
export const Live = Type.Object({
  ...Scope.properties,
  live: Type.Array(LiveVersion),
  gaps: Type.Optional(
    Type.Array(LiveGap, { description: 'absent where all the traffic of every slot is accounted for' }),
  ),
})
export type Live = Static<typeof Live>
