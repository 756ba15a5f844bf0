import type { AgentId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { connect } from './connection.ts'
import { saveToken } from './token.ts'

/**
 * Keeps a token for a server, once that lets it in.
 * @throws PedigreeError `unavailable` where it does not, or cannot be asked: then nothing is kept.
 */
export async function saveTokenFor(
  address: string,
  token: string,
  surroundings: Surroundings,
  options: { insecure?: boolean } = {},
): Promise<{ readonly agent: AgentId; readonly role: Role; readonly path: string }> {
  const bearing = { ...surroundings, env: { ...surroundings.env, PEDIGREE_TOKEN: token } }
  const { json, origin } = connect(address, bearing, options)
  const { agent, role } = await json<{ agent: AgentId; role: Role }>({ path: '/pedigree/v1/session' })
  return { agent, role, path: saveToken(origin, token, surroundings) }
}
