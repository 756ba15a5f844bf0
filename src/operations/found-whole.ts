import { assetName } from '../domain/id.ts'
import { searchable } from '../domain/searchable.ts'
import { assignmentsOf, liveAt } from '../lineage/live.ts'
import { standingEdges } from '../lineage/standing.ts'
import { findByDigest, findById, type Hit, readSlots } from '../store/looking-up.ts'
import { runsWithCode } from './code-reference.ts'
import { namesOf } from './describe.ts'
import type { Match, Search } from './found-by-name.ts'
import { meaningsByName } from './name-reference.ts'
import { begun, lateRecord } from './presence.ts'

type Meant = Hit & { readonly called?: string }

/** What a text means as a whole, what is live in slots whose name holds it, and what has a digest that begins with it. */
export async function foundWhole(search: Search): Promise<Match[]> {
  const { snapshot, moment } = search
  const hits = [...(await foundAsMeant(search)), ...(await foundInSlots(search)), ...(await foundByDigits(search))]
  const known: Meant[] = []
  for (const hit of hits) if ((await lateRecord(snapshot, hit, moment)) === undefined) known.push(hit)
  const there = [...(await begun(snapshot, known, moment)), ...(await foundByDigest(search))]
  const distinct = new Map(there.toReversed().map((hit): [number, Meant] => [hit.node, hit]))
  return [...distinct.values()]
    .reverse()
    .map(({ node, id, called }) => ({ node, key: `digest ${id}`, called: called === undefined ? [] : [called] }))
}

/** `flight-delay@2`, `flight-delay@production`, and ids in full. */
async function foundAsMeant({ snapshot, moment, text }: Search): Promise<Meant[]> {
  const byId = text.includes(':') ? await findById(snapshot, text) : undefined
  const named = text.includes('@') ? (await meaningsByName(snapshot, text, moment)).meanings : []
  const versions = named.map(({ node, id, asset = '', version }) => {
    const called = version === undefined ? text : `${assetName(asset)}@${version}`
    return { node, id, called }
  })
  return [...(byId === undefined ? [] : [byId]), ...versions]
}

/** Slots are few. What is in them is called `flight-delay@production`. */
async function foundInSlots({ snapshot, moment, text }: Search): Promise<Meant[]> {
  const wanted = searchable(text)
  const live = liveAt(assignmentsOf(standingEdges(await readSlots(snapshot), moment.stands)), moment.asOf)
  const meant = live.filter(({ slot }) => searchable(slot).includes(wanted))
  const ends = meant.flatMap(({ asset, targets }) => [asset, ...targets.map(({ target }) => target)])
  const ids = await namesOf(snapshot, [...new Set(ends)])
  const idOf = (node: number) => ids.get(node) ?? ''
  return meant.flatMap(({ asset, slot, targets }) =>
    targets.map(({ target }) => ({ node: target, id: idOf(target), called: `${assetName(idOf(asset))}@${slot}` })),
  )
}

const typedDigits = /^(sha256|sha256-tree|sha512|md5|git-tree|oci):([0-9a-f]{2,128})$/i

/** `sha256:448c`, as answers print it. */
async function foundByDigits({ snapshot, text }: Search): Promise<Hit[]> {
  const [, type = '', digits = ''] = typedDigits.exec(text) ?? []
  return type === '' ? [] : findByDigest(snapshot, digits.toLowerCase(), [type.toLowerCase()])
}

/** Content by its digest; where none has it, the runs that read code with it. */
async function foundByDigest({ snapshot, moment, text }: Search): Promise<Hit[]> {
  if (!/^[0-9a-f]{6,128}$/i.test(text)) return []
  const digits = text.toLowerCase()
  const contents = await findByDigest(snapshot, digits)
  if (contents.length === 0) return begun(snapshot, await runsWithCode(snapshot, digits, moment), moment)
  const known: Hit[] = []
  for (const hit of contents) if ((await lateRecord(snapshot, hit, moment)) === undefined) known.push(hit)
  return begun(snapshot, known, moment)
}
