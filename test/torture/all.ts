// The long versions of test/durability and test/server, on a machine of their own for two hours: `npm run torture`. Prints
// figures, and ends with 1 where something does not hold. `npm run torture -- 0.1 7` does a tenth of it, with another seed,
// `npm run torture -- 0.1 7 server` only what has that word in its name.
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { openToWrite } from '../../src/operations/store.ts'
import { flipBits, truncate } from '../durability/damage.ts'
import { type KillFigures, killRounds } from '../durability/kill-rounds.ts'
import { writeTogether } from '../durability/many-writers.ts'
import { projectIn } from '../durability/project.ts'
import { seeded } from '../durability/random.ts'
import { continueFromElsewhere, recordRuns, verifyProject } from '../durability/recording.ts'
import { requestsOfRuns } from '../durability/requests.ts'
import { befall, events } from '../durability/second-history.ts'
import { compareHistories } from '../questions/true-causes.ts'
import { flatMemory, fuzzed, killedServers } from './servers.ts'

const [share = 1, seed = Date.now() % 1e9] = process.argv.slice(2, 4).map(Number)
const only = process.argv[4] ?? ''
const root = mkdtempSync(join(tmpdir(), 'pedigree-torture-'))
const times = (count: number) => Math.max(1, Math.round(count * share))
let folders = 0
const newFolder = () => {
  const folder = join(root, String(++folders))
  mkdirSync(folder)
  return folder
}

/** Runs one torture and prints what came of it. */
async function torture(name: string, run: () => Promise<object>): Promise<void> {
  if (!name.includes(only)) return
  const start = performance.now()
  try {
    const figures = await run()
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    console.log(
      `${name}: ${Object.entries(figures)
        .map(([what, value]) => `${value} ${what}`)
        .join(', ')} (${seconds} s)`,
    )
  } catch (error) {
    console.error(`${name} does NOT hold (seed ${seed}):`, error)
    process.exitCode = 1
  }
}

/** A new record every so often: a record of many thousand entries takes longer to verify than to write. */
async function killed(): Promise<object> {
  const random = seeded(seed)
  const sum: KillFigures = { rounds: 0, writing: 0, acknowledged: 0, lost: 0, onRecord: 0 }
  while (sum.rounds < times(1_000)) {
    const figures = await killRounds(projectIn(newFolder()), Math.min(20, times(1_000) - sum.rounds), random)
    for (const key of Object.keys(sum) as (keyof KillFigures)[]) sum[key] += figures[key]
  }
  const { rounds, writing, acknowledged, lost, onRecord } = sum
  return { rounds, 'while writing': writing, acknowledged, 'on record': onRecord, lost }
}

async function flipped(): Promise<object> {
  const project = projectIn(newFolder())
  await recordRuns(project, 25)
  await continueFromElsewhere(project)
  await recordRuns(project, 275)
  const random = seeded(seed)
  const { refused, found, withoutEffect } = await flipBits(project, times(10_000), random)
  const cut = await truncate(project, times(1_000), random)
  return {
    'bits turned and refused': refused,
    'turned and found': found,
    'turned where nothing reads otherwise': withoutEffect,
    'cuts refused or found': cut.refused + cut.found,
    missed: 0,
  }
}

async function histories(): Promise<object> {
  const figures = { writes: 0, refused: 0, continued: 0 }
  const property = fc.asyncProperty(events, async (happening) => {
    const base = newFolder()
    await befall(base, happening, figures)
    rmSync(base, { recursive: true })
  })
  await fc.assert(property, { numRuns: times(2_000), seed })
  return { 'sequences of events': times(2_000), ...figures, 'second histories': 0 }
}

async function causes(): Promise<object> {
  const looked = await compareHistories(times(10_000), seed)
  return { histories: times(10_000), 'versions compared': looked.compared, causes: looked.causes, 'told otherwise': 0 }
}

async function together(writers: number): Promise<object> {
  const { acknowledged, lost, longestWaitMs, medianWaitMs } = await writeTogether(
    projectIn(newFolder()),
    writers,
    times(2_000),
  )
  return { acknowledged, lost, 'ms median wait': medianWaitMs, 'ms longest wait': longestWaitMs }
}

async function verified(): Promise<object> {
  const project = projectIn(newFolder())
  {
    await using store = await openToWrite(project.surroundings)
    const requestOf = requestsOfRuns()
    await Promise.all(Array.from({ length: 5_000 }, () => store.record(requestOf())))
  }
  const start = performance.now()
  const verdict = await verifyProject(project)
  const seconds = (performance.now() - start) / 1000
  if (!verdict.intact) throw new Error(verdict.reason)
  return {
    entries: verdict.entries,
    statements: verdict.statements,
    's to verify': seconds.toFixed(2),
    'entries a second': Math.round(verdict.entries / seconds),
  }
}

/** The tests of learning with every version of the libraries; they cache what they install. */
const libraries = () => tested(['test/capture/library-versions.test.ts'], { PEDIGREE_TEST_LIBRARIES: 'all' })

/** All tests of properties, of other cases than those of each run of the tests. */
async function properties(): Promise<object> {
  const files = globSync('{src,test}/**/*.test.ts', { cwd: repository })
  const isOfProperties = (file: string) => readFileSync(join(repository, file), 'utf8').includes("from 'fast-check'")
  return tested(files.filter(isOfProperties), { PEDIGREE_TEST_SEED: String(seed) })
}

const repository = join(import.meta.dirname, '../..')

async function tested(files: readonly string[], variables: Readonly<Record<string, string>>): Promise<object> {
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const words = ['run', ...files, '--reporter=json']
  const env = { ...process.env, ...variables }
  const options = { cwd: repository, env, encoding: 'utf8', maxBuffer: 1 << 26 } as const
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, ...words], options)
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(stdout.slice(stdout.indexOf('{"num')))
  if (numFailedTests > 0) throw new Error(stderr)
  return { passed: numPassedTests, skipped: numPendingTests }
}

try {
  await torture('versions of libraries', libraries)
  await torture('properties of other cases', properties)
  await torture('killed writers', killed)
  await torture('damaged files', flipped)
  await torture('backups put back and copies lost', histories)
  await torture('causes of made-up histories', causes)
  await torture('3 writers at once', () => together(3))
  await torture('4 writers at once', () => together(4))
  await torture('verify', verified)
  await torture('killed servers', () => killedServers(times(500), seed, newFolder))
  await torture('fuzzed requests to a server', () => fuzzed(times(1_000_000), seed))
  await torture('memory of a server', () => flatMemory(times(1_000_000), newFolder))
} finally {
  rmSync(root, { recursive: true, force: true })
}
