import type { IncomingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const pack = promisify(gzip)
/** Below that, a packed answer is hardly shorter. */
const bytesMin = 1_024

export const takesGzip = (headers: IncomingHttpHeaders): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(String(headers['accept-encoding'] ?? ''))

/**
 * The JSON of a read, packed for whoever takes that, by a thread beside. What a write answers stays as it is: a new token
 * is in one of them, and how long a packed text is tells something of what is in it.
 */
export async function packed(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (typeof payload !== 'string' || !isRead || Buffer.byteLength(payload) <= bytesMin) return payload
  if (reply.statusCode !== 200 || !String(reply.getHeader('content-type')).startsWith('application/json'))
    return payload
  void reply.header('vary', 'accept-encoding')
  if (!takesGzip(request.headers)) return payload
  void reply.removeHeader('content-length')
  void reply.header('content-encoding', 'gzip')
  return pack(payload)
}
