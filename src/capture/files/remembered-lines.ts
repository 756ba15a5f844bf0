import { randomBytes } from 'node:crypto'
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'

// What Pedigree remembers from run to run: a file of lines, each of them whole by itself, `<words> <crc32>`. Lines are
// appended in one write, and the file replaced by renaming, so several runs at once lose a line at worst. What is no such
// line, or a file of somebody else, says nothing.

/** Nothing of it is read where it has grown beyond twice what it may have: then it is not ours. */
export function rememberedText(file: string, bytesMax: number): string {
  try {
    const { uid, size } = statSync(file)
    return uid === process.getuid?.() && size <= 2 * bytesMax ? readFileSync(file, 'utf8') : ''
  } catch {
    return ''
  }
}

/** The words of a line, without what checks them. */
export function wordsOf(line: string): string | undefined {
  const end = line.lastIndexOf(' ')
  const words = line.slice(0, Math.max(0, end))
  return end > 0 && line.slice(end + 1) === String(crc32(words)) ? words : undefined
}

/**
 * Appends a line for each, and keeps the newest half of them when there are more than `bytesMax`.
 * @param all words without line breaks.
 * @throws Error where the file cannot be written.
 */
export function rememberLines(file: string, all: readonly string[], bytesMax: number): void {
  if (all.length === 0) return
  const lines = all.map((words) => `\n${words} ${crc32(words)}\n`)
  appendFileSync(file, lines.join(''), { mode: 0o600 })
  if (statSync(file).size > bytesMax) halve(file)
}

function halve(file: string): void {
  const temporary = `${file}-${randomBytes(6).toString('hex')}`
  try {
    const bytes = readFileSync(file)
    const half = bytes.subarray(bytes.indexOf('\n', bytes.length / 2))
    writeFileSync(temporary, half, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
}
