import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flows } from '../src/domain/flow.ts'
import { statementNumber } from '../src/domain/statement-number.ts'
import type { Port, Row } from '../src/store/port.ts'
import { makeSqlite, openSqlite } from '../src/store/sqlite.ts'
import * as tables from '../src/store/tables.ts'

/** How many runs a pipeline has. Each writes one artifact and reads `readsOfRun` of those written before it. */
const runsOfPipeline = 500
const readsOfRun = 19
export const edgesOfPipeline = runsOfPipeline * (readsOfRun + 1)
export const nodesOfPipeline = runsOfPipeline * 2

/** A store with a graph in it and nothing else, in a folder for temporary files. */
export type GeneratedStore = {
  readonly port: Port
  readonly pipelines: number
  readonly path: string
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * Writes a graph straight to the tables: pipelines side by side, as if all of them had run every day, so that what one
 * answer needs lies scattered over the whole file. Numbers are as recording gives them out; rows come in the order of
 * the key, or this would take an hour.
 */
export async function generateStore(pipelines: number): Promise<GeneratedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-bench-'))
  const path = join(folder, 'store.db')
  const writing = await makeSqlite(path)
  const rows: { node: Row[]; place: Row[]; edge: Row[] } = { node: [], place: [], edge: [] }
  const flush = () =>
    writing.write(async (transaction) => {
      await transaction.put(tables.nodes, rows.node.splice(0))
      await transaction.put(tables.places, rows.place.splice(0))
      await transaction.put(tables.edges, rows.edge.splice(0))
    })
  for (let day = 0; day < runsOfPipeline; day++) {
    for (let pipeline = 0; pipeline < pipelines; pipeline++) {
      const run = runOf(pipelines, pipeline, day)
      rows.node.push({ id: run, name: `run:pipeline-${pipeline}/${day}`, type: 'run' })
      rows.node.push({ id: run + 1, name: `sha256:${String(run).padStart(64, '0')}`, type: 'artifact' })
      rows.place.push({ id: run, name: `file://host/${pipeline}/${day}.parquet` })
      rows.edge.push(...edgesOfRun(pipelines, pipeline, day))
      if (rows.edge.length > 50_000) await flush()
    }
  }
  await flush()
  // Closing brings what was written into the file itself: a question is not asked in the minute after ten million edges.
  await writing.close()
  const port = await openSqlite(path)
  const dispose = async () => {
    await port.close()
    rmSync(folder, { recursive: true })
  }
  return { port, pipelines, path, [Symbol.asyncDispose]: dispose }
}

/** The number of a run; that of the artifact it writes is the next. */
const runOf = (pipelines: number, pipeline: number, day: number) => 1 + 2 * (day * pipelines + pipeline)

/** The last artifact of a pipeline: its trace has all of the pipeline's nodes but a few. */
export const lastArtifact = (pipelines: number, pipeline: number) => runOf(pipelines, pipeline, runsOfPipeline - 1) + 1

function edgesOfRun(pipelines: number, pipeline: number, day: number): Row[] {
  const run = runOf(pipelines, pipeline, day)
  const at = day * 86_400_000
  const same = { mirror: 0, role: 'data', origin: 2 }
  const reads = daysRead(day).map((before, position) => {
    const source = runOf(pipelines, pipeline, before)
    const statement = statementNumber(run, position)
    return { ...same, downstream: run, flow: flows.used, upstream: source + 1, statement, place: source, at }
  })
  const write = { ...same, downstream: run + 1, flow: flows.generated, upstream: run, place: run, at: at + 60_000 }
  return [...reads, { ...write, statement: statementNumber(run, readsOfRun) }]
}

/** The days before, and others spread over the past: the same for every pipeline and every time. */
function daysRead(day: number): number[] {
  const days = new Set<number>()
  const count = Math.min(readsOfRun, day)
  for (let near = 1; near <= count / 2; near++) days.add(day - near)
  for (let step = 0; days.size < count; step++) days.add((day * 7_919 + step * 104_729) % day)
  return [...days].sort((a, b) => a - b)
}
