import type { Token } from '../domain/token.ts'
import type { Tokens } from '../operations/verbs.ts'
import type { Connection } from './connection.ts'
import { listAt } from './lists.ts'

const path = '/pedigree/v1/tokens'

/** The tokens of a record at a server, which an admin's token manages. */
export const tokensAt = (connection: Connection): Tokens => ({
  create: ({ name, role }) => connection.json({ path, body: { name, role } }),
  list: async () => (await listAt<Token>(connection, { path })).items,
  revoke: (id) => connection.json({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` }),
})
