import { existsSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { PedigreeError } from '../domain/error.ts'
import { graphInMemory } from '../operations/answers/graph-in-memory.ts'
import { chooseFolder } from '../operations/project/folder.ts'
import { currentAgent } from '../operations/recording/current-agent.ts'
import { namesInMemory } from '../operations/search/names-in-memory.ts'
import { openToWrite } from '../operations/store.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { hasTokens } from '../operations/tokens.ts'
import { makeApp } from './app.ts'
import { backPressure } from './back-pressure.ts'
import { following } from './following.ts'
import { hostsOf, isLoopback } from './hosts.ts'
import { measures } from './measures.ts'
import { ownKey } from './own-key.ts'
import { canTell } from './peer.ts'
import type { ServedRecord } from './served-record.ts'
import { sessions } from './sessions.ts'
import { webFiles } from './web-files.ts'

export type ServeOptions = {
  readonly store: string | undefined
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** Where people reach it, when it is not on this machine alone. */
  readonly url: string | undefined
  /** The folder of the built page, for browsers. */
  readonly web?: string | undefined
  /** Whether the system says whose a connection over loopback is; as it is, unless a test says otherwise. */
  readonly knowsPeers?: boolean
}

export type Served = {
  /** Where it listens. */
  readonly address: string
  /** Which record that is, and whether it was made just now. */
  readonly record: { readonly folder: string; readonly namespace: string; readonly isNew: boolean }
  /** What lets the user in who runs it, where the system does not say whose a connection is and nobody has a token. */
  readonly ownKey: string | undefined
  /** Ends event streams, lets requests that are under way end, and closes the store. */
  readonly stop: () => Promise<void>
}

/**
 * Serves a record until it is stopped.
 * @throws PedigreeError `invalid-input` for an address that is none, and off this machine without tokens or `url`;
 * `unavailable` where the port is taken or the store cannot be opened.
 */
export async function serve(options: ServeOptions, surroundings: Surroundings): Promise<Served> {
  const url = options.url === undefined ? undefined : urlOf(options.url)
  const graph = graphInMemory()
  const names = namesInMemory()
  const follower = following(() => store, graph, names)
  const isNew = !existsSync(chooseFolder(surroundings, options.store).store)
  const store = await openToWrite(surroundings, options.store, undefined, follower.recorded)
  let app: FastifyInstance | undefined
  const stop = async () => {
    // Event streams end with the follower, and the server with the last of them.
    await follower.stop()
    await app?.close()
    await store[Symbol.asyncDispose]()
  }
  try {
    const isGuarded = await hasTokens(store.port)
    await checkExposure(options, url, isGuarded)
    const key = isGuarded || (options.knowsPeers ?? (await canTell())) ? undefined : ownKey()
    follower.start()
    const record: ServedRecord = {
      store: { ...store, reach: graph.reach, names },
      graph,
      following: follower,
      measures: measures(),
      sessions: sessions(url?.protocol === 'https:'),
      writing: backPressure(),
      user: currentAgent(surroundings),
      ownKey: key,
      machine: surroundings,
    }
    let port = options.port
    const web = options.web === undefined ? [] : webFiles(options.web)
    app = await makeApp({ record, hosts: () => hostsOf(port, url), web })
    const address = await listen(app, options)
    port = Number(new URL(address).port)
    return {
      address,
      record: { folder: store.folder.path, namespace: store.namespace, isNew },
      ownKey: key?.text,
      stop,
    }
  } catch (error) {
    // Whatever it was that failed, nothing of the server may keep the process alive.
    await stop()
    throw error
  }
}

function urlOf(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/')
    throw new PedigreeError('invalid-input', `--url: ${text} is no address such as https://lineage.example.org`)
  return url
}

async function checkExposure({ host }: ServeOptions, url: URL | undefined, isGuarded: boolean): Promise<void> {
  if (isLoopback(host)) return
  if (!isGuarded)
    throw new PedigreeError(
      'invalid-input',
      `--host ${host}: off this machine everybody needs a token; make one first: pedigree token create ann --role admin`,
    )
  if (url === undefined)
    throw new PedigreeError('invalid-input', `--host ${host}: say where people reach it: --url https://…`)
}

async function listen(app: FastifyInstance, { host, port }: ServeOptions): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'EADDRINUSE' ? 'the port is taken; --port names another' : (error as Error).message
    throw new PedigreeError('unavailable', `${host}:${port} cannot be served: ${why}`, { cause: error })
  }
}
