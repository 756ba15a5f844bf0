import { agentText, agentTitle } from './agent-text.ts'
import { assetInFull, assetName, isUnpinned, type NodeId, nodeTypeOf } from './id.ts'
import { shortened, visible } from './visible-text.ts'

const digitsShown = 8
const otherShown = 24

/** An id as far as people need it: `sha256:5b1c9e02` of content, the name of what has no digest, a person's name, `service/ci`. */
export function shortId(id: NodeId): string {
  const colon = id.indexOf(':')
  const [prefix, rest] = [id.slice(0, colon), id.slice(colon + 1)]
  switch (nodeTypeOf(id)) {
    case 'agent':
      return agentText(id)
    case 'run':
      return rest.slice(rest.lastIndexOf('/') + 1)
    case 'asset':
      return assetName(rest)
    case 'artifact':
      if (isUnpinned(id)) return rest.slice(rest.indexOf('/') + 1)
      return `${prefix}:${/^[0-9a-f]{16}/.test(rest) ? rest.slice(0, digitsShown) : shortened(visible(rest), otherShown)}`
  }
}

type Named = { readonly id: NodeId; readonly name?: string | undefined }

/** What a node is called where something is told of it: by the name that it was given, else by its id; an agent by its id alone. */
export const nameText = ({ id, name }: Named): string =>
  nodeTypeOf(id) === 'agent' ? agentText(id) : (name ?? shortId(id))

/** What a node is called where it is told itself, which of an agent says the name that it was given, too. */
export const titleText = ({ id, name }: Named): string =>
  nodeTypeOf(id) === 'agent' ? agentTitle(id, name) : nameText({ id, name })

/** An id beside a title: nothing where the title says it, as that of an asset does with its namespace or without. */
export function idBeside(node: Named): string {
  const short = shortId(node.id)
  const title = titleText(node)
  return title === short || (nodeTypeOf(node.id) === 'asset' && title === assetInFull(node.id)) ? '' : short
}

/** A sentence with its ids of content cut as far as people need them: a whole digest is for programs. */
export const withShortIds = (sentence: string): string => sentence.replace(/\b[a-z0-9-]+:[0-9a-f]{32,}\b/g, shortId)
