import { projectIn } from '../durability/project.ts'
import { seeded } from '../durability/random.ts'
import { serveMany } from '../server/flat-memory.ts'
import { fuzz } from '../server/fuzz.ts'
import { type ServerKillFigures, serverKillRounds } from '../server/killed-server.ts'

// The long versions of test/server.

/** A new record every so often: each server reads all of it when it starts. */
export async function killedServers(rounds: number, seed: number, newFolder: () => string): Promise<object> {
  const random = seeded(seed)
  const sum: ServerKillFigures = { rounds: 0, acknowledged: 0, resent: 0, runs: 0, waited: 0, lost: 0, twice: 0 }
  while (sum.rounds < rounds) {
    const figures = await serverKillRounds(projectIn(newFolder()), Math.min(20, rounds - sum.rounds), random)
    for (const key of Object.keys(sum) as (keyof ServerKillFigures)[]) sum[key] += figures[key]
  }
  if (sum.lost + sum.twice > 0) throw new Error(`${sum.lost} lost, ${sum.twice} twice`)
  return { ...sum }
}

/** A new record every so often, too: afterwards all of it is verified. */
export async function fuzzed(requests: number, seed: number): Promise<object> {
  const sum = { requests: 0, taken: 0, refused: 0, failed: 0 }
  for (let part = 0; sum.requests < requests; part++) {
    const figures = await fuzz(Math.min(100_000, requests - sum.requests), seed + part * 1_000_000)
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += figures[key]
  }
  return sum
}

export async function flatMemory(requests: number, newFolder: () => string): Promise<object> {
  const { samples } = await serveMany(projectIn(newFolder()), requests, ({ requests: asked, resident, heap }) =>
    console.log(`  after ${asked} requests: ${resident} MiB resident, ${heap} MiB heap`),
  )
  return { requests: samples.at(-1)?.requests, 'MiB resident at the end': samples.at(-1)?.resident }
}
