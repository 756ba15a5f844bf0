import type { QueryToken } from './query-tokens.ts'

/** A table as a query names it: the parts of its name, the last of which is its own. */
export type TableName = readonly string[]
export type TableWrite = {
  readonly name: TableName
  /** What was in the table before is still there, in part at least: who writes so used the table, too. */
  readonly keeps: boolean
}
/** What a query does to which tables, as far as it names them plainly. */
export type QueryTables = {
  readonly reads: readonly TableName[]
  readonly writes: readonly TableWrite[]
  /** Tables that it made for its connection alone. */
  readonly temporary: readonly TableName[]
  /** It read from something that is no plain name: a function, a variable, a file. */
  readonly isUnclear: boolean
}

const keywords = new Set(
  (
    'select from where group order having limit offset fetch union intersect except on using join inner left right full cross natural ' +
    'lateral set values returning into as window for with qualify tablesample outer when then and or not default'
  ).split(' '),
)
/** Functions with a FROM inside that reads no table, and operators with one. */
const fromInside = new Set(['extract', 'substring', 'substr', 'trim', 'overlay', 'position'])
const endsList = new Set([...keywords].filter((word) => !['as', 'lateral', 'from'].includes(word)))

type Reader = {
  readonly tokens: readonly QueryToken[]
  readonly names: Set<string>
  readonly reads: Map<string, TableName>
  readonly writes: Map<string, TableWrite>
  readonly temporary: Map<string, TableName>
  isUnclear: boolean
}

/**
 * The tables that a query names after FROM, JOIN, INTO, UPDATE, COPY and their like. Names that a WITH gives to a part of the
 * query are no tables. A heuristic on tokens, not a grammar: what it cannot tell it leaves out, and says so in `isUnclear`.
 */
export function tablesOf(tokens: readonly QueryToken[]): QueryTables {
  const reader: Reader = {
    tokens,
    names: namesGiven(tokens),
    reads: new Map(),
    writes: new Map(),
    temporary: new Map(),
    isUnclear: false,
  }
  // Of each bracket that is open, the word before it.
  const open: string[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.text === '(' && token.kind === 'mark') open.push(wordAt(tokens, at - 1))
    else if (token.text === ')' && token.kind === 'mark') open.pop()
    else if (token.kind === 'word') clause(reader, at, open.at(-1) ?? '')
  }
  const { reads, writes, temporary, isUnclear } = reader
  return { reads: [...reads.values()], writes: [...writes.values()], temporary: [...temporary.values()], isUnclear }
}

const wordAt = (tokens: readonly QueryToken[], at: number): string => {
  const token = tokens[at]
  return token?.kind === 'word' ? token.text.toLowerCase() : ''
}

/** `WITH a AS (…), b (x, y) AS MATERIALIZED (…)` */
function namesGiven(tokens: readonly QueryToken[]): Set<string> {
  const names = new Set<string>()
  if (!tokens.some((_, at) => wordAt(tokens, at) === 'with')) return names
  for (const [at, token] of tokens.entries()) {
    if (wordAt(tokens, at) !== 'as') continue
    const next = tokens.slice(at + 1, at + 4).find(({ kind }) => kind !== 'word')
    if (next?.text !== '(') continue
    let before = at - 1
    if (tokens[before]?.text === ')') {
      while (before > 0 && tokens[before]?.text !== '(') before -= 1
      before -= 1
    }
    const name = tokens[before]
    const lead = wordAt(tokens, before - 1) || tokens[before - 1]?.text
    if (name !== undefined && token.kind === 'word' && ['with', 'recursive', ',', ')'].includes(lead ?? '')) {
      names.add(name.text.toLowerCase())
    }
  }
  return names
}

function clause(reader: Reader, at: number, around: string): void {
  const { tokens } = reader
  const before = wordAt(tokens, at - 1)
  switch (wordAt(tokens, at)) {
    case 'from':
      if (fromInside.has(around) || before === 'distinct') return
      if (before === 'delete') write(reader, at + 1, true)
      // `COPY t FROM STDIN` writes.
      else if (isCopy(tokens, at)) return
      else readList(reader, at + 1)
      return
    case 'join':
    case 'apply':
      readList(reader, at + 1, false)
      return
    case 'into':
      if (before === 'insert' || before === 'merge' || before === 'replace' || before === 'ignore')
        write(reader, at + 1, true)
      // `INSERT OVERWRITE INTO` and `SELECT … INTO t` make a table.
      else if (before !== 'copy') write(reader, at + 1, false)
      return
    case 'update':
      // `FOR UPDATE`, `ON CONFLICT DO UPDATE`, `ON DUPLICATE KEY UPDATE`
      if (!['for', 'do', 'key', 'on', 'no'].includes(before)) write(reader, at + 1, true)
      return
    case 'truncate':
      write(reader, at + 1, false)
      return
    case 'copy':
      if (at === 0 || tokens[at - 1]?.text === ';') copy(reader, at + 1)
      return
    case 'table':
      if (['create', 'temp', 'temporary', 'replace', 'unlogged', 'external', 'transient'].includes(before))
        create(reader, at)
      return
  }
}

