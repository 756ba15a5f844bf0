import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { spoolFolder } from '../../src/operations/recording/spool.ts'
import { show } from '../../src/operations/show.ts'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { sql } from '../../src/store/sql.ts'
import type { Project } from '../durability/project.ts'
import { askAt } from './server.ts'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const connections = 16

export type ServerKillFigures = {
  rounds: number
  acknowledged: number
  resent: number
  /** Runs that ended, and those whose server was not there then. */
  runs: number
  waited: number
  lost: number
  twice: number
}

/** A request that was sent, and whether its answer came before the server was killed. */
type Sent = { readonly body: { producer: string; sequence: number; statements: unknown[] }; entry?: number }

/**
 * Kills a server with SIGKILL while 16 connections write to it, again and again on one record. What it acknowledged is
 * there under the number that it said; what it did not is sent again to the next one, and then stands once. A `pedigree run`
 * that ends meanwhile is recorded, now or by the next command, and nothing of it waits any longer than that.
 * @throws Error saying what does not hold.
 */
export async function serverKillRounds(
  project: Project,
  rounds: number,
  random: () => number,
): Promise<ServerKillFigures> {
  const figures: ServerKillFigures = { rounds: 0, acknowledged: 0, resent: 0, runs: 0, waited: 0, lost: 0, twice: 0 }
  let unanswered: Sent[] = []
  const acknowledged: Required<Sent>[] = []
  const runs: Promise<Ran>[] = []
  let port = 0
  for (; figures.rounds < rounds; figures.rounds++) {
    const server = await startServer(project, port)
    port = Number(server.address.port)
    runs.push(runAt(server.address, project, figures.rounds))
    for (const sent of unanswered) {
      const { status, body } = await askAt(server.address, path, { body: sent.body })
      if (status !== 200 && status !== 201) throw new Error(`sent again: ${status} ${body}`)
      acknowledged.push({ ...sent, entry: JSON.parse(body.toString()).entry })
      figures.resent++
    }
    unanswered = []
    const writers = Array.from({ length: connections }, () => write(server.address))
    await sleep(20 + random() * 300)
    server.kill()
    for (const sent of (await Promise.all(writers)).flat()) {
      if (sent.entry === undefined) unanswered.push(sent)
      else acknowledged.push({ ...sent, entry: sent.entry })
    }
    await server.ended
  }
  const ran = await Promise.all(runs)
  figures.waited = ran.filter(({ waits }) => waits).length
  await emptySpool(project, port)
  figures.acknowledged = acknowledged.length
  await using store = await openToRead(project.surroundings)
  const rows = await store.port.read((snapshot) =>
    snapshot.all<{ producer: string; sequence: number; number: number }>(
      sql`select producer, sequence, number from entry`,
    ),
  )
  const there = new Map(rows.map(({ producer, sequence, number }) => [`${producer} ${sequence}`, number]))
  figures.twice = rows.length - there.size
  figures.lost = acknowledged.filter(
    ({ body: { producer, sequence }, entry }) => there.get(`${producer} ${sequence}`) !== entry,
  ).length
  for (const { id } of ran) {
    const { node } = await show(store, { reference: id }, project.surroundings)
    if (node.state === 'succeeded') figures.runs++
    else figures.lost++
  }
  const verdict = await verify(store, [], project.surroundings)
  if (!verdict.intact) throw new Error(verdict.reason)
  return figures
}

const path = '/pedigree/v1/statements'

type Ran = { readonly id: string; readonly waits: boolean }
const client = ({ state }: Pick<Project, 'state'>) => join(state, 'client')
const environment = (state: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: state,
  XDG_STATE_HOME: state,
  PEDIGREE_AGENT: 'ann',
})

/** A run whose record goes to a server, whatever becomes of that while it runs. */
async function runAt({ href }: URL, project: Project, number: number): Promise<Ran> {
  const summary = join(project.state, `run-${number}.json`)
  const words = [
    '--server',
    href,
    'run',
    '--tracer',
    'python',
    '--summary',
    summary,
    '--',
    'sleep',
    String((number % 4) / 10),
  ]
  const said = await ended(words, project)
  return { id: JSON.parse(readFileSync(summary, 'utf8')).run, waits: said.includes('the next command records it') }
}

/** What waits is sent by the next command that reaches the server. @throws Error where anything is left. */
async function emptySpool(project: Project, port: number): Promise<void> {
  const server = await startServer(project, port)
  await ended(['--server', server.address.href, 'live'], project)
  server.kill()
  await server.ended
  const surroundings = { ...project.surroundings, env: { XDG_STATE_HOME: client(project) } }
  const left = readdirSync(spoolFolder(server.address.origin, surroundings), { recursive: true })
  if (left.length > 0) throw new Error(`still waiting: ${left.join(', ')}`)
}

/** What a command wrote to standard error. @throws Error where it failed. */
async function ended(words: readonly string[], project: Project): Promise<string> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: project.cwd,
    env: environment(client(project)),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${said}`)
  return said
}

/** One connection that sends one batch after another until the server is gone. */
async function write(address: URL): Promise<Sent[]> {
  const producer = randomBytes(16).toString('hex')
  const sent: Sent[] = []
  for (let sequence = 0; ; sequence++) {
    const statements = [{ type: 'node', node: 'run', id: `run:test/${producer}-${sequence}` }]
    const one: Sent = { body: { producer, sequence, statements } }
    sent.push(one)
    try {
      const { status, body } = await askAt(address, path, { body: one.body })
      if (status !== 201) throw new Error(`${status} ${body}`)
      one.entry = JSON.parse(body.toString()).entry
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ECONNRESET' || code === 'ECONNREFUSED' || code === 'EPIPE') return sent
      throw error
    }
  }
}

export async function startServer({ cwd, state }: Pick<Project, 'cwd' | 'state'>, port = 0) {
  const child = spawn(process.execPath, [program, 'serve', '--port', String(port)], {
    cwd,
    env: environment(state),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const address = await new Promise<URL>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      const [, found] = /(http:\S+)/.exec(String(text)) ?? []
      if (found !== undefined) resolve(new URL(found))
    })
    child.on('close', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return { address, ended, kill: () => child.kill('SIGKILL') }
}
