import type { Socket } from 'node:net'
import type { AgentId } from '../domain/id.ts'
import { aRole, may, type Permission, type Role } from '../domain/role.ts'
import { type Bearer, bearerOf, bearerWith, hasTokens } from '../operations/tokens.ts'
import { type Hosts, isLoopback } from './hosts.ts'
import { ownId } from './own-key.ts'
import { peerOf } from './peer.ts'
import { Refused } from './problem.ts'
import type { ServedRecord } from './served-record.ts'

/** Who asks. Undefined for who need not say so, since what they ask for is public. */
export type Who = { readonly agent: AgentId; readonly role: Role } | undefined

export type Arriving = {
  readonly permission: Permission
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly socket: Socket
  /** As the request says it: `1.1`. */
  readonly httpVersion: string
}

/**
 * Lets in, or refuses: by a token, by the session that a page traded one for, or, on this machine and as long as no token was ever made, because the connection is
 * the server's own user's. Everything is refused that nothing allows.
 * @throws Refused 401 without credentials, 403 for too few rights or a page of another origin, 421 for another host.
 */
export async function admit(arriving: Arriving, record: ServedRecord, hosts: Hosts): Promise<Who> {
  const { permission, method, headers } = arriving
  const text = bearerText(headers.authorization)
  // A bearer's secret is no cookie: no page of somebody else's can make a browser send it.
  if (text === undefined) checkHost(headers, hosts)
  // A link elsewhere may lead to a page, which holds nothing of the record; what the page then asks is checked.
  if (!(permission === 'public' && isNavigation(arriving))) checkOrigin(headers, hosts)
  if (permission === 'public') return undefined
  if (text === undefined) {
    const bearer = await bearerOfSession(String(headers.cookie ?? ''), record)
    if (bearer !== undefined) {
      if (method !== 'GET' && method !== 'HEAD' && headers.origin === undefined)
        throw new Refused(403, 'wrong-origin', 'by a session only a page of this server may write')
      return allowed(bearer, permission)
    }
    await checkNear(arriving, record)
    return allowed({ agent: record.user, role: 'contributor' }, permission)
  }
  const bearer = await bearerOfText(text, record)
  if (bearer === undefined) throw unauthorized('this token is unknown or was revoked')
  return allowed(bearer, permission)
}

/** @throws Refused but for the server's own user, by a program that asks for itself, as long as nobody has a token. */
async function checkNear(arriving: Arriving, { ownKey, store }: ServedRecord): Promise<void> {
  const { socket } = arriving
  const isNear = ownKey === undefined && isLoopback(socket.remoteAddress ?? '') && !isForwarded(arriving)
  // Whoever runs it, a proxy or a forwarded port asks for others, and nothing else that it sends need say so.
  const peer = isNear ? await peerOf(socket) : 'unknown'
  if (await hasTokens(store.port)) throw unauthorized('bring a token: Authorization: Bearer pdg_…')
  if (peer === 'between')
    throw unauthorized(
      'the program that asks here answers others itself, as a proxy or a forwarded port does, or has a connection of which nobody can tell who made it: bring a token',
    )
  if (peer !== 'own') throw unauthorized('bring a token: Authorization: Bearer pdg_…')
}

/** A session ends with its token, which is looked up each time. */
export async function bearerOfSession(cookies: string, record: ServedRecord): Promise<Bearer | undefined> {
  const { sessions, store, machine } = record
  const value = sessions.valueIn(cookies)
  const token = value === undefined ? undefined : sessions.tokenOf(value, machine.nowMs())
  if (token === ownId) return ownBearer(record)
  return token === undefined ? undefined : bearerWith(store.port, token, machine.nowMs())
}

/** Whose a token is, or the server's own key. */
export async function bearerOfText(text: string, record: ServedRecord): Promise<Bearer | undefined> {
  if (record.ownKey?.isIt(text) === true) return ownBearer(record)
  return bearerOf(record.store.port, text, record.machine.nowMs())
}

/** As for a connection of one's own: from the first token on it opens nothing. */
async function ownBearer({ store, user }: ServedRecord): Promise<Bearer | undefined> {
  return (await hasTokens(store.port)) ? undefined : { id: ownId, agent: user, role: 'contributor' }
}

function allowed(who: { agent: AgentId; role: Role }, permission: Permission): Who {
  if (may(who.role, permission)) return { agent: who.agent, role: who.role }
  throw new Refused(
    403,
    'forbidden',
    `${aRole(who.role)} may not ${permission === 'tokens' ? 'manage tokens' : permission}`,
  )
}

const unauthorized = (detail: string) =>
  new Refused(401, 'unauthorized', detail, {
    hint: 'on the server’s machine, `pedigree token create NAME --role viewer` makes one',
  })

function bearerText(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const [, text] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(String(header)) ?? []
  if (text === undefined) throw unauthorized('Authorization must be `Bearer` and a token')
  return text
}

type Headers = Arriving['headers']

/** Exactly: a name that an attacker's DNS lets point here is another name. */
function checkHost({ host }: Headers, { hosts }: Hosts): void {
  if (typeof host === 'string' && hosts.has(host.toLowerCase())) return
  throw new Refused(421, 'wrong-host', 'this server is not known by that name; start it with --url to give it one')
}

/** A browser says from which page a request comes. Where it says so, it must be one of ours. */
function checkOrigin({ origin, 'sec-fetch-site': site }: Headers, { origins }: Hosts): void {
  const isOurs = origin === undefined ? site !== 'cross-site' : typeof origin === 'string' && origins.has(origin)
  if (!isOurs) throw new Refused(403, 'wrong-origin', 'a page of another origin may not ask')
}

/** A person who opens an address, in a tab of its own. */
export const isNavigation = ({ method, headers }: Pick<Arriving, 'method' | 'headers'>): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'

/** Through a proxy on this machine everybody seems to be here. */
const isForwarded = ({ headers, httpVersion }: Arriving) =>
  // What nginx speaks to a server behind it, if nobody told it otherwise; no program that asks for itself does any more.
  httpVersion === '1.0' ||
  ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined)
