import Type, { type Static } from 'typebox'
import { Instant } from '../../domain/schema.ts'
import { ListedModel } from './listed-model.ts'
import { ListedRun } from './listed-run.ts'

/** A copy of the checkpoint outside the store. */
export const CheckpointCopy = Type.Object({ path: Type.Optional(Type.String()), isThere: Type.Boolean() })

/** The answer to `pedigree` alone: what a store holds, at a glance. Who asks a server is told no path of its machine. */
export const Home = Type.Object({
  folder: Type.Optional(Type.String({ description: 'where it is, for who is on its machine' })),
  namespace: Type.String(),
  log: Type.String(),
  entries: Type.Integer(),
  runs: Type.Integer(),
  artifacts: Type.Integer(),
  names: Type.Integer({ description: 'models and other names' }),
  lastRecorded: Type.Optional(Instant),
  copies: Type.Array(CheckpointCopy),
  contradiction: Type.Optional(
    Type.String({ description: 'what the copies show of a store that was cut, put back or written anew' }),
  ),
  clock: Type.Optional(Type.String({ description: 'what to say where the newest entry’s time lies in the future' })),
  latestRuns: Type.Array(ListedRun, { description: 'the last to begin first' }),
  models: Type.Array(ListedModel),
})
export type Home = Static<typeof Home>
