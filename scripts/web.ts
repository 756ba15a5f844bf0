// Makes the page where it is not built yet, and prints the folder: node scripts/web.ts
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** The folder of the page as the sources are now, built once for each state of them. */
export async function builtWeb(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/pedigree-web', stateOfSources())
  if (existsSync(join(folder, 'built.json'))) return folder
  console.error('Building the page (once, a few seconds) …')
  const { buildWeb } = await import('../web/build.ts')
  await buildWeb(folder)
  return folder
}

function stateOfSources(): string {
  const hash = createHash('sha256')
  const patterns = ['web/**/*.*', 'src/{domain,lineage,drawing,export}/**/*.ts', 'package-lock.json']
  const files = globSync(patterns, { cwd: root, exclude: ['web/node_modules/**', 'src/**/*.test*'] })
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

if (import.meta.main) console.log(await builtWeb())
