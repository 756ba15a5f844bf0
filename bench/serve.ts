import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openToWrite } from '../src/operations/store.ts'
import { type Measure, printMeasures } from './measure.ts'
import { median, msOf } from './pairs.ts'
import { nameMany, searchesFor } from './search.ts'

const writes = 6_000

/**
 * T1: durable writes at 64 connections beside the same server that keeps nothing. T3: one connection's answer beside an
 * fsync and an empty request. T17: a server that is ready beside Node that does nothing. T18: a search of a million names. T19: a question's p99 while 64
 * connections write.
 */
export async function serveBench(): Promise<Measure[]> {
  const on = await withServer('on', async (address) => {
    const ingest = await perSecond(address, 64, writes)
    const asked = await questionsWhileWriting(address)
    return { ingest, asked, single: await singleMs(address, 400), empty: await emptyMs(address, 400) }
  })
  const off = await withServer('off', (address) => perSecond(address, 64, writes))
  const sync = fsyncMs()
  const searched = await searchMs(1_000_000)
  return [
    {
      name: 'T1 durable writes at 64 connections ÷ the same server that keeps nothing, rate',
      ours: `${Math.round(on.ingest)}/s`,
      theirs: `${Math.round(off)}/s`,
      ratio: on.ingest / off,
      target: '≥ 0.35',
      holds: on.ingest / off >= 0.35,
    },
    beside('T3 one connection’s answer ÷ (fsync + empty request), p50', on.single, sync + on.empty, 3),
    beside('T17 a server that is ready ÷ `node -e 0`', await readyMs(), await nodeMs(), 8),
    {
      name: 'T18 a search of a million names, p99, over none',
      ours: `${searched.toFixed(1)} ms`,
      theirs: '0 ms',
      ratio: searched / 15,
      difference: `${searched.toFixed(1)} ms`,
      target: '≤ 15 ms',
      holds: searched <= 15,
    },
    {
      name: 'T19 a question while 64 connections write, p99, over none',
      ours: `${on.asked.toFixed(1)} ms`,
      theirs: '0 ms',
      ratio: on.asked / 15,
      difference: `${on.asked.toFixed(1)} ms`,
      target: '≤ 15 ms',
      holds: on.asked <= 15,
    },
  ]
}

function beside(name: string, ours: number, theirs: number, most: number): Measure {
  const ms = (value: number) => `${value.toFixed(2)} ms`
  return {
    name,
    ours: ms(ours),
    theirs: ms(theirs),
    ratio: ours / theirs,
    target: `≤ ${most}`,
    holds: ours / theirs <= most,
  }
}

async function withServer<T>(
  storage: 'on' | 'off',
  body: (address: URL) => Promise<T>,
  folder = mkdtempSync(join(tmpdir(), 'pedigree-serve-')),
): Promise<T> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serving.ts'), folder, storage], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    return await body(await addressOf(child))
  } finally {
    child.kill()
    await new Promise((resolve) => child.on('close', resolve))
    rmSync(folder, { recursive: true })
  }
}

const addressOf = (child: ChildProcess): Promise<URL> =>
  new Promise((resolve) => child.stdout?.once('data', (text) => resolve(new URL(String(text).trim()))))

type Call = { readonly address: URL; readonly agent: Agent; readonly path: string; readonly body?: string }

