import { Command, InvalidArgumentError, Option } from 'commander'
import { serve } from '../server/serve.ts'
import { openInBrowser } from './browser.ts'
import { type StoreOption, storeOption } from './options.ts'
import { print, surroundings } from './terminal.ts'
import { webFolder } from './web-folder.ts'

type Options = StoreOption & {
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
    .addOption(storeOption())
    .action(async ({ store, host, port, url, open }: Options) => {
      const { address, stop } = await serve({ store, host, port, url, web: webFolder() }, surroundings())
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
