import { join } from 'node:path'
import { forgetToken, savedToken, saveToken, tokenFile } from '../client/token.ts'
import { discard, makeFolders, writeDurably } from '../operations/project/durable-file.ts'
import { type Surroundings, stateFolder } from '../operations/surroundings.ts'

/** The key of a server of one's own, where those who may read the user's files find it, and nobody else. */
export type KeptKey = {
  /** What to open in a browser: a file that leads to the page, signed in. */
  readonly entrance: string
  readonly forget: () => void
}

/**
 * Keeps it where commands look for a token. One that the user saved for another server of this address stays.
 * The browser is led by a file of its own: what a program is started with, every user of the machine can read.
 */
export function keepOwnKey(address: string, key: string, surroundings: Surroundings): KeptKey {
  const { origin } = new URL(address)
  const before = savedToken(origin, surroundings)
  const isFree = before === undefined || isOwn(before)
  const where = tokenFile(origin, surroundings)
  if (isFree) saveToken(origin, key, surroundings)
  surroundings.warn(
    isFree
      ? `this system does not say whose a connection is: the key in ${where} lets you in, as long as the server runs`
      : `${where} holds another token, which opens nothing here: commands of yours are not let in; --open lets your browser in`,
  )
  const folder = join(stateFolder(surroundings), 'open')
  const entrance = join(folder, `${encodeURIComponent(origin)}.html`)
  makeFolders(folder, 0o700)
  writeDurably(entrance, page(`${origin}/#token=${key}`), 0o600)
  const forget = () => {
    discard(entrance)
    if (savedToken(origin, surroundings) === key) forgetToken(origin, surroundings)
  }
  return { entrance, forget }
}

/** A key that a killed server left. */
const isOwn = (token: string) => token.startsWith(`pdg_${'0'.repeat(16)}_`)

const page = (address: string) =>
  `<!doctype html><title>Pedigree</title><meta http-equiv="refresh" content="0; url=${address}"><a href="${address}">Pedigree</a>\n`
