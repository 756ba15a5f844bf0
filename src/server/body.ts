import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { BackPressure } from './back-pressure.ts'
import { Refused } from './problem.ts'

/** What anybody may send whom nobody let in: a token, and little else. It takes no room of those who were. */
export const strangersBytesMax = 1_024

/**
 * A request's body, of which no byte is kept that there is no room for: neither a length that it does not say, nor one that
 * it says wrong, fills the memory. It holds its room until the request is answered.
 * @throws Refused 413 for one over `bytesMax`, 503 where there is no room at the moment. The rest is then read by nobody.
 */
export function readBody(
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
  bytesMax: number,
  pressure: BackPressure,
): Promise<Buffer> {
  const room = pressure.room()
  outgoing.once('close', room.leave)
  const parts: Buffer[] = []
  let bytes = 0
  const count = (more: number) => {
    bytes += more
    if (bytes > bytesMax) throw tooLarge(bytesMax)
    if (bytesMax > strangersBytesMax) room.take(more)
  }
  return new Promise((resolve, reject) => {
    const end = () => resolve(Buffer.concat(parts, bytes))
    const fail = (error: unknown) => {
      incoming.off('data', take).off('end', end)
      parts.length = 0
      room.leave()
      incoming.resume()
      reject(error)
    }
    const take = (part: Buffer) => {
      try {
        count(part.length)
        parts.push(part)
      } catch (error) {
        fail(error)
      }
    }
    if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) return fail(tooLarge(bytesMax))
    incoming
      .on('data', take)
      .on('end', end)
      .once('error', () => fail(brokenOff()))
  })
}

/** Every body is read as JSON in UTF-8. @throws Refused 415 for one that says that it is packed, or of another charset. */
export function checkCoding(headers: IncomingHttpHeaders): void {
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding.toLowerCase() !== 'identity')
    throw new Refused(415, 'invalid-input', 'a body is taken as it is, without Content-Encoding', { field: '' })
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '') ?? []
  if (!/^utf-?8$/i.test(charset))
    throw new Refused(415, 'invalid-input', 'a body is JSON in UTF-8, and no other charset', { field: '' })
}

/** Nobody hears it. */
const brokenOff = () => new Refused(400, 'invalid-input', 'the request broke off', { field: '' })

const tooLarge = (bytesMax: number) =>
  new Refused(413, 'invalid-input', `the body has more than ${bytesMax} bytes`, {
    field: '',
    hint: 'send less at once: a batch may be parted, as a sequence of its producer',
  })
