import { agentText } from './agent-text.ts'
import { assetName, isUnpinned, type NodeId, nodeTypeOf } from './id.ts'
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

/** What a node is called by itself: by the name that it was given, else by its id. */
export function nameText({ id, name }: { readonly id: NodeId; readonly name?: string | undefined }): string {
  return nodeTypeOf(id) === 'agent' ? agentText(id, name) : (name ?? shortId(id))
}
