import { PedigreeError } from '../domain/error.ts'
import type { Destination } from '../operations/project/destination.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import type { Logs, Questions, Sayings, Tokens } from '../operations/verbs.ts'
import type { RecordOptions } from './options.ts'

// Where the record is: in a store on this machine or at a server. A command asks and says, and does not know which.

/** The server that is named, if one is: `--store` on the command line has the word over PEDIGREE_SERVER. */
export function serverNamed({ env }: Surroundings, { store, server }: RecordOptions): string | undefined {
  if (store !== undefined && server !== undefined)
    throw new PedigreeError('invalid-input', '--store and --server name two records; leave one of them out')
  if (server !== undefined) return server
  return store !== undefined || env.PEDIGREE_SERVER === '' ? undefined : env.PEDIGREE_SERVER
}

/** Refuses what only the store's own machine can do. @throws PedigreeError `invalid-input` */
export function requireStore(machine: Surroundings, options: RecordOptions, command: string): void {
  const server = serverNamed(machine, options)
  if (server === undefined) return
  throw new PedigreeError(
    'invalid-input',
    `pedigree ${command} works on a store itself: run it on the machine of ${server}, or name a store here with --store`,
  )
}

/** @throws PedigreeError as `connect`; undefined where no server is named. */
export async function connected(machine: Surroundings, options: RecordOptions) {
  const server = serverNamed(machine, options)
  if (server === undefined) return undefined
  return (await import('../client/connection.ts')).connect(server, machine, options)
}

/** @throws PedigreeError as `openToRead`, or what a server has against it. */
export async function openQuestions(machine: Surroundings, options: RecordOptions): Promise<Questions> {
  const connection = await connected(machine, options)
  if (connection !== undefined) return (await import('../client/questions.ts')).questionsAt(connection, machine)
  const [{ openToRead }, { questionsOf }] = await Promise.all([
    import('../operations/store.ts'),
    import('../operations/local-verbs.ts'),
  ])
  return questionsOf(await openToRead(machine, options.store), machine)
}

/** @param begins whether what is said may be the first that a record holds. */
export async function openSayings(
  machine: Surroundings,
  options: RecordOptions,
  begins: { readonly mayBegin?: boolean } = {},
): Promise<Sayings> {
  const connection = await connected(machine, options)
  if (connection !== undefined) return (await import('../client/sayings.ts')).sayingsAt(connection, machine)
  const [{ openToState }, { sayingsOf }] = await Promise.all([
    import('../operations/project/open-to-state.ts'),
    import('../operations/local-verbs.ts'),
  ])
  return sayingsOf(await openToState(machine, options.store, begins), machine)
}

export async function openDestination(machine: Surroundings, options: RecordOptions): Promise<Destination> {
  const connection = await connected(machine, options)
  if (connection !== undefined) return (await import('../client/destination.ts')).destinationAt(connection, machine)
  return (await import('../operations/project/destination.ts')).destinationHere(options.store, machine)
}

export async function tokensOf(machine: Surroundings, options: RecordOptions): Promise<Tokens> {
  const connection = await connected(machine, options)
  if (connection !== undefined) return (await import('../client/tokens.ts')).tokensAt(connection)
  return (await import('../operations/local-verbs.ts')).tokensHere(options.store, machine)
}

export async function logsOf(machine: Surroundings, options: RecordOptions): Promise<Logs> {
  const connection = await connected(machine, options)
  if (connection !== undefined) return (await import('../client/logs.ts')).logsAt(connection)
  return (await import('../operations/local-verbs.ts')).logsHere(options.store, machine)
}
