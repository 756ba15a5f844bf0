import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildWeb } from './web.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

/** What `tsc` leaves where it is and the program needs beside its code at run time, as paths within `src/`. */
const copied = globSync('capture/python/**/*.py', { cwd: join(root, 'src') })

/** What `bin/pedigree.cjs` starts. */
const main = 'cli/main.js'

rmSync(dist, { recursive: true, force: true })
try {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  })
  for (const path of copied) {
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    copyFileSync(join(root, 'src', path), join(dist, path))
  }
  buildWeb(join(dist, 'web'))
  if (!existsSync(join(dist, main))) throw new Error(`dist/${main} was not built`)
} catch (error) {
  // What stands there now would be packed and fail at its users'.
  rmSync(dist, { recursive: true, force: true })
  console.error(`Build stopped: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
