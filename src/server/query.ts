import { Refused } from './problem.ts'

/**
 * What the parser of queries lets pass as the text that it is: percent signs that are no UTF-8, and bytes that are not
 * written with them. Nothing is asked under a name, or about a thing, that whoever asks did not mean.
 * @throws Refused 400 with the field.
 */
export function checkQuery(url: string): void {
  const [, query = ''] = /^[^?#]*[?#](.*)$/s.exec(url) ?? []
  for (const pair of query.split('&')) {
    const [name = '', ...values] = pair.split('=')
    for (const part of [name, values.join('=')]) {
      const problem = problemOf(part)
      if (problem === undefined) continue
      const field = `/${decoded(name) ?? name}`
      throw new Refused(400, 'invalid-input', `the query: ${field} ${problem}`, { field })
    }
  }
}

function problemOf(part: string): string | undefined {
  if (/[^\x21-\x7e]/.test(part)) return 'has bytes that must be percent-encoded'
  const text = decoded(part)
  if (text === undefined) return 'is no UTF-8, percent-encoded'
  return text.includes('\0') ? 'must not hold NUL' : undefined
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
