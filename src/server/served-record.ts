import type { AgentId } from '../domain/id.ts'
import type { GraphInMemory } from '../operations/answers/graph-in-memory.ts'
import type { WritableStore } from '../operations/store.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import type { BackPressure } from './back-pressure.ts'
import type { Following } from './following.ts'
import type { Measures } from './measures.ts'
import type { OwnKey } from './own-key.ts'
import type { Sessions } from './sessions.ts'

/** The one record that a server answers from, with what it keeps beside it. */
export type ServedRecord = {
  readonly store: WritableStore
  readonly graph: GraphInMemory
  readonly following: Following
  readonly measures: Measures
  readonly sessions: Sessions
  readonly writing: BackPressure
  /** Who runs the server, who is let in on this machine as long as there are no tokens. */
  readonly user: AgentId
  /** Where the system does not say whose a connection is: what its user shows instead. */
  readonly ownKey: OwnKey | undefined
  /** The server's own machine. What it says of files is for nobody who asks over HTTP. */
  readonly machine: Surroundings
}
