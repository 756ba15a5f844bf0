import { pathToFileURL } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Surroundings } from '../operations/surroundings.ts'
import { type Served, type ServeOptions, serve } from '../server/serve.ts'
import { openInBrowser } from './browser.ts'
import type { RecordOptions } from './options.ts'
import { type KeptKey, keepOwnKey } from './own-key.ts'
import { requireStore } from './record.ts'
import { print, surroundings } from './terminal.ts'
import { webFolder } from './web-folder.ts'

type Options = RecordOptions & {
  readonly host: string
  readonly port: number
  readonly url?: string
  readonly open?: true
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the record over HTTP: to a browser, to other machines, to foreign verifiers')
    .addOption(new Option('--host <address>', 'where to listen').default('127.0.0.1'))
    .addOption(new Option('--port <number>', '0 for any that is free').argParser(portOf).default(4747))
    .addOption(new Option('--url <address>', 'where people reach it, when that is another than this machine'))
    .addOption(new Option('--open', 'open it in the browser'))
    .action(async ({ host, port, url, open, ...where }: Options) => {
      requireStore(surroundings(), where, 'serve')
      await serveUntilInterrupted({ store: where.store, host, port, url, web: webFolder() }, surroundings(), open)
    })
}

/** Serves a record and says where, until somebody ends it. */
export async function serveUntilInterrupted(
  options: ServeOptions,
  machine: Surroundings,
  opens = false,
): Promise<void> {
  const { address, record, ownKey, stop } = await serve(options, machine)
  let kept: KeptKey | undefined
  try {
    for (const line of linesOf(address, options, record)) print(line)
    kept = ownKey === undefined ? undefined : keepOwnKey(address, ownKey, machine)
    if (opens) openInBrowser(kept === undefined ? address : pathToFileURL(kept.entrance).href)
    await interrupted()
  } finally {
    kept?.forget()
    await stop()
  }
}

/** Where people reach it, and which record that is: one that was made just now may not be the one that was meant. */
export function linesOf(
  address: string,
  { host, url }: Pick<ServeOptions, 'host' | 'url'>,
  { folder, namespace, isNew }: Served['record'],
): readonly string[] {
  const { port } = new URL(address)
  const listens = everywhere.includes(host) ? `at every address of this machine, port ${port}` : `at ${address}`
  const where = url === undefined ? address : `${new URL(url).origin}, and listens ${listens}`
  return [
    `Pedigree is at ${where}  (Ctrl-C ends it)`,
    isNew
      ? `There was no record at ${folder}: a new one was made, of ${namespace}. To serve another, name it with --store.`
      : `It serves the record of ${namespace} at ${folder}`,
  ]
}

/** What a socket is bound to that takes connections by whichever address they come; of IPv4 alone, or of both. */
const everywhere: readonly string[] = ['0.0.0.0', '::', '[::]']

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Write a port from 0 to 65535.')
  return port
}

/** Once a person or the system asks it to end. Asked again while it does, it ends at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    const end = () => {
      for (const signal of signals) process.off(signal, end)
      resolve()
    }
    for (const signal of signals) process.on(signal, end)
  })
}
