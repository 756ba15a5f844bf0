import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../../domain/error.ts'
import { openPort } from '../../store/open.ts'
import { readLogs } from '../../store/pages.ts'
import { isStateOfOthers, keptText } from '../checkpoints/kept-text.ts'
import { type Surroundings, stateOfLog } from '../surroundings.ts'
import { discard, makeFolders } from './durable-file.ts'
import { type Folder, folderAt } from './folder.ts'

// The user's state folder records where the store of each log is, so that a copy of it is told from one that was moved.
const placeFile = (logName: string, surroundings: Surroundings) => join(stateOfLog(logName, surroundings), 'place')

/**
 * Refuses a store whose log goes on elsewhere: while the place on record still holds the same log, this one is a copy,
 * and two would write one history. Where nothing holds it any more, this is the store, moved.
 * @throws PedigreeError `conflict`
 */
export async function checkPlace(folder: Folder, logName: string, surroundings: Surroundings): Promise<void> {
  const file = placeFile(logName, surroundings)
  requireSight(file, surroundings)
  const known = readPlace(file)
  if (known === undefined || isSamePlace(known, folder)) return
  const holds = await holdsLog(folderAt(known), logName)
  if (holds === 'no') return
  const there = holds === 'yes' ? 'is written at' : 'was last written at'
  const unsure = holds === 'yes' ? '' : ' That store cannot be read now.'
  throw new PedigreeError(
    'conflict',
    `${folder.path} is a copy: its log ${logName} ${there} ${known}.${unsure} Nothing was written. Work there, or run \`pedigree log continue\` here to go on with a new log that cites this one.`,
  )
}

/** What cannot be read may say that this is a copy. @throws PedigreeError `unavailable`, so that a run waits. */
function requireSight(file: string, surroundings: Surroundings): void {
  const { problem } = keptText(file)
  if (problem === undefined || isStateOfOthers(surroundings)) return
  throw new PedigreeError(
    'unavailable',
    `${file} cannot be read (${problem}), so that nobody can say whether this store is a copy. Nothing is written meanwhile: make it readable.`,
  )
}

/**
 * Records this as the place of the log. Of several copies of a store that is gone, one gets it and the others are
 * refused, also when all try at once. A state folder that cannot be written is passed over: it then says nothing.
 * @returns whether it is the place only since now.
 * @throws PedigreeError `conflict`, as `checkPlace`.
 */
export async function claimPlace(folder: Folder, logName: string, surroundings: Surroundings): Promise<boolean> {
  const file = placeFile(logName, surroundings)
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const known = readPlace(file)
    if (known !== undefined && isSamePlace(known, folder)) return attempt > 0
    await checkPlace(folder, logName, surroundings)
    if (!tryToReplace(file, known, realpathSync(folder.path))) return false
  }
  return false
}
const attemptsMax = 10

/**
 * Takes the old text away, which only one process can, and puts the new one where none is. False where nothing can be
 * written there; otherwise it is to be read again, since another may have been faster.
 */
function tryToReplace(file: string, known: string | undefined, place: string): boolean {
  const aside = `${file}-${randomBytes(6).toString('hex')}`
  try {
    makeFolders(dirname(file), 0o700)
    if (existsSync(file)) renameSync(file, aside)
    // What came in between was not looked at yet: it goes back.
    const found = readPlace(aside)
    writeFileSync(file, `${found === known ? place : found}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'EEXIST' || code === 'ENOENT'
  } finally {
    discard(aside)
  }
}

function readPlace(file: string): string | undefined {
  const text = keptText(file).text?.trim()
  return text === '' ? undefined : text
}

/** Whether this user wrote the log here last. What came from another machine has no place on record. */
export function isPlaceOnRecord(folder: Folder, logName: string, surroundings: Surroundings): boolean {
  const known = readPlace(placeFile(logName, surroundings))
  return known !== undefined && isSamePlace(known, folder)
}

/** Where this user wrote the log last, if that is not here. */
export function otherPlace(folder: Folder, logName: string, surroundings: Surroundings): string | undefined {
  const known = readPlace(placeFile(logName, surroundings))
  return known === undefined || isSamePlace(known, folder) ? undefined : known
}

/** Whether the log goes on at another place, as far as can be seen. */
export async function goesOnElsewhere(folder: Folder, logName: string, surroundings: Surroundings): Promise<boolean> {
  const known = otherPlace(folder, logName, surroundings)
  return known !== undefined && (await holdsLog(folderAt(known), logName)) !== 'no'
}

/** The same path, or the same file behind another one (a bind mount, a container). */
function isSamePlace(known: string, { path, store }: Folder): boolean {
  if (known === realpathSync(path)) return true
  try {
    const [here, there] = [statSync(store), statSync(folderAt(known).store)]
    return here.ino === there.ino && here.dev === there.dev
  } catch {
    return false
  }
}

async function holdsLog({ store, checkpoint }: Folder, logName: string): Promise<'yes' | 'no' | 'unknown'> {
  if (!existsSync(store)) return 'no'
  try {
    const port = await openPort(store)
    try {
      const logs = await port.read(readLogs)
      return logs.some(({ name }) => name === logName) ? 'yes' : 'no'
    } finally {
      await port.close()
    }
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    return keptText(checkpoint).text?.startsWith(`${logName}\n`) ? 'yes' : 'unknown'
  }
}
