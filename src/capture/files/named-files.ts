import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathBytes } from './path-text.ts'
import { realPath } from './real-path.ts'

const wordsMax = 200

/**
 * The files that a command line names outright, also within a line that it gives to a shell (`sh -c 'sort -o a.csv a.csv'`)
 * or after an option's `=`: absolute, without symbolic links.
 */
export function namedFiles(command: readonly string[], folder: string): string[] {
  const words = command.slice(1).flatMap((word) => [word, ...word.split(/[\s'"`;|&<>(){}=,]+/)])
  const paths = [...new Set(words)].slice(0, wordsMax).flatMap((word) => (word === '' ? [] : [resolve(folder, word)]))
  return [...new Set(paths.filter(isFile).map(realPath))]
}

function isFile(path: string): boolean {
  try {
    return statSync(pathBytes(path), { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}
