import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey } from '../src/log/note-key.ts'
import { record } from '../src/operations/record.ts'
import { type Request, stating } from '../src/operations/recording/request.ts'
import { foldEntries, namesIn } from '../src/store/fold.ts'
import type { Port } from '../src/store/port.ts'
import { readNumbers } from '../src/store/recording.ts'
import { makeSqlite } from '../src/store/sqlite.ts'
import * as tables from '../src/store/tables.ts'
import { type Measure, printMeasures } from './measure.ts'

const key = generateKey('pedigree.local/bench', Buffer.alloc(32, 1))
const drawn = () => ({ nowMs: Date.now(), key, salt: () => randomBytes(16) })
const runs = 1_280

/** Runs recorded per second, durable, one at a time and 64 at a time, beside the same rows without the log. */
export async function recordBench(): Promise<Measure[]> {
  return [await rate(1), await rate(64), await longestWait()]
}

async function rate(group: number): Promise<Measure> {
  const count = group === 1 ? runs / 4 : runs
  const ours = await timed(async (store) => {
    for (let run = 0; run < count; run += group) {
      await record(
        store,
        Array.from({ length: group }, (_, index) => requestOf(run + index)),
        drawn(),
      )
    }
  })
  const theirs = await timed(async (store) => {
    for (let run = 0; run < count; run += group) await insertRows(store, run, group)
  })
  const perSecond = (ms: number) => `${Math.round((count * 1000) / ms).toLocaleString('en')} runs/s`
  const ratio = theirs / ours
  const name = `runs recorded ${group === 1 ? 'one at a time' : `${group} at a time`} ÷ the same rows without the log, rate`
  return { name, ours: perSecond(ours), theirs: perSecond(theirs), ratio, target: 'printed', holds: true }
}

async function timed(work: (store: Port) => Promise<void>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-record-'))
  const store = await makeSqlite(join(folder, 'store.db'))
  await store.write(async (transaction) => {
    await transaction.put(tables.logs, [{ id: 1, name: key.verifier.name, verifier_key: '', since: 0 }])
    await transaction.put(tables.checkpoints, [{ log: 1, size: 0, note: '' }])
  })
  const start = performance.now()
  await work(store)
  const ms = performance.now() - start
  await store.close()
  rmSync(folder, { recursive: true })
  return ms
}

/** The graph's rows of the same statements, in one transaction a group: what recording costs without any proof. */
function insertRows(store: Port, first: number, group: number): Promise<void> {
  return store.write(async (transaction) => {
    const entries = Array.from({ length: group }, (_, index) => ({
      number: first + index + 1,
      agent: 'agent:user/ann',
      via: 'bench',
      statements: statementsOf(first + index),
    }))
    const names = namesIn(entries)
    const numbers = await readNumbers(transaction, names.nodes, names.places)
    for (const { table, rows } of foldEntries(entries, numbers)) await transaction.put(table, rows)
  })
}

function requestOf(run: number): Request {
  const producer = run.toString(16).padStart(32, '0')
  return { producer, sequence: 0, agent: 'agent:user/ann', via: 'bench', ...stating(statementsOf(run)) }
}

/** As a training says it: a run, ten files read and two written, code, thirty parameters, metrics, environment. Distinct. */
function statementsOf(run: number) {
  const id = `run:bench/${run}`
  const at = new Date(1_760_000_000_000 + run * 1000).toISOString()
  const digest = (file: number) => `sha256:${(run * 64 + file).toString(16).padStart(64, '0')}`
  const files = Array.from({ length: 12 }, (_, file) => [
    {
      type: 'node',
      node: 'artifact',
      id: digest(file),
      name: `data/${run}/${file}.csv`,
      bytes: 1_000 + file,
      origin: 'observed',
    },
    {
      type: 'edge',
      edge: file < 10 ? 'used' : 'generated',
      source: id,
      target: digest(file),
      role: 'data',
      selector: { path: `data/${run}/${file}.csv` },
      place: `file://host/data/${run}/${file}.csv`,
      at,
      origin: 'observed',
      witnesses: ['python', 'strace'],
    },
  ])
  const values = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`train.p${index}`, { value: run + index, from: `params.yaml:${index}` }]),
  )
  return [
    ...files.flat(),
    { type: 'parameters', run: id, values, origin: 'observed' },
    {
      type: 'metrics',
      run: id,
      series: [{ key: 'mae', steps: [0], times: [at], values: [run / 7] }],
      origin: 'observed',
    },
    {
      type: 'facet',
      subject: id,
      name: 'environment',
      body: { python: { version: '3.11.7' }, imported: { pandas: '2.3.3' } },
      origin: 'observed',
    },
    {
      type: 'node',
      node: 'run',
      id,
      kind: 'train',
      name: 'train.py',
      state: 'succeeded',
      from: at,
      until: at,
      origin: 'observed',
    },
  ] as Parameters<typeof namesIn>[0][number]['statements'] & unknown[]
}

/** The longest that one of three `pedigree run`, writing to one record together, took beside one that ran alone. */
async function longestWait(): Promise<Measure> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-three-'))
  const once = () => runMs(folder)
  await once()
  const alone = await once()
  const together: number[] = []
  for (let round = 0; round < 5; round++) together.push(...(await Promise.all([once(), once(), once()])))
  rmSync(folder, { recursive: true })
  const longest = Math.max(...together)
  return {
    name: 'the longest of three `pedigree run` together ÷ one alone (two cores)',
    ours: `${Math.round(longest)} ms`,
    theirs: `${Math.round(alone)} ms`,
    ratio: longest / alone,
    target: 'printed',
    holds: true,
  }
}

function runMs(folder: string): Promise<number> {
  const entry = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts')
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state') }
  const start = performance.now()
  return new Promise((resolve, reject) => {
    spawn(process.execPath, [entry, 'run', '--quiet', '--', 'true'], { cwd: folder, env, stdio: 'ignore' }).on(
      'close',
      (code) =>
        code === 0 ? resolve(performance.now() - start) : reject(new Error(`pedigree run ended with ${code}`)),
    )
  })
}

if (import.meta.main) printMeasures(await recordBench())
