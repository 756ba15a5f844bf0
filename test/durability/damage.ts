import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { PedigreeError } from '../../src/domain/error.ts'
import type { Project } from './project.ts'
import { verifyProject } from './recording.ts'

/** What came of a damaged store: a refusal, a verdict, or that nothing which matters was hit. */
export type DamageFigures = { refused: number; found: number; withoutEffect: number }

/** Everything in a database that anybody can read from it, a table in the order of its rows. */
export function contentOf(path: string): Record<string, unknown[]> {
  using database = new DatabaseSync(path, { readOnly: true })
  const tables = database.prepare('select name, sql from sqlite_schema order by name').all()
  const content: Record<string, unknown[]> = { schema: tables }
  for (const { name, sql } of tables) {
    if (!String(sql).startsWith('create table')) continue
    const statement = database.prepare(`select * from ${name}`)
    statement.setReadBigInts(true)
    content[String(name)] = statement.all()
  }
  return content
}

/**
 * Puts other bytes in the place of the project's store and says what Pedigree makes of them. `intact` is only right
 * where every table still reads as before.
 * @throws Error where it is wrong, and whatever is no sentence for the user.
 */
export async function judge(
  project: Project,
  bytes: Uint8Array,
  sound: Record<string, unknown[]>,
): Promise<keyof DamageFigures> {
  for (const ending of ['-wal', '-shm']) rmSync(`${project.record.store}${ending}`, { force: true })
  writeFileSync(project.record.store, bytes)
  const verdict = await verifyProject(project).catch((error: unknown) => {
    if (error instanceof PedigreeError && error.message.includes(project.record.store)) return error
    throw error
  })
  if (verdict instanceof PedigreeError) return 'refused'
  if (!verdict.intact) return 'found'
  if (isDeepStrictEqual(contentOf(project.record.store), sound)) return 'withoutEffect'
  throw new Error('a store that reads otherwise than it did was called intact')
}

/** Turns one bit at each of so many random places of the store's file. */
export async function flipBits(project: Project, count: number, random: () => number): Promise<DamageFigures> {
  const figures: DamageFigures = { refused: 0, found: 0, withoutEffect: 0 }
  const [whole, sound] = [readFileSync(project.record.store), contentOf(project.record.store)]
  for (let flip = 0; flip < count; flip++) {
    const bytes = Buffer.from(whole)
    // A tenth of them in the first page, which has the header and the schema.
    const offset = Math.floor(random() * (random() < 0.1 ? 4096 : whole.length))
    const bit = Math.floor(random() * 8)
    bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
    try {
      figures[await judge(project, bytes, sound)]++
    } catch (error) {
      throw new Error(`bit ${bit} of byte ${offset}`, { cause: error })
    }
  }
  writeFileSync(project.record.store, whole)
  return figures
}

/** Cuts the store's file at so many random lengths. */
export async function truncate(project: Project, count: number, random: () => number): Promise<DamageFigures> {
  const figures: DamageFigures = { refused: 0, found: 0, withoutEffect: 0 }
  const [whole, sound] = [readFileSync(project.record.store), contentOf(project.record.store)]
  for (let cut = 0; cut < count; cut++) {
    const length = Math.floor(random() * whole.length)
    try {
      figures[await judge(project, whole.subarray(0, length), sound)]++
    } catch (error) {
      throw new Error(`cut to ${length} bytes`, { cause: error })
    }
  }
  writeFileSync(project.record.store, whole)
  return figures
}

/** Lets somebody alter a copy of the store by SQL. @returns a project with the altered copy. */
export function alteredBy(project: Project, change: (database: DatabaseSync) => void): Project {
  const cwd = `${project.cwd}-altered`
  const path = join(cwd, '.pedigree')
  rmSync(cwd, { recursive: true, force: true })
  cpSync(dirname(project.record.store), path, { recursive: true })
  using database = new DatabaseSync(join(path, 'store.db'))
  change(database)
  const record = { ...project.record, path, store: join(path, 'store.db'), checkpoint: join(path, 'checkpoint') }
  return { ...project, cwd, record, surroundings: { ...project.surroundings, cwd } }
}
