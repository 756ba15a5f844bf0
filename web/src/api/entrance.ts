import type { Session } from '../../../src/server/contract.ts'
import { ask } from './ask.ts'

/** What a key of the server itself begins with; everybody's own token has an id. */
const ownKey = `pdg_${'0'.repeat(16)}_`

/**
 * Who starts the server on a machine that does not say whose a connection is comes with a key behind the `#`, which no
 * server and no log sees. It is taken out of the address before anything else, and traded for a session. Of anybody's token an
 * address is no place: a link elsewhere would sign a visitor in as somebody else.
 */
export async function enter(): Promise<void> {
  const [, token] = /^#token=(pdg_[\w-]+)$/.exec(location.hash) ?? []
  if (token === undefined) return
  history.replaceState(history.state, '', location.pathname + location.search)
  if (!token.startsWith(ownKey)) return
  // Who is refused meets the form, and who is signed in already stays so.
  await ask<Session>('session', { method: 'POST', body: { token } }).catch(() => undefined)
}
