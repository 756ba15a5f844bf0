import { counted } from './quantities.ts'

/** How much of an answer is there: what was withheld is counted as far as it was reached. */
export type Completeness = MayLack & {
  readonly complete: boolean
  readonly withheld: { readonly nodes: number; readonly edges: number }
  /** Reads of unknown bytes that may belong to it. */
  readonly unfollowed?: readonly { readonly maker?: 'unknown' }[]
}

/** How many statements of the record were erased, in an answer that may lack what they said; absent where none was. */
export const erasedIn = ({ erased }: { readonly erased: number }): { readonly erased?: number } =>
  erased === 0 ? {} : { erased }

/** What an answer may lack that has all of what is there. */
export type MayLack = {
  /** How many statements of the record were erased. Absent where none was. */
  readonly erased?: number | undefined
  /** What the store lacks of its record, as copies of its checkpoint show, in a sentence. */
  readonly lacks?: string | undefined
}

/** Why an answer may lack something: `the store lacks a part of its record`, `3 statements erased`. */
export const lackReasons = ({ erased = 0, lacks }: MayLack): string[] => [
  ...(lacks === undefined ? [] : ['the store lacks a part of its record']),
  ...(erased === 0 ? [] : [`${counted(erased, 'statement')} erased`]),
]

/** `complete`, or `not complete: 340 nodes and 512 edges withheld, 1 read of unknown bytes not followed`. */
export function completenessText({ complete, withheld, unfollowed = [], erased, lacks }: Completeness): string {
  const lacking = [
    ...(withheld.nodes > 0 ? [counted(withheld.nodes, 'node')] : []),
    ...(withheld.edges > 0 ? [counted(withheld.edges, 'edge')] : []),
  ]
  if (complete) return 'complete'
  const reasons = [
    ...(lacking.length > 0 ? [`${lacking.join(' and ')} withheld`] : []),
    ...notFollowed(unfollowed.filter(({ maker }) => maker === undefined).length, 'unknown bytes'),
    ...notFollowed(unfollowed.filter(({ maker }) => maker !== undefined).length, 'bytes that an unknown run made'),
    ...lackReasons({ erased, lacks }),
  ]
  return `not complete: ${reasons.join(', ') || 'the record goes on beyond what was read'}`
}

const notFollowed = (reads: number, what: string): string[] =>
  reads === 0 ? [] : [`${counted(reads, 'read')} of ${what} not followed`]

/** What a part of a list lacks, behind how much it is: nothing, `, there are more` or `, 3 statements erased`. */
export const lackText = ({ next, erased }: { readonly next?: string; readonly erased?: number | undefined }): string =>
  [...(next === undefined ? [] : ['there are more']), ...lackReasons({ erased })].map((lack) => `, ${lack}`).join('')
