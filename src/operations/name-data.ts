import type { Captured } from '../capture/capture.ts'
import { namedData } from '../capture/declared/named-data.ts'
import { register } from './register.ts'
import { openToWrite } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Makes the data that the user named versions of their names: the same content stays the version that it is, other content
 * becomes the next. @returns sentences about what could not be named.
 */
export async function nameData(
  captured: Captured,
  option: string | undefined,
  surroundings: Surroundings,
): Promise<string[]> {
  const problems: string[] = []
  await using store = await openToWrite(surroundings, option)
  for (const { name, content } of namedData(captured)) {
    try {
      if (content === undefined) problems.push(`${name} names nothing that the run read or wrote with known content`)
      else await register(store, { reference: content, name, kind: 'dataset' }, surroundings)
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  return problems
}
