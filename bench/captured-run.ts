import { spawnSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { unseal } from '../src/operations/recording/seal.ts'
import { sql } from '../src/store/sql.ts'
import { openSqlite } from '../src/store/sqlite.ts'

/** What a package starts. */
export const entry = join(import.meta.dirname, '..', 'bin', 'pedigree.cjs')

/** A command under `pedigree run` to its end, with a record of its own below `folder`. */
export function pedigreeRun(command: readonly string[], folder: string, env: NodeJS.ProcessEnv = {}): void {
  const options = { cwd: folder, env: environment(folder, env), stdio: 'ignore' } as const
  const { status } = spawnSync(process.execPath, [entry, 'run', '--quiet', '--', ...command], options)
  if (status !== 0) throw new Error(`pedigree run -- ${command.join(' ')} ended with ${status}`)
}

export const environment = (folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...process.env,
  ...env,
  XDG_STATE_HOME: join(folder, 'state'),
})

/** How long the command of the newest run took, as the record has it. */
export async function recordedMs(folder: string): Promise<number> {
  const store = await openSqlite(join(folder, '.pedigree/store.db'))
  const rows = await store.read((snapshot) =>
    snapshot.all<{ bytes: Uint8Array }>(sql`select bytes from body order by entry`),
  )
  await store.close()
  const ends = rows.flatMap(({ bytes }) =>
    unseal(bytes).statements.flatMap((said) =>
      said?.type === 'node' && said.node === 'run' && said.from !== undefined && said.until !== undefined
        ? [Date.parse(said.until) - Date.parse(said.from)]
        : [],
    ),
  )
  const last = ends.at(-1)
  if (last === undefined) throw new Error('no run is on record')
  return last
}

export function bytesBelow(folder: string): number {
  return globSync('**/*', { cwd: folder }).reduce((sum, path) => sum + fileBytes(join(folder, path)), 0)
}

function fileBytes(path: string): number {
  const stat = statSync(path)
  return stat.isFile() ? stat.size : 0
}
