import { lackText } from '../../../src/domain/completeness.ts'
import { counted } from '../../../src/domain/quantities.ts'
import { foundNowhereText } from '../../../src/domain/search-text.ts'
import type { Answers } from '../../../src/server/contract.ts'
import type { Subject } from '../address.ts'

export type FoundNode = Answers['find']['items'][number]
export type FoundGroup = {
  readonly type: FoundNode['type']
  readonly title: string
  readonly items: readonly FoundNode[]
}

const titles: readonly (readonly [FoundNode['type'], string])[] = [
  ['asset', 'Names'],
  ['artifact', 'Artifacts'],
  ['run', 'Runs'],
  ['agent', 'People and programs'],
]

/** What was found by its type, in the order in which people look for it. */
export function groupsOf(items: readonly FoundNode[]): FoundGroup[] {
  const byType = Map.groupBy(items, ({ type }) => type)
  return titles.flatMap(([type, title]) => {
    const of = byType.get(type)
    return of === undefined ? [] : [{ type, title, items: of }]
  })
}

/** Content is found once as each version and in each slot. */
export const keyOfFound = ({ id, name }: FoundNode): string => `${id} ${name ?? ''}`

/** How to ask for what was found as what it was found as: a version, what is in a slot, a file by its path. */
export function subjectOfFound({ id, type, name, reference }: FoundNode): Subject {
  if (reference !== undefined) return { ref: reference }
  return type === 'artifact' && name !== undefined ? { ref: id, called: name } : { ref: id }
}

type Asked = {
  readonly data: Pick<Answers['find'], 'items' | 'next' | 'erased'> | undefined
  readonly error: Error | null
}

/** How much was found, or why there is nothing. */
export function resultText(text: string, { data, error }: Asked): string {
  if (text === '')
    return 'Type a part of a name, also of a parameter or a metric, a version, a slot, or the first six digits of a digest or a commit.'
  if (error !== null) return `The search failed: ${error.message}`
  if (data === undefined) return 'Searching …'
  if (data.items.length === 0) return `Nothing ${foundNowhereText(text)}.`
  const { items, next, ...list } = data
  const count = next === undefined ? counted(items.length, 'result') : `The first ${items.length} of more results`
  return `${count}${lackText(list)}`
}
