import { edgeOfFlow, flows } from '../../domain/flow.ts'
import { assetName } from '../../domain/id.ts'
import { shareText } from '../../domain/quantities.ts'
import { tagText } from '../../domain/value-text.ts'
import { citationFacet, type EdgeKind, noteFacet, tokenFacet } from '../../domain/vocabulary.ts'
import type { EdgeRow, FacetRow } from '../../store/describing.ts'
import { citationText } from '../verification/citation-text.ts'

// What a history says of one statement.

type Selector = { version?: number; asset?: string; path?: string; note?: string }
export const selectorOf = (text: string | undefined): Selector =>
  text === undefined ? {} : (JSON.parse(text) as Selector)

/** What assets that a statement only means are called, by their ids. */
type Called = ReadonlyMap<string, string>

/** @param assets what the assets are called that a selector names */
export function sentenceOfFacet({ name, selector, body }: FacetRow, assets: Called): string {
  const value = JSON.parse(body ?? 'null')
  if (name === citationFacet) return citationText(value)
  if (name.startsWith(tokenFacet)) return tokenText(name, value)
  const { asset, version } = selectorOf(selector)
  const of = asset === undefined || version === undefined ? '' : ` ${calledIn(assets, asset)}@${version}`
  return name === noteFacet
    ? `noted${of === '' ? '' : ` of${of}`}: ${value}`
    : `tagged${of} ${name.slice(4)} = ${tagText(value)}`
}

/** Who was let in, and that it ended: which token it was, since somebody can have several. */
function tokenText(facet: string, body: { readonly role?: unknown } | null): string {
  const [, token = '', what = ''] = facet.split(':')
  const role = typeof body?.role === 'string' ? ` as ${body.role}` : ''
  return what === 'created' ? `was let in${role}, with the token ${token}` : `the token ${token}${role} was ${what}`
}

const relations: Partial<Record<EdgeKind, string>> = {
  derived: 'was derived from',
  'same-as': 'is the same as',
  'part-of': 'is part of',
  related: 'is related to',
}

/** `delay@2 went live in production`; where no version is said, by the content. */
const wentLive = ({ slot }: EdgeRow, content: string, asset: string, version: number | undefined) =>
  version === undefined ? `${content} went live in ${slot} of ${asset}` : `${asset}@${version} went live in ${slot}`

const calledIn = (assets: Called, asset: string) => assets.get(asset) ?? assetName(asset)

/** What a sentence calls both ends, and assets; and the run that had written other bytes where this one read. */
export type SentenceNames = {
  readonly names: ReadonlyMap<number, string>
  readonly assets: Called
  readonly before?: string | undefined
}

export function sentenceOf(edge: EdgeRow, { names, assets, before }: SentenceNames): string {
  const [up, down] = [names.get(edge.upstream) ?? '', names.get(edge.downstream) ?? '']
  const selector = selectorOf(edge.selector)
  const where = selector.path === undefined ? '' : ` as ${selector.path}`
  switch (edge.flow) {
    case flows.used:
      return `${down} read ${up}${where}${before === undefined ? '' : `; ${before} wrote other bytes there before`}`
    case flows.generated:
      return `${up} wrote ${down}${where}`
    case flows.version:
      return `${up} became ${edge.number === undefined ? `a version of ${down}` : `${down}@${edge.number}`}`
    case flows.points:
      if (edge.share === 0)
        return `${down}${selector.version === undefined ? '' : `@${selector.version}`} was retired from ${edge.slot}`
      return `${wentLive(edge, up, down, selector.version)}${edge.share === undefined || edge.share === 1 ? '' : ` with ${shareText(edge.share)} of traffic`}`
    case flows.acted: {
      const { asset, version, note } = selector
      const what = asset === undefined || version === undefined ? down : `${calledIn(assets, asset)}@${version}`
      const did = edge.role === 'approver' ? 'approved' : `is the ${edge.role ?? 'agent'} of`
      return `${up} ${did} ${what}${note === undefined ? '' : `: ${note}`}`
    }
    case flows.derived:
    case flows.same:
    case flows.member:
    case flows.folder:
    case flows.part:
    case flows.related: {
      const { edge: kind, source } = edgeOfFlow[edge.flow]
      const [from, to] = source === 'upstream' ? [up, down] : [down, up]
      return `${from} ${relations[kind] ?? kind} ${to}${edge.role === undefined ? '' : ` (${edge.role})`}`
    }
  }
}
