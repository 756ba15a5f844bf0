import Type, { type Static } from 'typebox'
import { AgentId, Instant, NodeId, Origin } from '../../domain/schema.ts'
import { Meant } from './meant.ts'
import { Scope } from './scope.ts'
import { TakenBack } from './taken-back.ts'

/** One statement about something, as a sentence. `at` is when it was true, `recordedAt` when it was recorded. */
export const HistoryEvent = Type.Object({
  at: Instant,
  recordedAt: Instant,
  entry: Type.Integer(),
  statement: Type.String({ description: '<producer>/<sequence>/<position>' }),
  agent: Type.Optional(AgentId),
  via: Type.String({ description: 'the program that said it, with its version' }),
  origin: Origin,
  sentence: Type.String(),
  retracted: Type.Optional(TakenBack),
})
export type HistoryEvent = Static<typeof HistoryEvent>

/** The answer to `history`: what was said of something over time. `complete` says whether these are all its events. */
export const History = Type.Object({
  subject: NodeId,
  name: Type.Optional(
    Type.String({
      description: 'what the subject is called, of a name: with its namespace where others have the same',
    }),
  ),
  ...Scope.properties,
  ...Meant.properties,
  complete: Type.Boolean(),
  events: Type.Array(HistoryEvent),
})
export type History = Static<typeof History>
