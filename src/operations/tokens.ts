import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { agentCalled } from '../domain/agent-text.ts'
import { PedigreeError } from '../domain/error.ts'
import type { AgentId } from '../domain/id.ts'
import { type Role, roles } from '../domain/role.ts'
import { instantOf } from '../domain/time.ts'
import type { NewToken, Token } from '../domain/token.ts'
import { visible } from '../domain/visible-text.ts'
import { tokenFacet } from '../domain/vocabulary.ts'
import { hasAnyToken, readToken, readTokens, type TokenRow } from '../store/admitting.ts'
import type { Port } from '../store/port.ts'
import * as tables from '../store/tables.ts'
import { stating } from './recording/request.ts'
import { producerOf } from './recording/saying.ts'
import type { ReadableStore, WritableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** Whom a request comes from, once its token was believed. */
export type Bearer = Pick<Token, 'id' | 'agent' | 'role'>

const form = /^pdg_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

/**
 * Makes a token. Its text is in this answer and nowhere else: the store has a digest.
 * @param name whose it is: `ann` for a person, else with its kind: `service/ci`, `team/risk`, `tool/airflow`.
 * @throws PedigreeError `invalid-input` for a name that is none, or an unknown role.
 */
export async function createToken(
  store: WritableStore,
  { name, role }: { name: string; role: string },
  surroundings: Surroundings,
): Promise<NewToken> {
  const agent = agentNamed(name)
  const known = roles.find((each) => each === role)
  if (known === undefined)
    throw new PedigreeError('invalid-input', `--role: there is no role "${role}"; one of ${roles.join(', ')}`)
  const [id, secret] = [randomBytes(8).toString('hex'), randomBytes(32).toString('base64url')]
  const now = surroundings.nowMs()
  const row: TokenRow = { id, agent, role: known, digest: digestOf(secret), created: now, changed: 1 }
  const secretly = { secret: commitmentTo(row.digest) }
  await state(store, row, { what: 'created', at: now, token: row, more: secretly }, surroundings)
  return { ...tokenOf(row), text: `pdg_${id}_${secret}` }
}

/** Every token, revoked ones too. */
export const listTokens = async ({ port }: ReadableStore): Promise<Token[]> =>
  (await port.read(readTokens)).map(tokenOf)

/**
 * Ends a token: the next request that brings it is refused.
 * @throws PedigreeError `not-found` for an id that no token has.
 */
export async function revokeToken(store: WritableStore, id: string, surroundings: Surroundings): Promise<Token> {
  const row = await store.port.read((snapshot) => readToken(snapshot, id))
  if (row === undefined)
    throw new PedigreeError('not-found', `there is no token ${id}; \`pedigree token list\` shows their ids`, {
      field: '/id',
    })
  if (row.revoked !== undefined) return tokenOf(row)
  // First it ends, then that is said: a failure between the two leaves nobody in.
  const at = surroundings.nowMs()
  const revoked = await change(store.port, id, { revoked: at })
  await state(store, revoked, { what: 'revoked', at }, surroundings)
  return tokenOf(revoked)
}

/** Who brings a token: undefined for one that is unknown, revoked or no token. Looked up each time. */
export async function bearerOf(port: Port, text: string, nowMs: number): Promise<Bearer | undefined> {
  const [, id, secret] = form.exec(text) ?? []
  if (id === undefined || secret === undefined) return undefined
  const row = await port.read((snapshot) => readToken(snapshot, id))
  if (row === undefined || !timingSafeEqual(row.digest, digestOf(secret))) return undefined
  return bearerIn(port, row, nowMs)
}

/** Whose a token is by its id, for who showed its secret before. Undefined once it is revoked. Looked up each time. */
export async function bearerWith(port: Port, id: string, nowMs: number): Promise<Bearer | undefined> {
  const row = await port.read((snapshot) => readToken(snapshot, id))
  return row === undefined ? undefined : bearerIn(port, row, nowMs)
}

async function bearerIn(port: Port, row: TokenRow, nowMs: number): Promise<Bearer | undefined> {
  if (row.revoked !== undefined) return undefined
  if (nowMs - (row.used ?? 0) > usedEveryMs) await change(port, row.id, { used: nowMs })
  const { id, agent, role } = tokenOf(row)
  return { id, agent, role }
}
const usedEveryMs = 60_000

/** Whether a token was ever made: from then on nobody is let in without one. */
export const hasTokens = (port: Port): Promise<boolean> => port.read(hasAnyToken)

async function change(port: Port, id: string, to: Partial<TokenRow>): Promise<TokenRow> {
  return port.write(async (transaction) => {
    const row = await readToken(transaction, id)
    if (row === undefined) throw new Error('tokens are never deleted')
    const changed = { ...row, ...to, changed: row.changed + 1 }
    await transaction.put(tables.tokens, [changed])
    return changed
  })
}

/**
 * What the log says of a token's secret, so that another cannot be put in its place: the SHA-256 of the digest that the store
 * compares. It opens nothing, and of 256 random bits nobody finds what it is made from.
 */
export const commitmentTo = (digest: Uint8Array): string =>
  `sha256:${createHash('sha256').update(digest).digest('hex')}`

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** A name stands beside all that is recorded with its token: nothing in it is unseen, or turns it into another one. */
function agentNamed(name: string): AgentId {
  const agent = agentCalled(name)
  const [, own = ''] = /^agent:\w+\/([^/]{1,200})$/u.exec(agent) ?? []
  const problem = problemOfName(own)
  if (problem === undefined) return agent
  throw new PedigreeError(
    'invalid-input',
    `"${visible(name)}" ${problem}: write ann for a person, or service/ci, team/risk, tool/airflow`,
    { field: '/name' },
  )
}

function problemOfName(own: string): string | undefined {
  if (own.trim() === '') return 'names nobody'
  if (own.trim() !== own) return 'begins or ends with a blank'
  return visible(own) === own ? undefined : 'has signs that do not show, or that turn the direction of reading'
}

function tokenOf({ id, agent, role, created, used, revoked }: TokenRow): Token {
  return {
    id,
    agent,
    role: role as Role,
    created: instantOf(created),
    ...(used === undefined ? {} : { used: instantOf(used) }),
    ...(revoked === undefined ? {} : { revoked: instantOf(revoked) }),
  }
}

/** `token` is written with the entry: there is no token without it, and no entry without its token. */
type Change = {
  readonly what: 'created' | 'revoked'
  readonly at: number
  readonly token?: TokenRow
  readonly more?: Readonly<Record<string, string>>
}

/** That somebody was let in, or is no more, is a part of the record. */
async function state(
  store: WritableStore,
  { id, agent, role }: TokenRow,
  { what, at, token, more = {} }: Change,
  surroundings: Surroundings,
): Promise<void> {
  const body = { role, state: what, at: instantOf(at), ...more }
  const facet = { type: 'facet', subject: agent, name: `${tokenFacet}${id}:${what}`, body, origin: 'observed' }
  const request = producerOf('token', surroundings)(stating([{ type: 'node', node: 'agent', id: agent }, facet]))
  await store.record({ ...request, ...(token && { token }) })
}
