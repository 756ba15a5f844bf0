import { basename, extname } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

export type ConfigurationValue = { readonly value: unknown; readonly from: string }
/** Parameters by dotted key, each with the line that it stands in, and what could not be read. */
export type Configuration = {
  readonly values: Readonly<Record<string, ConfigurationValue>>
  readonly problem?: string
}

const suffixes = new Set(['.yaml', '.yml', '.json', '.toml', '.ini', '.cfg'])
/** Files of tools, which say nothing about a model. */
const tools =
  /^(package(-lock)?|tsconfig.*|composer|poetry|uv|pdm|Pipfile|pyproject|setup|tox|mypy|pytest|dvc)\.|\.lock$|^\.|^(metrics|scores|results|eval)\b/i
const bytesMax = 1024 * 1024
const valuesMax = 2_000

/** Whether a file that was read is configuration by its name: what it holds are then parameters, not data. */
export function isConfigurationFile(path: string): boolean {
  return suffixes.has(extname(path).toLowerCase()) && !tools.test(basename(path))
}

/**
 * Reads a configuration file's parameters. A file that is no mapping at the top (a list of records is data), is over
 * 1 MiB or holds more than 2,000 values gives none and says why.
 * @param name how people name the file, for `from`.
 */
export function readConfiguration(bytes: Uint8Array, name: string): Configuration {
  if (bytes.length > bytesMax) return { values: {}, problem: `${name} is over 1 MiB: data, not configuration` }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const found = valuesOf(text, extname(name).toLowerCase())
    if (found === undefined) return { values: {}, problem: `${name} is no mapping: data, not configuration` }
    if (found.length > valuesMax)
      return { values: {}, problem: `${name} has over ${valuesMax} values: data, not configuration` }
    const values = found.map(
      ([key, value, line]) => [key, { value, from: line === undefined ? name : `${name}:${line}` }] as const,
    )
    return { values: Object.fromEntries(values) }
  } catch (error) {
    return { values: {}, problem: `${name} cannot be read: ${(error as Error).message.split('\n')[0]}` }
  }
}

type Found = readonly [key: string, value: unknown, line: number | undefined]

function valuesOf(text: string, suffix: string): Found[] | undefined {
  if (suffix === '.toml') return tomlValues(text)
  if (suffix === '.ini' || suffix === '.cfg') return iniValues(text)
  // JSON is YAML, and so has lines, too.
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', customTags: [], uniqueKeys: true })
  if (document.errors.length > 0) throw document.errors[0]
  if (!isMap(document.contents)) return undefined
  const found: Found[] = []
  flattenYaml(document.contents, '', lines, found, document.toJS({ maxAliasCount: 100 }))
  return found
}

/** Lists of plain values are one value; mappings and lists of mappings go on. `plain` is the same with aliases resolved. */
function flattenYaml(
  node: Node | null | undefined,
  key: string,
  lines: LineCounter,
  found: Found[],
  plain: unknown,
): void {
  if (isMap(node)) {
    for (const { key: member, value } of node.items) {
      const word = isScalar(member) ? String(member.value) : String(member)
      const inner = (plain as Record<string, unknown> | undefined)?.[word]
      const start = isScalar(member) ? member.range?.[0] : undefined
      const below = key === '' ? word : `${key}.${word}`
      if (isMap(value) || (isSeq(value) && value.items.some((item) => isMap(item))))
        flattenYaml(value, below, lines, found, inner)
      else found.push([below, inner ?? null, start === undefined ? undefined : lines.linePos(start).line])
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const inner = (plain as unknown[] | undefined)?.[index]
      if (isMap(item)) flattenYaml(item, `${key}.${index}`, lines, found, inner)
      else found.push([`${key}.${index}`, inner ?? null, undefined])
    }
  }
}

function tomlValues(text: string): Found[] {
  const found: Found[] = []
  const lines = text.split('\n')
  const flatten = (value: unknown, key: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)) {
      for (const [name, member] of Object.entries(value)) flatten(member, key === '' ? name : `${key}.${name}`)
      return
    }
    const plain =
      typeof value === 'bigint' ? { number: String(value) } : value instanceof Date ? value.toISOString() : value
    const word = key.slice(key.lastIndexOf('.') + 1)
    const line = lines.findIndex((each) => each.trimStart().replace(/^["']/, '').startsWith(word) && each.includes('='))
    found.push([key, plain, line < 0 ? undefined : line + 1])
  }
  flatten(parseToml(text), '')
  return found
}

function iniValues(text: string): Found[] {
  const found: Found[] = []
  let section = ''
  for (const [index, line] of text.split('\n').entries()) {
    const [, name] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? []
    if (name !== undefined) section = `${name}.`
    const [, key, value] = /^\s*([^#;=\s][^=]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined && key !== undefined && value !== undefined)
      found.push([`${section}${key}`, typed(value), index + 1])
  }
  return found
}

function typed(text: string): unknown {
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text)
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return text
}
