import { Agent, request } from 'node:http'
import { openToWrite } from '../../src/operations/store.ts'
import type { Project } from '../durability/project.ts'
import { requestsOfRuns } from '../durability/requests.ts'
import { startServer } from './killed-server.ts'

const connections = 16
const samples = 10
const runs = 100

/** MiB at a tenth of all requests. */
export type Sample = { readonly requests: number; readonly resident: number; readonly heap: number }
export type MemoryFigures = { readonly requests: number; readonly samples: readonly Sample[] }

/**
 * Asks a server so many questions, says what it knows already, and asks for what is not there, over 16 connections; after
 * each tenth it says how much memory it takes.
 * @throws Error where the last three are over the second to fourth by more than a fifth and 16 MiB: then it grows.
 */
export async function serveMany(
  project: Project,
  requests: number,
  tell: (sample: Sample) => void = () => undefined,
): Promise<MemoryFigures> {
  const said = await recordSome(project)
  const server = await startServer(project)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const ask = (asked: Asked) => answerTo(server.address, agent, asked)
  const taken: Sample[] = []
  try {
    await ask({ path: '/pedigree/v1/statements', body: said })
    for (let tenth = 1; tenth <= samples; tenth++) {
      let left = Math.ceil(requests / samples)
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (left-- > 0) await checked(ask, askedAs(left, said))
        }),
      )
      const { body } = await ask({ path: '/metrics' })
      const sample = {
        requests: tenth * Math.ceil(requests / samples),
        resident: mebibytesIn(body, 'resident_bytes'),
        heap: mebibytesIn(body, 'heap_bytes'),
      }
      taken.push(sample)
      tell(sample)
    }
  } finally {
    agent.destroy()
    server.kill()
    await server.ended
  }
  for (const what of ['resident', 'heap'] as const) requireFlat(what, taken)
  return { requests: taken.at(-1)?.requests ?? 0, samples: taken }
}

/** @returns statements that are on record, as they were sent. */
async function recordSome(project: Project): Promise<string> {
  await using store = await openToWrite(project.surroundings)
  const requestOf = requestsOfRuns()
  await Promise.all(Array.from({ length: runs }, () => store.record(requestOf())))
  const statements = [{ type: 'node', node: 'run', id: 'run:test/known', name: 'known.py' }]
  return JSON.stringify({ producer: 'c'.repeat(32), sequence: 0, statements })
}

type Asked = { readonly path: string; readonly body?: string; readonly status?: number }

function askedAs(number: number, said: string): Asked {
  const root = '/pedigree/v1'
  const of: readonly Asked[] = [
    { path: `${root}/live` },
    { path: `${root}/find?text=${number.toString(36)}` },
    { path: `${root}/runs?limit=20` },
    { path: `${root}/history?reference=run:test/known` },
    { path: `${root}/trace?reference=run:test/known` },
    { path: `${root}/statements`, body: said },
    { path: `${root}/show?reference=nothing-${number}`, status: 404 },
    { path: '/health' },
  ]
  return of[number % of.length] ?? { path: '/health' }
}

async function checked(ask: (asked: Asked) => Promise<{ status: number; body: string }>, asked: Asked): Promise<void> {
  const { status, body } = await ask(asked)
  const isRight = asked.status === undefined ? status === 200 || status === 201 : status === asked.status
  if (!isRight) throw new Error(`${asked.path}: ${status} ${body}`)
}

function answerTo({ hostname, port }: URL, agent: Agent, { path, body }: Asked) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }
  const method = body === undefined ? 'GET' : 'POST'
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const outgoing = request({ hostname, port, agent, path, method, headers }, (incoming) => {
      const parts: Buffer[] = []
      incoming.on('data', (part) => parts.push(part))
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(parts).toString() }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const mebibytesIn = (metrics: string, name: string): number =>
  Math.round(Number(new RegExp(`^pedigree_${name} (\\d+)$`, 'm').exec(metrics)?.[1]) / 2 ** 20)

function requireFlat(what: 'resident' | 'heap', taken: readonly Sample[]): void {
  const middle = (some: readonly Sample[]) => some.map((each) => each[what]).sort((a, b) => a - b)[1] ?? 0
  const [early, late] = [middle(taken.slice(1, 4)), middle(taken.slice(-3))]
  if (!(late <= early * 1.2 + 16))
    throw new Error(`${what} memory grows: ${taken.map((each) => each[what]).join(', ')} MiB`)
}
