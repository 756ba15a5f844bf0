import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PedigreeError } from '../../src/domain/error.ts'
import { decodeBody, encodeBody, type SealedItem } from '../../src/log/body.ts'
import { project, tampered } from './places.ts'

/** Which entry was altered, and what its number says now. */
export type Alteration = { readonly entry: number; readonly before: string; readonly after: string }

/** Copies the project's record and alters one byte of the copy, the first digit of `number`. */
export function alterCopy(number: string): Alteration {
  rmSync(tampered, { recursive: true, force: true })
  cpSync(join(project, '.pedigree'), tampered, { recursive: true })
  using database = new DatabaseSync(join(tampered, 'store.db'))
  return alterDigit(database, number)
}

/**
 * Alters the first digit of the first `number` that a sealed statement holds, as one would who knows the format and
 * the database: the statement is unpacked, one bit of one byte is turned, and it is packed and stored again.
 * @throws PedigreeError `not-found` when no statement holds it
 */
export function alterDigit(database: DatabaseSync, number: string): Alteration {
  for (const { entry, bytes } of database.prepare('select entry, bytes from body order by entry').all()) {
    if (!(bytes instanceof Uint8Array)) continue
    const items = decodeBody(bytes)
    if (!items.some((item) => turnDigit(item, number))) continue
    database.prepare('update body set bytes = ? where entry = ?').run(encodeBody(items), entry ?? 0)
    return { entry: Number(entry), before: number, after: turned(number) }
  }
  throw new PedigreeError('not-found', `no sealed statement holds ${number}`)
}

const turned = (number: string) => String.fromCharCode(number.charCodeAt(0) ^ 1) + number.slice(1)

function turnDigit(item: SealedItem, number: string): boolean {
  if ('erased' in item) return false
  const at = item.bytes.indexOf(number)
  if (at < 0) return false
  item.bytes.write(turned(number), at)
  return true
}
