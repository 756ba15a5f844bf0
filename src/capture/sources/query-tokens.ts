/** A piece of a query. A `name` is a word or a quoted identifier, with `text` as the database folds or keeps it. */
export type QueryToken = {
  readonly kind: 'word' | 'name' | 'literal' | 'parameter' | 'mark'
  readonly text: string
}

const spaces = /\s+|--[^\n]*|#[^\n]*(?=\n|$)/y
const blockComment = /\/\*[\s\S]*?(?:\*\/|$)/y
const stringLiteral = /(?:[eEnNbBxX]|[uU]&|_\w+\s*)?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/y
/** Without backslashes that escape: PostgreSQL's plain strings. */
const plainString = /'(?:[^']|'')*(?:'|$)/y
const dollarLiteral = /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/y
const number = /(?:0x[\da-f]+|\d+(?:_\d+)*(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)/iy
const word = /[\p{L}_][\p{L}\p{N}_$]*/uy
const quoted = /"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]\n]*\]/y
const parameter = /%\([^)]*\)s|%[sbt](?![\p{L}\p{N}])|\$\d+|:[\p{L}_][\p{L}\p{N}_]*|\?\d*|@[\p{L}_][\p{L}\p{N}_]*/uy
const mark = /::|[|<>=!~@&^%*/+-]{1,3}|[\s\S]/y

/** Systems in which a text in double quotes is a string, and those in which unquoted names are folded. */
const stringsInQuotes = /^(?:mysql|mariadb|bigquery|databricks|hive|spark)/
const foldsDown = /^(?:postgres|redshift|cockroach|duckdb)/
const foldsUp = /^(?:oracle|snowflake|db2|firebird)/

/**
 * A query in its pieces, without comments. It is read as the system reads it, as far as where literals begin and end; a
 * string that does not end goes to the end of the text, so that nothing of it passes for anything else.
 */
export function tokensOf(text: string, system: string): QueryToken[] {
  const tokens: QueryToken[] = []
  const isPostgres = foldsDown.test(system)
  let at = 0
  const matched = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found === undefined || found === '') return undefined
    at += found.length
    return found
  }
  const readers: readonly (() => QueryToken | undefined)[] = [
    () =>
      kindOf(
        'literal',
        (isPostgres ? matched(plainString) : undefined) ?? matched(stringLiteral) ?? matched(dollarLiteral),
      ),
    () => kindOf('parameter', matched(parameter)),
    () => kindOf('literal', matched(number)),
    () => nameOf(matched(quoted), system),
    () => wordOf(matched(word), system),
    () => kindOf('mark', matched(mark)),
  ]
  while (at < text.length) {
    const isComment =
      matched(blockComment) ?? (text[at] === '#' && isPostgres ? undefined : matched(spaces)) ?? matched(/\s+/y)
    if (isComment !== undefined) continue
    for (const read of readers) {
      const token = read()
      if (token === undefined) continue
      tokens.push(token)
      break
    }
  }
  return tokens
}

const kindOf = (kind: QueryToken['kind'], text: string | undefined): QueryToken | undefined =>
  text === undefined ? undefined : { kind, text }

function nameOf(text: string | undefined, system: string): QueryToken | undefined {
  if (text === undefined) return undefined
  if (text.startsWith('"') && stringsInQuotes.test(system)) return { kind: 'literal', text }
  const [quote = '', inner] = [text[0], text.slice(1, -1)]
  return { kind: 'name', text: quote === '[' ? inner : inner.replaceAll(quote + quote, quote) }
}

function wordOf(text: string | undefined, system: string): QueryToken | undefined {
  if (text === undefined) return undefined
  const folded = foldsDown.test(system) ? text.toLowerCase() : foldsUp.test(system) ? text.toUpperCase() : text
  return { kind: 'word', text: folded }
}

const textCharactersMax = 2_000
/** After these a bracket holds no arguments. */
const beforeBracket = new Set(
  'values in and or not as on using where from join select with any all exists then else when'.split(' '),
)

/** A query as it may be stored: each literal is a question mark, and lists of them are one. */
export function withoutLiterals(tokens: readonly QueryToken[]): string {
  let text = ''
  let before: QueryToken | undefined
  for (const token of tokens) {
    const piece = token.kind === 'literal' ? '?' : token.kind === 'name' ? `"${token.text}"` : token.text
    const isTight =
      before === undefined ||
      /^[,;).\]]|^::$/.test(piece) ||
      (before.kind === 'mark' && /^(?:[([.]|::)$/.test(before.text)) ||
      (piece === '(' && before.kind === 'word' && !beforeBracket.has(before.text.toLowerCase()))
    text += `${isTight ? '' : ' '}${piece}`
    before = token
  }
  const short = text.replace(/\?(?:, \?)+/g, '?, …').replace(/(\([^()]*\))(?:, \1)+/g, '$1, …')
  return short.length <= textCharactersMax ? short : `${short.slice(0, textCharactersMax)}…`
}
