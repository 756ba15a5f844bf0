import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { inShell } from '../domain/shell-word.ts'
import { discard, makeFolders, writeDurably } from '../operations/project/durable-file.ts'
import { configurationFolder, type Surroundings } from '../operations/surroundings.ts'

/** The file with the token for a server, which nobody but its owner may read. */
export const tokenFile = (origin: string, surroundings: Surroundings): string =>
  join(configurationFolder(surroundings), 'tokens', encodeURIComponent(origin))

/**
 * The token for a server: PEDIGREE_TOKEN, else the file of its origin; undefined where there is none. Read when it is
 * needed, so that a run whose token is wrong waits, and is not lost.
 * @throws PedigreeError `unavailable` for a file that others can read, and for what is no token. Its text is never shown.
 */
export function tokenFor(origin: string, surroundings: Surroundings): string | undefined {
  const { PEDIGREE_TOKEN: given } = surroundings.env
  if (given !== undefined && given.trim() !== '') return checked(given.trim(), 'what is in PEDIGREE_TOKEN')
  const path = tokenFile(origin, surroundings)
  const text = textIn(path)
  return text === undefined ? undefined : checked(text.trim(), `what is in ${path}`)
}

function textIn(path: string): string | undefined {
  try {
    const mode = statSync(path).mode & 0o777
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new PedigreeError(
        'unavailable',
        `the token in ${path} is open to others (mode ${mode.toString(8)}), and was not used: chmod 600 ${inShell(path)}, and have it revoked if anybody else is on this machine`,
      )
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof PedigreeError) throw error
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw new PedigreeError('unavailable', `the token cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

function checked(token: string, where: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(token)) return token
  throw new PedigreeError('unavailable', `${where} is no token; one reads pdg_<id>_<secret>, in one line`)
}

/** Keeps a token for a server, for nobody but the user. @returns where. @throws PedigreeError for what is no token. */
export function saveToken(origin: string, token: string, surroundings: Surroundings): string {
  const path = tokenFile(origin, surroundings)
  const text = checked(token.trim(), 'what was given')
  try {
    makeFolders(dirname(path), 0o700)
    writeDurably(path, `${text}\n`, 0o600)
  } catch (error) {
    throw new PedigreeError('unavailable', `${path} cannot be written: ${(error as Error).message}`, { cause: error })
  }
  return path
}

/** What is kept for a server, whoever may read it. */
export const savedToken = (origin: string, surroundings: Surroundings): string | undefined => {
  try {
    return readFileSync(tokenFile(origin, surroundings), 'utf8').trim()
  } catch {
    return undefined
  }
}

export const forgetToken = (origin: string, surroundings: Surroundings): void =>
  discard(tokenFile(origin, surroundings))
