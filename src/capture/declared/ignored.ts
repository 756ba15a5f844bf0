import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ignore from 'ignore'
import { nameBelow } from '../files/name-below.ts'

/** What patterns say of a path: nothing, that it is no data of the run, or (`!pattern`) that it is. */
export type Adjustment = (path: string) => 'left out' | 'kept' | undefined

export const ignoreFileName = '.pedigreeignore'

/**
 * Patterns of the project's `.pedigreeignore` and those given, in gitignore's language, the last that fits having the
 * word. They are held against paths below the root; of a file elsewhere, against its absolute path.
 */
export function adjustmentBy(root: string, patterns: readonly string[]): Adjustment {
  const file = join(root, ignoreFileName)
  const lines = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (lines === '' && patterns.length === 0) return () => undefined
  const rules = ignore()
    .add(lines)
    .add([...patterns])
  return (path) => {
    const { ignored, unignored } = rules.test(nameBelow(root, path).replace(/^\/+/, ''))
    return ignored ? 'left out' : unignored ? 'kept' : undefined
  }
}
