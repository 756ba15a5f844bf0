import { maxHeaderSize } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import { statementBytesMax } from '../domain/vocabulary.ts'
import { problemOf, Refused } from './problem.ts'

export const problemType = 'application/problem+json'

/** @returns the status that was answered. */
export function answerProblem(error: unknown, reply: FastifyReply): number {
  const { problem, retryAfter } = problemOf(error)
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter))
  hearOut(reply)
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
  void reply.code(problem.status).type(problemType).send(JSON.stringify(problem))
  return problem.status
}

/** What is read of the rest of a body that was refused, and kept by nobody. */
const restBytesMax = 2 * statementBytesMax

/**
 * Who is still sending when they are refused hears it only once they have sent everything, as many clients do: until then
 * the connection stays, also where they asked that it ends. Who does not come to an end is hung up on, as by Node after a time.
 */
function hearOut(reply: FastifyReply): void {
  const { raw: incoming } = reply.request
  const { 'content-length': length = '0', 'transfer-encoding': coding } = incoming.headers
  if (incoming.complete || (Number(length) === 0 && coding === undefined)) return
  void reply.removeHeader('connection')
  reply.raw.shouldKeepAlive = true
  let left = restBytesMax
  incoming.on('data', (part: Buffer) => {
    left -= part.length
    if (left < 0) incoming.destroy()
  })
}

/** Where Node finds no request in what it reads, it is answered by hand, and the connection ends. */
export function refuseUnread({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { problem } = problemOf(unread(code))
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${problemType}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function unread(code: string | undefined): Refused {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Refused(431, 'invalid-input', `the headers have more than ${maxHeaderSize} bytes`)
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Refused(408, 'invalid-input', 'the request did not come to its end in time')
  }
  return new Refused(400, 'invalid-input', 'this is no request of HTTP/1.1')
}
