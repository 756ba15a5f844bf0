import { assetName } from '../../../src/domain/id.ts'
import { titleText } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Answers } from '../../../src/server/contract.ts'

/** `flight-delay@2` for what was named by a version, else its name. */
export function nodeTitle({ node, asset, version }: Answers['show']): string {
  if (asset === undefined) return visible(titleText(node))
  return visible(version === undefined ? assetName(asset) : `${assetName(asset)}@${version}`)
}
