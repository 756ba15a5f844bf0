import { assetInFull, assetName, type NodeId } from '../domain/id.ts'
import type { EdgeKind } from '../domain/vocabulary.ts'
import type { LineageEdge } from './lineage.ts'
import type { LineageIndex } from './lineage-index.ts'
import { nameOfAsset, versionEdgesOf } from './node-names.ts'

// One content can be several versions of several names, and what is said of the one is not said of the other: where it is
// live, who approved it, a tag. Which is meant is decided here alone, for the terminal, the pages and the drawing.

/** The version that a statement is about, as far as it says that: of an older one only the name may be known. */
export type Meant = { readonly asset?: NodeId | undefined; readonly version?: string | number | undefined }

/** An edge or a facet, as far as that decides which version it is about. */
export type Said = {
  readonly edge?: EdgeKind
  readonly source?: NodeId
  readonly selector?: LineageEdge['selector']
}

/** A slot means a version of the asset that it belongs to; an approval and a tag name theirs in their selector. */
export function versionMeant({ edge, source, selector }: Said): Meant {
  const { asset, version } = selector ?? {}
  const named = typeof asset === 'string' ? asset : undefined
  return {
    asset: edge === 'points' ? source : named,
    version: typeof version === 'number' || typeof version === 'string' ? version : undefined,
  }
}

/** Whether what is meant may be that version: what a statement leaves open, it says of every one. */
export function isMeant(meant: Meant, { asset, version }: Meant): boolean {
  const isAsset = meant.asset === undefined || meant.asset === asset
  const isVersion = meant.version === undefined || version === undefined || String(meant.version) === String(version)
  return isAsset && isVersion
}

/** `shadow@1`, `shadow` where no version is said, `version 1` where no name is; nothing where neither is. */
export function meantText({ asset, version }: Meant, nameOf: NameOf = assetName): string | undefined {
  if (asset === undefined) return version === undefined ? undefined : `version ${version}`
  return version === undefined ? nameOf(asset) : `${nameOf(asset)}@${version}`
}
type NameOf = (asset: NodeId) => string

/**
 * How a page asks for it, so that it means one thing whatever else comes on record: `asset:here/fraud@1`; by the content's
 * own id where no version is known.
 */
export function referenceTo({ asset, version }: Meant, content: NodeId): string {
  return asset === undefined || version === undefined ? content : `${asset}@${version}`
}

/**
 * `fraud@1`, where something is said of another version than the one under which its content is told, and nothing where it
 * is said of that: then it needs no word. Of content that is told under none it is always told.
 */
export function otherMeant(told: Meant | undefined, said: Said, nameOf: NameOf): string | undefined {
  const meant = versionMeant(said)
  const text = meantText(meant, nameOf)
  if (told === undefined || isMeant(meant, told)) return told === undefined ? text : undefined
  // Two projects can have a name between them.
  const isSameText = text === meantText(told, nameOf)
  return isSameText ? meantText(meant, assetInFull) : text
}

/** The same for content of a lineage, which is told there under its first version. */
export function otherMeantIn(index: LineageIndex, id: NodeId, said: Said): string | undefined {
  return otherMeant(versionTold(index, id), said, (asset) => nameOfAsset(index, asset))
}

/** The version under which content is told. What was asked for by its path is told under none of several. */
function versionTold(index: LineageIndex, id: NodeId): Meant | undefined {
  const [first, ...others] = versionEdgesOf(index, id)
  if (first === undefined) return undefined
  const { root, place, version } = index.lineage
  const isPath = id === root && place !== undefined && version === undefined
  const isOneOfSeveral = others.some(({ target, number }) => target !== first.target || number !== first.number)
  return isPath && isOneOfSeveral ? undefined : { asset: first.target, version: first.number }
}
