import { maxHeaderSize } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import { problemOf, Refused } from './problem.ts'

export const problemType = 'application/problem+json'

/** @returns the status that was answered. */
export function answerProblem(error: unknown, reply: FastifyReply): number {
  const { problem, retryAfter } = problemOf(error)
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter))
  // Fastify hangs up on whose body it has not read: who is to come again might then not hear it, still sending.
  if (problem.status === 503) void reply.removeHeader('connection')
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
  void reply.code(problem.status).type(problemType).send(JSON.stringify(problem))
  return problem.status
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
