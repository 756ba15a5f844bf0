import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { PedigreeError } from '../../domain/error.ts'
import { inShell } from '../../domain/shell-word.ts'
import { type NoteKey, parsePrivateKey } from '../../log/note-key.ts'
import { writeDurably } from './durable-file.ts'

/** A new log's name: no owner has to give out names where 128 random bits make each one unique. */
export function logName(namespace: string): string {
  const slug =
    namespace
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'project'
  return `pedigree.local/${slug}-${randomBytes(16).toString('hex')}`
}

/** The key of the log with this name. @throws PedigreeError `unavailable` or `invalid-input` naming the file. */
export function readKey(path: string, log: string): NoteKey {
  const key = readKeys(path).find(({ verifier }) => verifier.name === log)
  if (key === undefined) {
    throw new PedigreeError('unavailable', `${path} has no key of the log ${log}. ${whoHoldsIt}`)
  }
  return key
}
const whoHoldsIt =
  'Only who holds it can add to the log: put the file back, or go on with a new log by `pedigree log continue`.'

/**
 * What is wrong with the key of a log, in a sentence; undefined where it can be added to. Nothing that was recorded is
 * the worse for it.
 */
export function problemOfKey(path: string, log: string): string | undefined {
  try {
    readKey(path, log)
    return exposureOf(path)
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    return `nothing can be added to the record: ${error.message}`
  }
}

/** A sentence where others may read the key. Where there are no such permissions (Windows), it is not asked. */
export function exposureOf(path: string): string | undefined {
  const mode = statSync(path).mode & 0o777
  if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined
  return `the log's key ${path} is open to others (mode ${mode.toString(8)}), who can sign as you with it: chmod 600 ${inShell(path)}`
}

/** Every key in the file, the newest log's last. @throws PedigreeError naming the file and the line, never its text. */
export function readKeys(path: string): NoteKey[] {
  const keys: NoteKey[] = []
  for (const [index, line] of linesOf(path).entries()) {
    if (line.trim() === '') continue
    try {
      keys.push(parsePrivateKey(line))
    } catch (error) {
      if (!(error instanceof PedigreeError)) throw error
      throw new PedigreeError(error.code, `${path}, line ${index + 1}: ${error.message}`, { cause: error })
    }
  }
  return keys
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const says = code === 'EACCES' || code === 'EPERM' ? foreignKey(path) : lostKey(code === 'ENOENT', message)
    throw new PedigreeError('unavailable', `the log's key ${path} ${says}`, { cause: error })
  }
}

const lostKey = (isMissing: boolean, message: string) =>
  `${isMissing ? 'is not there' : `cannot be read (${message})`}. ${whoHoldsIt}`

/** Of a colleague's record nothing is wrong: whoever made it writes, and others ask. */
function foreignKey(path: string): string {
  const owner = statSync(path, { throwIfNoEntry: false })?.uid
  const whose =
    owner === undefined || owner === process.getuid?.()
      ? 'you may not read'
      : `belongs to user ${owner}, and only that user may read`
  return `is one that ${whose}: nothing can be added to the record from here. Questions and \`pedigree verify\` work all the same; to record together, its owner runs \`pedigree serve\`, and the others name it with --server.`
}

/** One key a line, the newest log's last; for nobody but its owner, and whole or not at all. */
export function writeKeys(path: string, keys: readonly NoteKey[]): void {
  writeDurably(path, keys.map(({ text }) => `${text}\n`).join(''), 0o600)
}
