import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { sql } from '../../src/store/sql.ts'
import type { Project } from '../durability/project.ts'
import { askAt } from './server.ts'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const connections = 16

export type ServerKillFigures = { rounds: number; acknowledged: number; resent: number; lost: number; twice: number }

/** A request that was sent, and whether its answer came before the server was killed. */
type Sent = { readonly body: { producer: string; sequence: number; statements: unknown[] }; entry?: number }

/**
 * Kills a server with SIGKILL while 16 connections write to it, again and again on one record. What it acknowledged is
 * there under the number that it said; what it did not is sent again to the next one, and then stands once.
 * @throws Error saying what does not hold.
 */
export async function serverKillRounds(
  project: Project,
  rounds: number,
  random: () => number,
): Promise<ServerKillFigures> {
  const figures: ServerKillFigures = { rounds: 0, acknowledged: 0, resent: 0, lost: 0, twice: 0 }
  let unanswered: Sent[] = []
  const acknowledged: Required<Sent>[] = []
  for (; figures.rounds < rounds; figures.rounds++) {
    const server = await startServer(project)
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
  const verdict = await verify(store, [], project.surroundings)
  if (!verdict.intact) throw new Error(verdict.reason)
  return figures
}

const path = '/pedigree/v1/statements'

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

export async function startServer({ cwd, state }: Pick<Project, 'cwd' | 'state'>) {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: state, XDG_STATE_HOME: state, PEDIGREE_AGENT: 'ann' },
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
