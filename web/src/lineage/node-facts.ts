import { isUnpinned, type NodeId } from '../../../src/domain/id.ts'
import { bytesText, durationText, msBetween, timeText } from '../../../src/domain/quantities.ts'
import { shortId } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { sourceTextOf } from '../../../src/drawing/card-words.ts'
import { copyText } from '../../../src/lineage/copies.ts'
import type { LineageNode } from '../../../src/lineage/lineage.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { kindOf, labelOf, pathsOf, versionEdgesOf, versionsOf } from '../../../src/lineage/node-names.ts'
import { referenceTo } from '../../../src/lineage/version-meant.ts'
import type { Moment, NodeAddress, Subject } from '../address.ts'

/** `model`, `train run`, `dataset · source`. */
export function kindTextOf(index: LineageIndex, id: NodeId, name?: string): string {
  const { type = '' } = index.nodes.get(id) ?? {}
  const kind = visible(kindOf(index, id) ?? '')
  const source = sourceTextOf(index, id)
  const words = kind === '' ? type : type === 'artifact' ? kind : `${kind} ${type}`
  return [words, source, copyText(index, id, name)].filter((text) => text !== undefined).join(' · ')
}

/**
 * How to ask for a node: what is called a version there by that, since its page tells of it, and of its bytes no other;
 * what is called by one of its paths, by that.
 */
export function subjectOf(index: LineageIndex, id: NodeId, name = labelOf(index, id)): Subject {
  const [first] = versionEdgesOf(index, id)
  if (first !== undefined && name === versionsOf(index, id)[0])
    return { ref: referenceTo({ asset: first.target, version: first.number }, id) }
  return pathsOf(index, id).includes(name) ? { ref: id, called: name } : { ref: id }
}

/** The size of content, when a run began and how long it took. */
export function factOf(index: LineageIndex, id: NodeId): string {
  const node = index.nodes.get(id)
  if (node === undefined) return ''
  const ms = msBetween(node.from, node.until)
  const facts = [
    node.bytes === undefined ? '' : bytesText(node.bytes),
    node.from === undefined ? '' : timeText(node.from),
    ms === undefined || ms === 0 ? '' : durationText(ms),
    isUnpinned(id) ? 'no digest' : '',
  ]
  return facts.filter((fact) => fact !== '').join(' · ')
}

/** When a run began; when content was first written, else first read. */
export function whenOf(index: LineageIndex, { id, type, from }: LineageNode): string | undefined {
  if (type !== 'artifact') return from
  const times = (kind: string) =>
    index.byTarget(id).flatMap(({ edge, at }) => (edge === kind && at !== undefined ? [at] : []))
  return times('generated').sort()[0] ?? times('used').sort()[0]
}

export const digestText = ({ id, type }: LineageNode): string =>
  type !== 'artifact' ? '' : isUnpinned(id) ? 'none' : visible(shortId(id))

export const subjectIn = ({ ref, called }: NodeAddress): Subject => ({
  ref,
  ...(called === undefined ? {} : { called }),
})

/** The time that is looked at, for the way to the next thing. */
export function momentIn(address: NodeAddress): Moment {
  const { 'as-of': asOf, 'known-at': knownAt } = address
  return { ...(asOf === undefined ? {} : { 'as-of': asOf }), ...(knownAt === undefined ? {} : { 'known-at': knownAt }) }
}
