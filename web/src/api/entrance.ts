import type { Session } from '../../../src/server/contract.ts'
import { ask } from './ask.ts'

/**
 * Who starts the server on a machine that does not say whose a connection is comes with a key behind the `#`, which no
 * server and no log sees. It is taken out of the address before anything else, and traded for a session.
 */
export async function enter(): Promise<void> {
  const [, token] = /^#token=(pdg_[\w-]+)$/.exec(location.hash) ?? []
  if (token === undefined) return
  history.replaceState(history.state, '', location.pathname + location.search)
  // Who is refused meets the form.
  await ask<Session>('session', { method: 'POST', body: { token } }).catch(() => undefined)
}
