import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServedRecord } from './served-record.ts'

const commentEveryMs = 15_000

/**
 * An event stream: each entry as it comes, `id` its number. It tells what changed; clients fetch it again. One that broke
 * off says the last entry it heard of, and is told at once when the record has gone on since.
 */
export function streamEvents(request: FastifyRequest, reply: FastifyReply, { following, graph }: ServedRecord): void {
  const last = Number(request.headers['last-event-id'] ?? Number.NaN)
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  const send = (entry: number, data: object) => raw.write(`id: ${entry}\ndata: ${JSON.stringify(data)}\n\n`)
  if (Number.isInteger(last) && last < graph.entry()) send(graph.entry(), { entry: graph.entry(), missed: true })
  else raw.write(': here\n\n')
  const stopListening = following.listen({ news: (news) => send(news.entry, news), end: () => raw.end() })
  const timer = setInterval(() => {
    const problem = following.problem()
    raw.write(problem === undefined ? ': here\n\n' : `event: trouble\ndata: ${JSON.stringify({ problem })}\n\n`)
  }, commentEveryMs)
  raw.on('close', () => {
    clearInterval(timer)
    stopListening()
  })
}
