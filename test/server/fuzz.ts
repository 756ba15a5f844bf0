import { Agent, request } from 'node:http'
import fc from 'fast-check'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { type Fuzzed, fuzzed } from './fuzzed-requests.ts'
import { testServer } from './server.ts'

export type FuzzFigures = { requests: number; taken: number; refused: number; failed: number }

/**
 * Sends requests that are wrong in many ways to a server of a new record. None is answered by a defect; afterwards the
 * server still answers and its record is intact.
 * @throws Error with the request that was answered by anything but 2xx, 4xx or 503 with Retry-After.
 */
export async function fuzz(requests: number, seed: number): Promise<FuzzFigures> {
  const server = await testServer()
  const figures: FuzzFigures = { requests: 0, taken: 0, refused: 0, failed: 0 }
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const address = new URL(server.address)
  try {
    const batch = 200
    for (let done = 0; done < requests; done += batch) {
      const all = fc.sample(fuzzed, { numRuns: Math.min(batch, requests - done), seed: seed + done })
      const statuses = await Promise.all(all.map((one) => statusOf(agent, address, one)))
      for (const [index, status] of statuses.entries()) {
        figures.requests++
        if (status >= 200 && status < 300) figures.taken++
        else if (status >= 400 && status < 500) figures.refused++
        else throw new Error(`answered by ${status}: ${JSON.stringify(all[index])}`)
      }
    }
    const { status } = await server.ask('/health')
    if (status !== 200) throw new Error(`afterwards it is not healthy: ${status}`)
  } finally {
    agent.destroy()
    await server.stop()
  }
  await using store = await openToRead(server.surroundings)
  const verdict = await verify(store, [], server.surroundings)
  if (!verdict.intact) throw new Error(verdict.reason)
  return figures
}

function statusOf(agent: Agent, { hostname, port }: URL, { path, method, headers, raw }: Fuzzed): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        hostname,
        port,
        // What no client could send at all.
        path: path.replace(/[^\x21-\x7e]/g, ''),
        method: method ?? (raw === undefined ? 'GET' : 'POST'),
        headers: {
          ...(raw === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(raw) }),
          ...headers,
        },
      },
      (incoming) => {
        const isAsked = incoming.statusCode === 503 && incoming.headers['retry-after'] !== undefined
        incoming.resume()
        // A stream that never ends has been let in.
        if (incoming.headers['content-type']?.startsWith('text/event-stream')) outgoing.destroy()
        incoming.on('close', () => resolve(isAsked ? 429 : (incoming.statusCode ?? 0)))
      },
    )
    // The server may hang up on what is no HTTP.
    outgoing.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(400) : reject(error)))
    outgoing.end(raw)
  })
}
