import { titleText } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { nameIn } from '../../../src/lineage/edge-words.ts'
import type { Answers } from '../../../src/server/contract.ts'

/** `flight-delay@2` for what was named by a version, else its name. */
export function nodeTitle(shown: Answers['show']): string {
  const { node, asset, version } = shown
  if (asset === undefined) return visible(titleText(node))
  return visible(version === undefined ? nameIn(shown)(asset) : `${nameIn(shown)(asset)}@${version}`)
}
