import type { Located, Member } from './located.ts'
import { typed } from './located-ini.ts'

/**
 * A dotenv file: `NAME=value` a line, with `export` before it or not, values in quotes that may go on over lines, comments.
 * @throws SyntaxError with the line that is none of this.
 */
export function locatedDotenv(text: string): Located {
  const members = new Map<string, Member>()
  const pattern =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\n#]*))[ \t]*(?:#.*)?$|^[ \t]*(?:#.*)?$/gm
  const source = text.replace(/\r\n/g, '\n')
  let line = 1
  let end = 0
  for (const match of source.matchAll(pattern)) {
    if (source.slice(end, match.index).trim() !== '') break
    line += source.slice(end, match.index).split('\n').length - 1
    const [all, key, double, single, bare = ''] = match
    const value = double ?? single ?? bare.trim()
    if (key !== undefined) members.set(key, { key, line, value: { kind: 'value', value: typed(value) } })
    line += all.split('\n').length - 1
    end = match.index + all.length
  }
  if (source.slice(end).trim() !== '') throw new SyntaxError(`line ${line + 1}: this is no name with a value`)
  return { kind: 'mapping', members: [...members.values()] }
}
