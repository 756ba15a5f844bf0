import { isIP } from 'node:net'

/** The names under which this server may be spoken to, and the web pages that may do so from a browser. */
export type Hosts = { readonly hosts: ReadonlySet<string>; readonly origins: ReadonlySet<string> }

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** @param url where people reach it, when that is not this machine. */
export function hostsOf(port: number, url: URL | undefined): Hosts {
  const local = loopbackNames.map((name) => `${name}:${port}`)
  const bare = port === 80 ? loopbackNames : []
  return {
    hosts: new Set([...local, ...bare, ...(url === undefined ? [] : [url.host])]),
    origins: new Set([...local, ...bare].map((host) => `http://${host}`).concat(url === undefined ? [] : [url.origin])),
  }
}

export function isLoopback(address: string): boolean {
  if (address === 'localhost') return true
  const bare = address.replace(/^\[|\]$/g, '').replace(/^::ffff:/i, '')
  return isIP(bare) === 4 ? bare.startsWith('127.') : bare === '::1'
}
