import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { makeFolders, writeDurably } from '../operations/project/durable-file.ts'
import { configurationFolder, type Surroundings } from '../operations/surroundings.ts'

/** A log as it was last seen to be sound: from then on it must have this key, and extend this checkpoint. */
export type Pin = { readonly name: string; readonly key: string; readonly checkpoint: string }

/** Where the logs of a server are kept as they were seen, for nobody but the user. */
export const pinsFile = (origin: string, surroundings: Surroundings): string =>
  join(configurationFolder(surroundings), 'logs', encodeURIComponent(origin))

/** @throws PedigreeError `unavailable` for a file that is damaged: it is never taken for one that is not there. */
export function readPins(origin: string, surroundings: Surroundings): Pin[] {
  const path = pinsFile(origin, surroundings)
  try {
    const pins = JSON.parse(readFileSync(path, 'utf8')) as Pin[]
    const isWhole = (pin: Pin) => [pin.name, pin.key, pin.checkpoint].every((each) => typeof each === 'string')
    if (Array.isArray(pins) && pins.every(isWhole)) return pins
    throw new Error('it is not what Pedigree writes there')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new PedigreeError(
      'unavailable',
      `${path}, with the keys of the server's logs as first seen, cannot be read: ${(error as Error).message}`,
      { cause: error },
    )
  }
}

/** @throws PedigreeError `unavailable` */
export function writePins(origin: string, pins: readonly Pin[], surroundings: Surroundings): void {
  const path = pinsFile(origin, surroundings)
  try {
    makeFolders(dirname(path), 0o700)
    writeDurably(path, `${JSON.stringify(pins, undefined, 2)}\n`, 0o600)
  } catch (error) {
    throw new PedigreeError('unavailable', `${path} cannot be written: ${(error as Error).message}`, { cause: error })
  }
}
