// Makes the page where it is not built yet, and prints the folder: node scripts/web.ts
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache/pedigree-web')

/** The folder of the page as the sources are now, built once for each state of them. */
export function builtWeb(): string {
  const folder = join(cache, stateOfSources())
  if (existsSync(folder)) return folder
  console.error('Building the page (once, a few seconds) …')
  // Beside it, then in one step: who comes at the same time finds all of it or nothing.
  const beside = `${folder}.${process.pid}`
  buildWeb(beside)
  if (existsSync(folder)) rmSync(beside, { recursive: true })
  else renameSync(beside, folder)
  // Those of older sources: whoever serves one has read it.
  for (const other of readdirSync(cache))
    if (!other.includes('.') && join(cache, other) !== folder) rmSync(join(cache, other), { recursive: true })
  return folder
}

/** In a process of its own: React and Vite make another page where the environment says that this is no production. */
export function buildWeb(folder: string): void {
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [join(root, 'web/build.ts'), folder], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

function stateOfSources(): string {
  const hash = createHash('sha256')
  const patterns = ['web/**/*.*', 'src/{domain,lineage,drawing,export}/**/*.ts', 'package-lock.json']
  const files = globSync(patterns, { cwd: root, exclude: ['web/node_modules/**', 'src/**/*.test*'] })
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

if (import.meta.main) console.log(builtWeb())
