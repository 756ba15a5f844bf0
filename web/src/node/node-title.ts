import { titleText } from '../../../src/domain/short-id.ts'
import { harmless } from '../../../src/domain/visible-text.ts'
import { nameIn } from '../../../src/lineage/edge-words.ts'
import type { Answers } from '../../../src/server/contract.ts'

/** More is no title: a name can have thousands of letters, and stands in full among the facts. */
const titleMax = 160

/** `flight-delay@2` for what was named by a version, else its name. */
export function nodeTitle(shown: Answers['show']): string {
  const { node, asset, version } = shown
  if (asset === undefined) return harmless(titleText(node), titleMax)
  return harmless(version === undefined ? nameIn(shown)(asset) : `${nameIn(shown)(asset)}@${version}`, titleMax)
}

export const titleOfReference = (reference: string): string => harmless(reference, titleMax)