function call({ address: { hostname, port }, agent, path, body }: Call): Promise<number> {
  const headers =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, agent, path, method: body === undefined ? 'GET' : 'POST', headers },
      (incoming) => {
        incoming.resume()
        incoming.on('end', () => resolve(incoming.statusCode ?? 0))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function write(address: URL, agent: Agent, body: string): Promise<void> {
  const status = await call({ address, agent, path: '/pedigree/v1/statements', body })
  if (status !== 201) throw new Error(`a write was answered by ${status}`)
}

/**
 * About 5 KB each, all distinct, as an orchestrator sends them: a run of a job that read one data set and wrote another, each
 * a version of a named one, with the columns of what it wrote. Three nodes, five edges.
 */
function* bodies(): Generator<string> {
  const producer = randomBytes(16).toString('hex')
  for (let sequence = 0; ; sequence++) {
    const run = `run:bench/${producer}-${sequence}`
    const at = '2026-01-01T00:00:00.000Z'
    const data = ['input', 'output'].map((name) => ({
      ...{ type: 'node', node: 'artifact', id: `sha256:${randomBytes(32).toString('hex')}`, kind: 'dataset' },
      name: `warehouse/${name}-${sequence}.parquet`,
    }))
    const uses = data.map(({ id, name }, index) => ({
      ...{ type: 'edge', edge: index === 0 ? 'used' : 'generated', source: run, target: id, role: 'data', at },
      place: `s3://warehouse/${producer}/${name}`,
    }))
    const versions = data.map(({ id }, index) => ({
      ...{ type: 'edge', edge: 'version-of', source: id, target: `asset:bench/table-${index}` },
      ...{ number: 1 + index + 2 * sequence + Number.parseInt(producer.slice(0, 10), 16), at },
    }))
    const columns = Array.from({ length: 32 }, (_, index) => ({
      ...{ name: `column_${index}`, type: index % 3 === 0 ? 'double' : 'string' },
      description: `the ${index}th column of the table as it was in run ${sequence}`,
    }))
    const statements = [
      { type: 'node', node: 'run', id: run, kind: 'transform', name: 'orders.daily', from: at },
      ...data,
      ...uses,
      ...versions,
      { type: 'edge', edge: 'acted-for', source: 'agent:service/scheduler', target: run, role: 'executor' },
      { type: 'facet', subject: data[1]?.id, name: 'schema', body: { columns } },
    ]
    yield JSON.stringify({ producer, sequence, statements })
  }
}

async function perSecond(address: URL, connections: number, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let left = count
  const start = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const own = bodies()
      while (left-- > 0) await write(address, agent, String(own.next().value))
    }),
  )
  const ms = performance.now() - start
  agent.destroy()
  return (count * 1000) / ms
}

async function questionsWhileWriting(address: URL): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  let isOver = false
  const writing = perSecond(address, 64, writes).then(() => {
    isOver = true
  })
  while (!isOver) {
    const start = performance.now()
    const status = await call({ address, agent, path: '/pedigree/v1/live' })
    if (status !== 200) throw new Error(`a question was answered by ${status}`)
    times.push(performance.now() - start)
  }
  await writing
  agent.destroy()
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)] ?? 0
}

/** T18: searches of a million names, one after another. */
async function searchMs(count: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-search-'))
  await (await openToWrite({ cwd: folder, env: { XDG_STATE_HOME: folder }, nowMs: Date.now, warn: () => undefined }))[
    Symbol.asyncDispose
  ]()
  const searches = searchesFor(await nameMany(folder, count))
  return withServer(
    'on',
    async (address) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      while ((await call({ address, agent, path: '/health' })) !== 200);
      const times: number[] = []
      for (const text of searches) {
        const start = performance.now()
        const status = await call({ address, agent, path: `/pedigree/v1/find?text=${encodeURIComponent(text)}` })
        times.push(performance.now() - start)
        if (status !== 200) throw new Error(`a search was answered by ${status}`)
      }
      agent.destroy()
      return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
    },
    folder,
  )
}

async function singleMs(address: URL, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const own = bodies()
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const body = String(own.next().value)
    const start = performance.now()
    await write(address, agent, body)
    times.push(performance.now() - start)
  }
  agent.destroy()
  return median(times)
}

async function emptyMs(address: URL, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const start = performance.now()
    await call({ address, agent, path: '/health/live' })
    times.push(performance.now() - start)
  }
  agent.destroy()
  return median(times)
}

function fsyncMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-fsync-'))
  const file = openSync(join(folder, 'file'), 'w')
  const page = randomBytes(4096)
  const once = () => {
    writeSync(file, page)
    fsyncSync(file)
  }
  const times = Array.from({ length: 400 }, () => msOf(once))
  closeSync(file)
  rmSync(folder, { recursive: true })
  return median(times)
}

async function readyMs(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-ready-'))
  const entry = join(import.meta.dirname, '..', 'dist', 'main.js')
  const times: number[] = []
  for (let round = 0; round < 8; round++) {
    const start = performance.now()
    const child = spawn(process.execPath, [entry, 'serve', '--port', '0'], {
      cwd: folder,
      env: { ...process.env, XDG_STATE_HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const text = await new Promise<string>((resolve) => child.stdout.once('data', (part) => resolve(String(part))))
    const address = new URL(/http:\S+/.exec(text)?.[0] ?? '')
    const agent = new Agent()
    while ((await call({ address, agent, path: '/health' })) !== 200);
    if (round > 1) times.push(performance.now() - start)
    child.kill()
    await new Promise((resolve) => child.on('close', resolve))
  }
  rmSync(folder, { recursive: true })
  return median(times)
}

async function nodeMs(): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 8; round++) {
    const start = performance.now()
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
    await new Promise((resolve) => child.on('close', resolve))
    times.push(performance.now() - start)
  }
  return median(times)
}

if (import.meta.main) printMeasures(await serveBench())
