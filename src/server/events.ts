import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { EntryEvent } from './contract.ts'
import type { ServedRecord } from './served-record.ts'

const commentEveryMs = 15_000
/** Between two looks whether who listens still may. What comes meanwhile is told together. */
const tellEveryMs = 250
/** What may wait for one who listens, told or not yet: of more only the last is told, as `missed`, and who does not read is left. */
const charactersMax = 128 * 1024
const unreadBytesMax = 128 * 1024

/**
 * An event stream: each entry as it comes, `id` its number. It tells what changed; clients fetch it again. One that broke
 * off says the last entry it heard of, and is told at once when the record has gone on since.
 * @param mayStill whether what the stream was asked with still lets in: looked up again before anything is told.
 */
export function streamEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  { following, graph }: ServedRecord,
  mayStill: () => Promise<boolean>,
): void {
  const last = Number(request.headers['last-event-id'] ?? Number.NaN)
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  if (request.method === 'HEAD') return void raw.end()
  if (Number.isInteger(last) && last < graph.entry()) send(raw, blockOf({ entry: graph.entry(), missed: true }))
  else send(raw, ': here\n\n')
  const stopListening = following.listen({ news: teller(raw, mayStill), end: () => raw.end() })
  const timer = setInterval(async () => {
    // Where the store cannot be read at the moment, that is what there is to tell.
    if (!(await mayStill().catch(() => true))) return void raw.end()
    const problem = following.problem()
    send(raw, problem === undefined ? ': here\n\n' : `event: trouble\ndata: ${JSON.stringify({ problem })}\n\n`)
  }, commentEveryMs)
  raw.on('close', () => {
    clearInterval(timer)
    stopListening()
  })
}

/** Takes news and tells them, to nobody who was shut out by the time that they came. */
export function teller(raw: ServerResponse, mayStill: () => Promise<boolean>): (news: EntryEvent) => void {
  let waiting: string[] = []
  let characters = 0
  let isTelling = false
  const tell = async () => {
    isTelling = true
    while (waiting.length > 0 && !raw.destroyed) {
      const told = waiting.join('')
      waiting = []
      characters = 0
      if (!(await mayStill().catch(() => false))) return void raw.end()
      send(raw, told)
      await sleep(tellEveryMs)
    }
    isTelling = false
  }
  return (news) => {
    const block = blockOf(news)
    characters += block.length
    if (characters <= charactersMax) waiting.push(block)
    else waiting = [blockOf({ entry: news.entry, missed: true })]
    if (!isTelling) void tell()
  }
}

/** One text for all who listen. */
const blocks = new WeakMap<EntryEvent, string>()
function blockOf(event: EntryEvent): string {
  const block = blocks.get(event) ?? `id: ${event.entry}\ndata: ${JSON.stringify(event)}\n\n`
  blocks.set(event, block)
  return block
}

/** Whoever does not read what they asked for is hung up on, and told what they missed when they come again. */
function send(raw: ServerResponse, text: string): void {
  if (raw.writableEnded || raw.destroyed) return
  if (raw.writableLength > unreadBytesMax) raw.destroy()
  else raw.write(text)
}
