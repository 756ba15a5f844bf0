import type { Token } from '../domain/role.ts'
import type { WholeList } from '../lineage/answers.ts'
import type { Tokens } from '../operations/verbs.ts'
import type { Connection } from './connection.ts'

const path = '/pedigree/v1/tokens'

/** The tokens of a record at a server, which an admin's token manages. */
export const tokensAt = ({ json }: Connection): Tokens => ({
  create: ({ name, role }) => json({ path, body: { name, role } }),
  list: async () => (await json<WholeList<Token>>({ path })).items,
  revoke: (id) => json({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` }),
})
