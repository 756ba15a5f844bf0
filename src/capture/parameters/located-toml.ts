import { parse, TomlError } from 'smol-toml'
import { depthMax, type Located, plainNumber } from './located.ts'

/** TOML with the line of each key; a member of an inline table has the line of the table. @throws SyntaxError */
export function locatedToml(text: string): Located {
  return located(valuesOf(text), linesOf(text), '', 1)
}

function valuesOf(text: string): unknown {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded', maxDepth: depthMax })
  } catch (error) {
    // Its own message quotes the text, which may hold a secret.
    if (error instanceof TomlError) throw new SyntaxError(`line ${error.line}: this is not TOML`)
    throw error
  }
}

function located(value: unknown, lines: ReadonlyMap<string, number>, path: string, line: number): Located {
  if (Array.isArray(value)) {
    return {
      kind: 'list',
      items: value.map((item, index) => {
        const below = `${path}\0${index}`
        return located(item, lines, below, lines.get(below) ?? line)
      }),
    }
  }
  if (value instanceof Date) return { kind: 'value', value: value.toISOString() }
  if (typeof value === 'object' && value !== null) {
    return {
      kind: 'mapping',
      members: Object.entries(value).map(([key, member]) => {
        const below = `${path}\0${key}`
        const found = lines.get(below) ?? line
        return { key, line: found, value: located(member, lines, below, found) }
      }),
    }
  }
  return { kind: 'value', value: typeof value === 'number' || typeof value === 'bigint' ? plainNumber(value) : value }
}

const part = String.raw`(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')`
const dotted = String.raw`${part}(?:\s*\.\s*${part})*`
const header = new RegExp(String.raw`^\s*(\[\[?)\s*(${dotted})\s*\]`)
const assignment = new RegExp(String.raw`^\s*(${dotted})\s*=(.*)$`)

// Where each key stands, by its path joined with NUL. The text is known to be TOML by now.
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>()
  const counts = new Map<string, number>()
  let table = ''
  let open: string | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (open !== undefined) {
      if (line.includes(open)) open = undefined
      continue
    }
    const [, bracket, name] = header.exec(line) ?? []
    if (name !== undefined) {
      table = tablePath(name, counts, bracket === '[[')
      lines.set(table, index + 1)
      continue
    }
    const [, key, rest = ''] = assignment.exec(line) ?? []
    if (key !== undefined) lines.set(table + pathOf(key), index + 1)
    open = /("""|''')(?!.*\1)/.exec(rest)?.[1]
  }
  return lines
}

// Of an array of tables, the last element is meant wherever its name is.
function tablePath(name: string, counts: Map<string, number>, isElement: boolean): string {
  const parts = pathOf(name).split('\0').slice(1)
  let path = ''
  for (const [depth, each] of parts.entries()) {
    path += `\0${each}`
    const count = counts.get(path)
    if (isElement && depth === parts.length - 1) {
      const element = count === undefined ? 0 : count + 1
      counts.set(path, element)
      path += `\0${element}`
    } else if (count !== undefined) path += `\0${count}`
  }
  return path
}

function pathOf(key: string): string {
  return (key.match(new RegExp(part, 'g')) ?? [])
    .map((each) => `\0${each.startsWith('"') ? (JSON.parse(each) as string) : each.replace(/^'(.*)'$/, '$1')}`)
    .join('')
}
