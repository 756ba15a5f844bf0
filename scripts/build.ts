import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundleProgram } from './bundle.ts'
import { buildWeb } from './web.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

try {
  await bundleProgram(dist)
  // What Python loads lies beside the program, as it does in `src/capture/`.
  const python = join(root, 'src/capture/python')
  cpSync(python, join(dist, 'python'), { recursive: true, filter: (path) => !/\.ts$|__pycache__/.test(path) })
  buildWeb(join(dist, 'web'))
  if (!existsSync(join(dist, 'main.js'))) throw new Error('dist/main.js was not built')
} catch (error) {
  // What stands there now would be packed and fail at its users'.
  rmSync(dist, { recursive: true, force: true })
  console.error(`Build stopped: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
