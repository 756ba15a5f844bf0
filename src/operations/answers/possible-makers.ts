import { isUnpinned, type RunId } from '../../domain/id.ts'
import { findFirstFound, findReadersAmong, findWritesAround } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes } from './describe.ts'

/** That bytes were found at a place and time, by the store's numbers. */
export type Finding = {
  readonly content: number
  readonly place: number
  readonly at: number
  /** Who found them. */
  readonly by?: number | undefined
}

export type PossibleMaker = { readonly node: number; readonly run: RunId; readonly name: string }

/**
 * The run that may have made bytes which no recorded run is known to have made. What a run leaves at a path is on record, and what
 * lay there before it was done often is not. So it may be one that wrote there and was at work when they were found; or the one
 * that wrote there last before, if nobody knows what it wrote. Not one that began when they had been found already, or that read
 * them itself: then they are older than what it wrote.
 * @param isMeant leaves out all but some runs.
 */
export async function possibleMaker(
  snapshot: Snapshot,
  moment: Moment,
  { content, place, at, by }: Finding,
  isMeant: (run: number) => boolean = () => true,
): Promise<PossibleMaker | undefined> {
  const all = await findWritesAround(snapshot, place, at)
  const writes = all.filter(({ run, statement }) => run !== by && moment.stands(statement))
  const last = writes.find((write) => write.at <= at)
  const runs = [...new Set(writes.map(({ run }) => run))].filter(isMeant)
  if (runs.length === 0) return undefined
  const [seen] = await findFirstFound(snapshot, [content])
  const read = new Set((await findReadersAmong(snapshot, content, runs)).map(({ run }) => run))
  const described = await describeNodes(
    snapshot,
    moment,
    runs.map((node) => ({ node, depth: 0 })),
  )
  for (const [index, { id, name, from, until = from }] of described.entries()) {
    const node = runs[index]
    if (node === undefined || from === undefined || until === undefined || read.has(node)) continue
    const began = Date.parse(from)
    const isAtWork = began <= at && at <= Date.parse(until)
    const isLastUnknown = last?.run === node && isUnpinned(last.content)
    if ((isAtWork || isLastUnknown) && !(seen !== undefined && seen.at < began)) {
      return { node, run: id as RunId, name: name ?? id }
    }
  }
  return undefined
}
