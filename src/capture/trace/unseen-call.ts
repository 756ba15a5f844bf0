import type { Call } from './strace-line.ts'

/** A connection to another program, from where a run may have read what no file tells. */
export type Connection = {
  readonly at: number
  readonly pid: number
  /** As numbers: IPv4 or IPv6. */
  readonly address: string
  readonly port: number
}

/** That a process did something out of the tracer's sight, or could not do it because of the tracer, as a sentence. */
export type Unseen = { readonly pid: number; readonly sentence: string; readonly hinders?: true }

const daemons = /"(\/(?:var\/)?run\/(?:docker|containerd|podman|crio)[^"]*\.sock)"/

/** Where a call leads out of the tracer's sight. `error` is the name of the error it failed with. */
export function blindSpot(call: Call, error: string | undefined): Omit<Unseen, 'pid'> | undefined {
  switch (call.name) {
    case 'ptrace':
      return error === 'EPERM' ? hindrance('A debugger could not attach') : undefined
    case 'clone':
    case 'clone3':
      // LeakSanitizer looks at its process from another, of which a tracer is not told and that fails beside one.
      return call.arguments.join().includes('CLONE_UNTRACED') ? hindrance('A leak checker could not work') : undefined
    default: {
      const sentence = error === undefined ? wayOut(call) : undefined
      return sentence === undefined ? undefined : { sentence }
    }
  }
}

const hindrance = (what: string) => ({
  sentence: `${what}, because the run is traced; --tracer=python leaves it free.`,
  hinders: true as const,
})

/** Of a program with the set-user-id bit, which keeps our identity while it is traced. */
export const disarmed = (program: string) => hindrance(`${program} ran without its privileges`)

function wayOut(call: Call): string | undefined {
  switch (call.name) {
    case 'io_uring_setup':
      return 'A process used io_uring, through which it can open files unseen.'
    case 'chroot':
    case 'pivot_root':
      return 'A process changed its root folder, so its paths can mean others.'
    case 'connect': {
      const socket = daemons.exec(call.arguments[1] ?? '')?.[1]
      return socket && `A daemon did work that cannot be seen, asked through ${socket}.`
    }
    default:
      return undefined
  }
}

const ipv4 = /^\{sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([\d.]+)"\)/
const ipv6 = /^\{sa_family=AF_INET6, sin6_port=htons\((\d+)\),.* inet_pton\(AF_INET6, "([\da-f:.]+)"/
const domainPort = 53

/** Begun or made; look-ups of names and sockets that only learn their own address (port 0) are none. */
export function connectionOf(call: Call): Connection | undefined {
  const { address, port } = addressIn(call)
  if (address === undefined || port === 0 || port === domainPort) return undefined
  if (/^-1 E/.test(call.result) && !call.result.startsWith('-1 EINPROGRESS')) return undefined
  return { at: call.at, pid: call.pid, address, port }
}

/** The port at which a process has a socket of its own, as `bind` asked for it or `getsockname` told where any would do. */
export function ownPortOf(call: Call): number | undefined {
  const { address, port } = addressIn(call)
  return address === undefined || port === 0 ? undefined : port
}

/** Whether an address leads to this very machine, wherever it is. */
export function isOwnMachine(address: string): boolean {
  return /^(?:127\.|0\.0\.0\.0$|::1?$|::ffff:127\.)/.test(address)
}

function addressIn({ arguments: [, to = ''] }: Call): { address: string | undefined; port: number } {
  const match = ipv4.exec(to) ?? ipv6.exec(to)
  return { address: match?.[2], port: Number(match?.[1]) }
}
