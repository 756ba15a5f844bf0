import { type IncomingHttpHeaders, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'

export type Sent = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}
export type Received = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly bytes: Buffer }

/** How long a server may take to let itself be connected to, and to say anything at all. */
const connectMs = 5_000
const silenceMs = 60_000

/** One request and its answer, whatever that is. A redirect is an answer: nothing is ever sent to where it points. */
export function exchange(url: URL, { method, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }
    const sending = (url.protocol === 'https:' ? overHttps : overHttp)(
      url,
      { method, headers: { ...headers, ...length }, timeout: silenceMs },
      (incoming) => {
        const parts: Buffer[] = []
        incoming.on('data', (part) => parts.push(part))
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes: Buffer.concat(parts) }),
        )
      },
    )
    const late = setTimeout(() => sending.destroy(new Error(`no connection within ${connectMs / 1_000} s`)), connectMs)
    sending.on('socket', (socket) => {
      // One that is kept from the request before is connected already.
      if (socket.connecting) socket.once('connect', () => clearTimeout(late))
      else clearTimeout(late)
    })
    sending.on('timeout', () => sending.destroy(new Error(`nothing was heard for ${silenceMs / 1_000} s`)))
    sending.on('error', reject)
    sending.on('close', () => clearTimeout(late))
    sending.end(body)
  })
}
