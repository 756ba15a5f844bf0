import { Command, InvalidArgumentError, Option } from 'commander'
import { serve } from '../server/serve.ts'
import { openInBrowser } from './browser.ts'
import type { RecordOptions } from './options.ts'
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
      const { address, stop } = await serve({ store: where.store, host, port, url, web: webFolder() }, surroundings())
      print(`Pedigree is at ${address}  (Ctrl-C ends it)`)
      if (open) openInBrowser(address)
      await interrupted()
      await stop()
    })
}

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
