import { searchable } from '../domain/searchable.ts'
import type { Snapshot } from '../store/port.ts'
import { type NameRow, type Names, readLastKeys, readNamesFrom, readPathsFrom } from '../store/searching.ts'
import { type NameBlocks, nameBlocks } from './name-blocks.ts'

/** Every name of a store in memory, which follows the store: whoever wrote, in this process or another. */
export type NamesInMemory = Names & { readonly follow: (snapshot: Snapshot) => Promise<void> }

export function namesInMemory(): NamesInMemory {
  const [named, listed] = [nameBlocks(), nameBlocks()]
  let read = { statement: 0, line: 0 }
  const follow = async (snapshot: Snapshot) => {
    const last = await readLastKeys(snapshot)
    await take(named, (after) => readNamesFrom(snapshot, after, last.statement, rowsAtOnce), read.statement)
    await take(listed, (after) => readPathsFrom(snapshot, after, last.line, rowsAtOnce), read.line)
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
  }
}

const rowsAtOnce = 10_000

async function take(blocks: NameBlocks, read: (after: number) => Promise<NameRow[]>, start: number): Promise<void> {
  let after: number | undefined = start
  while (after !== undefined) {
    const rows = await read(after)
    for (const { key, node, name } of rows) blocks.add(key, node, name)
    after = rows.length === rowsAtOnce ? rows.at(-1)?.key : undefined
  }
}
