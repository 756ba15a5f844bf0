import { instantOf } from '../domain/time.ts'
import type { Found } from '../lineage/answers.ts'
import type { LineageNode } from '../lineage/lineage.ts'
import { findByDigest, findByPart, type Hit } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { runsWithCode } from './code-reference.ts'
import { describeNodes } from './describe.ts'
import { withKinds } from './kinds.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { begun, lateRecord } from './presence.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** Nodes whose name holds a text, or whose digest begins with it: the latest recorded first. */
export function find(
  store: ReadableStore,
  { text, limit = 50, ...times }: Times & { text: string; limit?: number | undefined },
  surroundings: Surroundings,
): Promise<Found> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const byDigest = /^[0-9a-f]{6,128}$/i.test(text) ? await foundByDigest(snapshot, text.toLowerCase(), moment) : []
    const byName = await foundByName(snapshot, text, limit, moment)
    const distinct = distinctOf([...byDigest, ...byName])
    const shown = distinct.slice(0, limit)
    const described = await describeNodes(
      snapshot,
      moment,
      shown.map((node) => ({ node, depth: 0 })),
    )
    const namesFound = Map.groupBy(byName, ({ node }) => node)
    return {
      asOf: instantOf(moment.asOf),
      knownAt: moment.knownAt,
      complete: distinct.length <= limit,
      nodes: (await withKinds(snapshot, moment, shown, described)).map((node, index) =>
        withFoundName(node, namesFound.get(shown[index] ?? 0) ?? []),
      ),
    }
  })
}

const distinctOf = (hits: readonly Hit[]) => [...new Set(hits.map(({ node }) => node))]

/** More than `limit` nodes of which a name holds a text, as far as there are. What came later than the moment is read past. */
async function foundByName(snapshot: Snapshot, text: string, limit: number, moment: Moment) {
  for (let rows = limit * 4 + 1; ; rows *= 4) {
    const named = await findByPart(snapshot, text, rows)
    const standing = named.filter(({ statement }) => moment.stands(statement))
    const found = await begun(snapshot, standing, moment)
    if (named.length < rows || distinctOf(found).length > limit) return found
  }
}

/** Content by its digest; where none has it, the runs that read code with it. */
async function foundByDigest(snapshot: Snapshot, digits: string, moment: Moment): Promise<Hit[]> {
  const contents = await findByDigest(snapshot, digits)
  if (contents.length === 0) return begun(snapshot, await runsWithCode(snapshot, digits, moment), moment)
  const known: Hit[] = []
  for (const hit of contents) if ((await lateRecord(snapshot, hit, moment)) === undefined) known.push(hit)
  return begun(snapshot, known, moment)
}

/** Content can bear several names: it is shown under one that was looked for. */
function withFoundName(node: LineageNode, found: readonly { readonly name: string }[]): LineageNode {
  const [first] = found
  // A listing names a file by its path in the folder.
  const isShown = found.some(({ name }) => node.name === name || node.name?.endsWith(`/${name}`))
  return first === undefined || isShown ? node : { ...node, name: first.name }
}
