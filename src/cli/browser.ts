import { spawn } from 'node:child_process'

/** Opens an address in the user's browser, where there is one; whoever has none has read the address. */
export function openInBrowser(address: string): void {
  const [command, ...words] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address]
  const child = spawn(command ?? '', words, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
