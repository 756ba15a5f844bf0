import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorCode, PedigreeError } from '../domain/error.ts'
import { version } from '../domain/version.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { serverAddress } from './address.ts'
import { errorIn } from './answer.ts'
import { exchange, type Received } from './exchange.ts'
import { tokenFile, tokenFor } from './token.ts'

export type Asked = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Below the address, with its slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  /** The program that speaks, where it is not this one as a whole. */
  readonly via?: string
}

/** A server that can be asked. Nothing is sent before the first question. */
export type Connection = {
  readonly origin: string
  /** An answer that is none of an error. @throws PedigreeError as the server says; `unavailable` where it says nothing. */
  readonly ask: (asked: Asked) => Promise<Received>
  readonly json: <T>(asked: Asked) => Promise<T>
  /** The same of a route that has notes for whoever asked: they are warned of those. */
  readonly told: <T extends object>(asked: Asked) => Promise<T>
}

/**
 * @param address as the user names it.
 * @throws PedigreeError `invalid-input` for what is no address, or one over plain http off this machine.
 */
export function connect(address: string, surroundings: Surroundings, options: { insecure?: boolean } = {}): Connection {
  const { origin } = serverAddress(address, options)
  const ask = async (asked: Asked) => {
    const received = await answered(origin, asked, surroundings)
    if (received.status >= 200 && received.status < 300) return received
    const hint = `Set PEDIGREE_TOKEN, or keep the token in ${tokenFile(origin, surroundings)} (mode 600)`
    throw errorIn(received, origin, hint)
  }
  const json = async <T>(asked: Asked) => jsonIn<T>(await ask(asked), origin)
  const told = async <T extends object>(asked: Asked) => {
    const { notes = [], ...answer } = await json<T & { readonly notes?: readonly string[] }>(asked)
    for (const note of notes) surroundings.warn(note)
    return answer as unknown as T
  }
  return { origin, ask, json, told }
}

/** An answer, or undefined where the server has an expected objection. */
export async function ignoring<T>(code: ErrorCode, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof PedigreeError && error.code === code) return undefined
    throw error
  }
}

/** A busy server says when to come again: so often, and so long, that is done. */
const triesMax = 4
const waitMsMax = 2_000

async function answered(origin: string, asked: Asked, surroundings: Surroundings): Promise<Received> {
  for (let tried = 1; ; tried++) {
    const received = await exchanged(origin, asked, surroundings)
    const after = Number(received.headers['retry-after'] ?? Number.NaN)
    if (received.status !== 503 || Number.isNaN(after) || tried === triesMax || saysTampered(received)) return received
    await sleep(Math.min(waitMsMax, after * 1_000))
  }
}

/** What was altered stays so, however often one asks. */
const saysTampered = ({ bytes }: Received): boolean => bytes.includes('"code":"tampered"')

async function exchanged(origin: string, asked: Asked, surroundings: Surroundings): Promise<Received> {
  const { method, path, query = {}, body, via = `pedigree ${version}` } = asked
  const url = new URL(path, origin)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  const token = tokenFor(origin, surroundings)
  const headers = {
    // A header holds no more; what others said may have any name.
    'user-agent': via.replace(/[^\x20-\x7e]/g, ''),
    accept: 'application/json, */*',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  try {
    return await exchange(url, { method: method ?? (sent === undefined ? 'GET' : 'POST'), headers, body: sent })
  } catch (error) {
    throw new PedigreeError('unavailable', `${origin} cannot be reached: ${reasonOf(error)}`, { cause: error })
  }
}

/** Where a name has several addresses, each of which failed, Node says so in an error without a message. */
function reasonOf(error: unknown): string {
  const { message, code, errors } = error as NodeJS.ErrnoException & { errors?: readonly Error[] }
  return message || errors?.map((each) => each.message).join(', ') || code || 'the connection broke off'
}

export function jsonIn<T>({ bytes }: Received, origin: string): T {
  try {
    return JSON.parse(bytes.toString()) as T
  } catch (error) {
    throw new PedigreeError('unavailable', `${origin} answers with what is no JSON, as no Pedigree server does`, {
      cause: error,
    })
  }
}
