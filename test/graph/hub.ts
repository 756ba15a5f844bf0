import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Lineage of real models on the Hugging Face Hub: who is derived from whom. A user's checkout does not have it. */
const path = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora', 'huggingface', 'edges.csv.gz')

export const hasHub = existsSync(path)

export type HubEdge = { readonly older: string; readonly newer: string; readonly role: string }

export function readHub(): HubEdge[] {
  const [, ...lines] = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n')
  return lines.map((line) => {
    const [older = '', newer = '', role = ''] = line.trimEnd().split(',')
    return { older, newer, role }
  })
}

/** A model whose bytes are not known here, under its name on the Hub. */
export const hubId = (name: string): string => `unpinned:hf/${name}`

export function hubStatements(edges: readonly HubEdge[]): unknown[] {
  return edges.map(({ older, newer, role }) => ({
    type: 'edge',
    edge: 'derived',
    source: hubId(newer),
    target: hubId(older),
    role,
    origin: 'declared',
  }))
}
