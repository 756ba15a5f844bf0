import { counted } from './quantities.ts'

/** How much of an answer is there: what was withheld is counted as far as it was reached. */
export type Completeness = MayLack &
  Pick<Meant, 'instead'> & {
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

/** What an answer is about, where its question does not say it by itself. */
export type Meant = {
  /** In a sentence: that it is about the newest of several, or what it is about instead of what was asked for. */
  readonly note?: string | undefined
  /** What was asked for is not on record: however much is on record of what the note names, it is not that. */
  readonly instead?: true | undefined
}

/** The two, each as far as it is there. */
export const meantIn = ({ note, instead }: Meant): { readonly note?: string; readonly instead?: true } => ({
  ...(note === undefined ? {} : { note }),
  ...(instead === undefined ? {} : { instead }),
})

/** The same of an answer about two things. */
export function meantBoth(one: Meant, other: Meant): Meant {
  const notes = new Set([one, other].flatMap(({ note }) => note ?? []))
  return {
    note: notes.size === 0 ? undefined : [...notes].join('; '),
    instead: one.instead ?? other.instead,
  }
}

/** Why an answer may lack something: `the store lacks a part of its record`, `3 statements erased`. */
export const lackReasons = ({ erased = 0, lacks, instead }: MayLack & Pick<Meant, 'instead'>): string[] => [
  ...(instead === undefined ? [] : ['what was asked for is not on record']),
  ...(lacks === undefined ? [] : ['the store lacks a part of its record']),
  ...(erased === 0 ? [] : [`${counted(erased, 'statement')} erased`]),
]

/** `complete`, or `not complete: 340 nodes and 512 edges withheld, 1 read of unknown bytes not followed`. */
export function completenessText({ complete, withheld, unfollowed = [], ...may }: Completeness): string {
  const lacking = [
    ...(withheld.nodes > 0 ? [counted(withheld.nodes, 'node')] : []),
    ...(withheld.edges > 0 ? [counted(withheld.edges, 'edge')] : []),
  ]
  if (complete) return 'complete'
  const reasons = [
    ...(lacking.length > 0 ? [`${lacking.join(' and ')} withheld`] : []),
    ...notFollowed(unfollowed.filter(({ maker }) => maker === undefined).length, 'unknown bytes'),
    ...notFollowed(unfollowed.filter(({ maker }) => maker !== undefined).length, 'bytes that an unknown run made'),
    ...lackReasons(may),
  ]
  return `not complete: ${reasons.join(', ') || 'the record goes on beyond what was read'}`
}

const notFollowed = (reads: number, what: string): string[] =>
  reads === 0 ? [] : [`${counted(reads, 'read')} of ${what} not followed`]

/** Whether a list is all of what was asked for, where `next` is where it goes on. */
export const isWhole = (next: string | undefined, { erased, instead }: MayLack & Pick<Meant, 'instead'>): boolean =>
  next === undefined && erased === undefined && instead === undefined

/** Whether it is complete, and what it is about: `not complete: what was asked for is not on record; the bytes now at …`. */
export const saidOfAnswer = (answer: Completeness & Meant): string =>
  [completenessText(answer), answer.note].filter((text) => text !== undefined).join('; ')

/** What a part of a list lacks, behind how much it is: nothing, `, there are more` or `, 3 statements erased`. */
export const lackText = ({ next, erased }: { readonly next?: string; readonly erased?: number | undefined }): string =>
  [...(next === undefined ? [] : ['there are more']), ...lackReasons({ erased })].map((lack) => `, ${lack}`).join('')
