import { digestDigitsMin } from '../../domain/search-text.ts'
import { searchable } from '../../domain/searchable.ts'
import { assignmentsOf, liveAt } from '../../lineage/live.ts'
import { standingEdges } from '../../lineage/standing.ts'
import { findByDigest, findById, type Hit, readSlots } from '../../store/looking-up.ts'
import { calledById, calledIn, namesOf } from '../answers/describe.ts'
import { runsWithCode } from '../references/code-reference.ts'
import { meaningsByName } from '../references/name-reference.ts'
import { begun, lateRecord } from '../references/presence.ts'
import type { Match, Search } from './found-by-name.ts'

type Meant = Hit & Pick<Match, 'reference'> & { readonly called?: string }

/**
 * What a text means as a whole, what is live in slots whose name holds it, and what has a digest that begins with it.
 * One content can be several versions and live in several slots: it is found once as each of them.
 */
export async function foundWhole(search: Search): Promise<Match[]> {
  const { snapshot, moment } = search
  const hits = [...(await foundAsMeant(search)), ...(await foundInSlots(search))]
  const known: Meant[] = []
  for (const hit of hits) if ((await lateRecord(snapshot, hit, moment)) === undefined) known.push(hit)
  const there: Meant[] = [...(await begun(snapshot, known, moment)), ...(await foundByDigest(search))]
  const named = new Set(there.flatMap(({ node, called }) => (called === undefined ? [] : [node])))
  const matches = there
    .filter(({ node, called }) => called !== undefined || !named.has(node))
    .map(
      ({ node, id, called, ...match }): Match =>
        called === undefined
          ? { node, key: `digest ${id}`, called: [] }
          : { node, key: `digest ${id} ${called}`, called: [called], ...match },
    )
  return [...new Map(matches.map((match) => [match.key, match])).values()]
}

/** `flight-delay@2`, `flight-delay@production`, and ids in full. */
async function foundAsMeant({ snapshot, moment, text }: Search): Promise<Meant[]> {
  const byId = text.includes(':') ? await findById(snapshot, text) : undefined
  const named = text.includes('@') ? (await meaningsByName(snapshot, text, moment)).meanings : []
  const assets = await calledById(
    snapshot,
    moment,
    named.flatMap(({ asset }) => asset ?? []),
  )
  const versions = named.map(({ node, id, asset = '', version }) => {
    if (version === undefined) return { node, id, called: text }
    return { node, id, called: `${assets.get(asset)}@${version}`, reference: `${asset}@${version}` }
  })
  return [...(byId === undefined ? [] : [byId]), ...versions]
}

/** Slots are few. What is in them is called `flight-delay@production`; where versions share one, `flight-delay@2 in production`. */
async function foundInSlots({ snapshot, moment, text }: Search): Promise<Meant[]> {
  const wanted = searchable(text)
  const live = liveAt(assignmentsOf(standingEdges(await readSlots(snapshot), moment.stands)), moment.asOf)
  const meant = live.filter(({ slot }) => searchable(slot).includes(wanted))
  const ends = meant.flatMap(({ asset, targets }) => [asset, ...targets.map(({ target }) => target)])
  const ids = await namesOf(snapshot, [...new Set(ends)])
  const idOf = (node: number) => ids.get(node) ?? ''
  const called = await calledIn(snapshot, moment, [...new Set(meant.map(({ asset }) => asset))])
  return meant.flatMap(({ asset, slot, targets }) =>
    targets.map(({ target, selector }): Meant => {
      const hit = { node: target, id: idOf(target) }
      const name = called.get(asset)
      const version = typeof selector?.version === 'number' ? selector.version : undefined
      const reference = `${idOf(asset)}@${version ?? slot}`
      if (targets.length === 1) return { ...hit, called: `${name}@${slot}`, reference }
      // Of versions that share a slot its name would mean each.
      if (version === undefined) return { ...hit, called: `${name}@${slot}` }
      return { ...hit, called: `${name}@${version} in ${slot}`, reference }
    }),
  )
}

/** More than ever begin with the same six digits. */
const digestsMax = 10_000

/** Content by its digest, with its type before it (`sha256:448c`, as answers print it) or not; where none has it, the runs that read code with it. */
async function foundByDigest({ snapshot, moment, text }: Search): Promise<Hit[]> {
  const [, type, digits = ''] = /^(?:([a-z0-9-]+):)?([0-9a-f]{1,128})$/.exec(text.toLowerCase()) ?? []
  if (digits.length < (type === undefined ? digestDigitsMin.alone : digestDigitsMin.typed)) return []
  const contents = await findByDigest(snapshot, digits, type === undefined ? undefined : [type], digestsMax)
  if (contents.length === 0 && type !== undefined && type !== 'sha256') return []
  if (contents.length === 0) return begun(snapshot, await runsWithCode(snapshot, digits, moment), moment)
  const known: Hit[] = []
  for (const hit of contents) if ((await lateRecord(snapshot, hit, moment)) === undefined) known.push(hit)
  return begun(snapshot, known, moment)
}