function isCopy(tokens: readonly QueryToken[], at: number): boolean {
  let start = at
  while (start > 0 && tokens[start - 1]?.text !== ';') start -= 1
  return wordAt(tokens, start) === 'copy'
}

function copy(reader: Reader, at: number): void {
  const name = nameAt(reader.tokens, at)
  if (name === undefined) return
  const words = reader.tokens.slice(name.end).map((_, index) => wordAt(reader.tokens, name.end + index))
  const [from, to] = [words.indexOf('from'), words.indexOf('to')]
  if (from >= 0 && (to < 0 || from < to)) write(reader, at, true)
  else if (to >= 0) add(reader, name.parts)
}

function create(reader: Reader, at: number): void {
  const { tokens, temporary } = reader
  const isTemporary = [1, 2, 3].some((back) => ['temp', 'temporary'].includes(wordAt(tokens, at - back)))
  const isIfMissing = wordAt(tokens, at + 1) === 'if'
  const name = nameAt(tokens, isIfMissing ? at + 4 : at + 1)
  if (name === undefined) return
  if (isTemporary) temporary.set(name.parts.join('.'), name.parts)
  // It may have been there, with all that was in it.
  else reader.writes.set(name.parts.join('.'), { name: name.parts, keeps: isIfMissing })
}

function write(reader: Reader, at: number, keeps: boolean): void {
  const { tokens, writes } = reader
  let start = at
  while (['only', 'table', 'low_priority', 'ignore', 'overwrite'].includes(wordAt(tokens, start))) start += 1
  const name = nameAt(tokens, start)
  if (name === undefined || isGiven(reader, name.parts)) return
  const key = name.parts.join('.')
  if (!writes.has(key)) writes.set(key, { name: name.parts, keeps })
}

/** `a, b AS c, (SELECT …) d, f(x)`: what stands at the beginning and after each comma at this depth. */
function readList(reader: Reader, at: number, isList = true): void {
  const { tokens } = reader
  let start = at
  while (['only', 'lateral', 'table'].includes(wordAt(tokens, start))) start += 1
  const name = nameAt(tokens, start)
  if (name === undefined) {
    if (tokens[start]?.text !== '(') reader.isUnclear = true
  } else if (tokens[name.end]?.text === '(') reader.isUnclear = true
  else add(reader, name.parts)
  if (!isList) return
  let depth = 0
  for (let index = start; index < tokens.length; index += 1) {
    const { text = '', kind } = tokens[index] ?? {}
    if (kind === 'mark' && text === '(') depth += 1
    if (kind === 'mark' && text === ')') depth -= 1
    if (depth < 0 || text === ';') return
    if (depth > 0) continue
    if (index > start && endsList.has(wordAt(tokens, index))) return
    if (text === ',') {
      readList(reader, index + 1)
      return
    }
  }
}

function add(reader: Reader, parts: TableName): void {
  if (!isGiven(reader, parts)) reader.reads.set(parts.join('.'), parts)
}

const isGiven = ({ names }: Reader, parts: TableName): boolean =>
  parts.length === 1 && names.has(parts[0]?.toLowerCase() ?? '')

/** `a.b."C d"`; undefined where none begins. */
function nameAt(tokens: readonly QueryToken[], at: number): { parts: string[]; end: number } | undefined {
  const first = tokens[at]
  if (first === undefined || (first.kind !== 'name' && first.kind !== 'word')) return undefined
  if (first.kind === 'word' && keywords.has(first.text.toLowerCase())) return undefined
  const parts = [first.text]
  let end = at + 1
  while (tokens[end]?.text === '.' && ['name', 'word'].includes(tokens[end + 1]?.kind ?? '')) {
    parts.push(tokens[end + 1]?.text ?? '')
    end += 2
  }
  return { parts, end }
}
