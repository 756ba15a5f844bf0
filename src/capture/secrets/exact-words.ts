import { readFileSync } from 'node:fs'
import { pathBytes, pathText } from '../files/path-text.ts'

/**
 * The words of a command as this process was given them, as `pathText` writes them. Node decodes its own arguments and
 * loses what is no UTF-8, as a file's name may be; the system still has them (proc_pid_cmdline(5)).
 */
export function exactWords(command: readonly string[]): readonly string[] {
  let words: Buffer[]
  try {
    words = partsOf(readFileSync('/proc/self/cmdline')).slice(-command.length)
  } catch {
    return command
  }
  const isOurs = words.length === command.length && words.every((word, index) => word.toString() === command[index])
  return isOurs ? words.map(pathText) : command
}

function partsOf(line: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let start = 0; start < line.length; ) {
    const end = line.indexOf(0, start)
    parts.push(line.subarray(start, end < 0 ? line.length : end))
    start = end < 0 ? line.length : end + 1
  }
  return parts
}

/**
 * A command that Node can start, of words as `pathText` writes them: it can only hand on text, so a shell makes the others
 * from their bytes. Command substitution drops line feeds at the end, hence the full stop.
 */
export function startable(command: readonly string[]): readonly string[] {
  const bytes = command.map(pathBytes)
  if (bytes.every((word, index) => word.equals(Buffer.from(command[index] ?? '')))) return command
  const plain: string[] = []
  const made: string[] = []
  const words = command.map((word, index) => {
    const exact = bytes[index] ?? Buffer.alloc(0)
    if (exact.equals(Buffer.from(word))) return `"\${${plain.push(word)}}"`
    const name = `word${index}`
    const octal = [...exact].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
    made.push(`${name}=$(printf '${octal}.'); ${name}=\${${name}%.}`)
    return `"$${name}"`
  })
  return ['/bin/sh', '-c', `${made.join('; ')}; exec ${words.join(' ')}`, 'sh', ...plain]
}
