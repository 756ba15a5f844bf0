import type { Captured } from '../../capture/captured.ts'
import { namedData } from '../../capture/declared/named-data.ts'
import type { Sayings } from '../verbs.ts'

/**
 * Makes the data that the user named versions of their names: the same content stays the version that it is, other content
 * becomes the next. The run is on record by then and its command has ended, so nothing throws.
 * @returns sentences about what could not be named.
 */
export async function nameData(record: Pick<Sayings, 'register'>, captured: Captured): Promise<string[]> {
  const problems: string[] = []
  try {
    for (const { name, content } of namedData(captured)) {
      const problem = await nameOne(record, { name, content })
      if (problem !== undefined) problems.push(problem)
    }
  } catch (error) {
    problems.push(`the data could not be named: ${(error as Error).message}`)
  }
  return problems
}

type Named = ReturnType<typeof namedData>[number]

/** One name that cannot be given must not cost the others. */
async function nameOne({ register }: Pick<Sayings, 'register'>, { name, content }: Named) {
  if (content === undefined) return `${name} names nothing that the run read or wrote with known content`
  try {
    await register({ reference: content, name, kind: 'dataset' })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
