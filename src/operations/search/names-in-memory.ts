import { searchable } from '../../domain/searchable.ts'
import { shortId } from '../../domain/short-id.ts'
import type { Snapshot } from '../../store/port.ts'
import {
  type NameRow,
  type Names,
  readEndedFrom,
  readLastKeys,
  readNamesFrom,
  readPathsFrom,
} from '../../store/searching.ts'
import { type NameBlocks, nameBlocks } from './name-blocks.ts'

/** Every name of a store in memory, which follows the store: whoever wrote, in this process or another. */
export type NamesInMemory = Names & { readonly follow: (snapshot: Snapshot) => Promise<void> }

export function namesInMemory(): NamesInMemory {
  const [named, listed, ended] = [nameBlocks(), nameBlocks(), nameBlocks()]
  const ids = new Map<number, string>()
  let read = { statement: 0, line: 0, node: 0 }
  const follow = async (snapshot: Snapshot) => {
    const last = await readLastKeys(snapshot)
    await take(named, (after) => readNamesFrom(snapshot, after, last.statement, rowsAtOnce), read.statement)
    await take(listed, (after) => readPathsFrom(snapshot, after, last.line, rowsAtOnce), read.line)
    await take(ended, (after) => endsFrom(snapshot, after, last.node, ids), read.node)
    read = last
  }
  return {
    follow,
    named: async (snapshot, text, before, limit) => {
      await follow(snapshot)
      return named.newest(searchable(text), before, limit).map(({ key, node }) => ({ statement: key, node }))
    },
    listed: async (snapshot, text, before, limit) => {
      await follow(snapshot)
      return listed.newest(searchable(text), before, limit).map(({ key }) => ({ line: key }))
    },
    ended: async (snapshot, text, before, limit) => {
      await follow(snapshot)
      return ended.newest(searchable(text), before, limit).map(({ node }) => ({ node, id: ids.get(node) ?? '' }))
    },
  }
}

const rowsAtOnce = 10_000

/** The ends of ids as a search compares them; the ids are kept beside. */
async function endsFrom(snapshot: Snapshot, after: number, last: number, ids: Map<number, string>) {
  const rows = await readEndedFrom(snapshot, after, last, rowsAtOnce)
  for (const { node, name } of rows) ids.set(node, name)
  return rows.map((row) => ({ ...row, name: searchable(shortId(row.name)) }))
}

async function take(blocks: NameBlocks, read: (after: number) => Promise<NameRow[]>, start: number): Promise<void> {
  let after: number | undefined = start
  while (after !== undefined) {
    const rows = await read(after)
    for (const { key, node, name } of rows) blocks.add(key, node, name)
    after = rows.length === rowsAtOnce ? rows.at(-1)?.key : undefined
  }
}
