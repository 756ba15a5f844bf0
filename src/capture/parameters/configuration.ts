import { basename, extname } from 'node:path'
import { isMetricFile } from '../metrics/metric-file.ts'
import { redactValue } from '../secrets/redact-value.ts'
import { type Redacted, redactedText, redactText } from '../secrets/secrets.ts'
import { type Leaf, type Located, leavesOf } from './located.ts'
import { locatedDotenv } from './located-dotenv.ts'
import { locatedIni } from './located-ini.ts'
import { locatedJson } from './located-json.ts'
import { locatedToml, locatedYaml } from './located-late.ts'
import type { YamlDialect } from './yaml-dialect.ts'

/** A parameter's value without its secrets, and where it stands: `params.yaml:4`. */
export type ConfigurationValue = { readonly value: unknown; readonly from: string }

/** The parameters in a file by dotted key. */
export type Configuration = {
  readonly values: Readonly<Record<string, ConfigurationValue>>
  /** What it looks like is data: a list of records, or more than people set by hand. */
  readonly isData: boolean
  /** Why there are no values, as a sentence without its full stop. */
  readonly problem?: string
  /** How many secrets were taken out. */
  readonly redacted: number
  /** Of what a program composed of other files: the folders, absolute, that these lie in. */
  readonly composedFrom?: readonly string[]
}

const readers: Readonly<Record<string, (text: string, dialect?: YamlDialect) => Located>> = {
  '.yaml': locatedYaml,
  '.yml': locatedYaml,
  '.json': locatedJson,
  '.toml': locatedToml,
  '.ini': locatedIni,
  '.cfg': locatedIni,
}

// Files of tools, and what accompanies a data set, a tokenizer or a checkpoint.
const others =
  /^\.|^(?:package|cargo|deno|rustfmt|clippy|biome|composer|tsconfig|renovate|pyproject|setup|tox|mypy|pytest|pyvenv|dvc|mkdocs|docker-compose|compose|environment|conda|meta|python_env|manifest)(?:[-.].*)?\.|^(?:vocab|merges|added_tokens|special_tokens_map|dataset_infos?|dataset_dict|state|trainer_state)\.|^tokenizer|[-.]lock\.|\.index\.json$/i

const dotenv = /^\.env(?:\.[\w-]+)*$/
// In the place where people keep secrets, one that nothing gives away is likely: only what can hardly be one is shown.
const harmlessInDotenv = /^[A-Za-z./][A-Za-z._/-]{0,63}$/

const bytesMax = 1024 * 1024
const valuesMax = 2_000
const linesMax = 20_000
const recordsMax = 20
const itemsMax = 1_000

/** Whether a file can be configuration, by the kind that its name tells (see `configurationFiles`). */
export function isConfigurationFile(path: string): boolean {
  const name = basename(path)
  if (dotenv.test(name)) return true
  return Object.hasOwn(readers, extname(name).toLowerCase()) && !others.test(name) && !isMetricFile(path)
}

/**
 * Reads a file's parameters. It is data instead, and gives none, where its top is no mapping, where it is over 1 MiB, has
 * over 20,000 lines or 2,000 values, or a list of over 20 mappings or 1,000 values. Values are typed as the file writes them: YAML 1.2, in
 * which `1e-3` is a number and `yes` a text, where no other dialect is said.
 * @param name how people name the file, for `from`.
 */
export function readConfiguration(bytes: Uint8Array, name: string, dialect?: YamlDialect): Configuration {
  const none = (problem: string, isData: boolean) => ({
    values: {},
    isData,
    problem: `${name} ${problem}`,
    redacted: 0,
  })
  const isDotenv = dotenv.test(basename(name))
  const reader = isDotenv ? locatedDotenv : readers[extname(name).toLowerCase()]
  if (bytes.length > bytesMax) return none('is data: it is over 1 MiB', true)
  if (reader === undefined) return none('is of no kind that holds parameters', true)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.split('\n').length > linesMax) return none(`is data: it has over ${linesMax} lines`, true)
    const located = reader(text, dialect)
    const reason = located.kind === 'mapping' ? listsTooMany(located) : 'it is no mapping'
    if (reason !== undefined) return none(`is data: ${reason}`, true)
    const leaves = leavesOf(located)
    if (leaves.length > valuesMax) return none(`is data: it has over ${valuesMax} values`, true)
    return { ...redacted(leaves, name, isDotenv ? redactSetting : redactValue), isData: false }
  } catch (error) {
    if (error instanceof SyntaxError) return none(`cannot be read: ${error.message}`, false)
    if (error instanceof TypeError) return none('cannot be read: it is not UTF-8', false)
    throw error
  }
}

/**
 * Whether anything in a file of settings has to be taken out before it may be stored, comments included. What is not UTF-8,
 * or cannot be read as what its name says it is, counts as if.
 */
export function holdsSecrets(bytes: Uint8Array, path: string): boolean {
  const name = basename(path)
  const isDotenv = dotenv.test(name) || name.endsWith('.env')
  const reader = isDotenv ? locatedDotenv : readers[extname(name).toLowerCase()]
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (redactText(text).count > 0) return true
    const leaves = reader === undefined ? [] : leavesOf(reader(text))
    return redacted(leaves, name, isDotenv ? redactSetting : redactValue).redacted > 0
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return true
    throw error
  }
}

function listsTooMany(located: Located): string | undefined {
  if (located.kind === 'value') return undefined
  if (located.kind === 'mapping') {
    for (const { value } of located.members) {
      const reason = listsTooMany(value)
      if (reason !== undefined) return reason
    }
    return undefined
  }
  const mappings = located.items.filter(({ kind }) => kind === 'mapping').length
  if (mappings > recordsMax) return `it has a list of ${mappings} records`
  if (located.items.length > itemsMax) return `it has a list of ${located.items.length} values`
  return located.items.map(listsTooMany).find((reason) => reason !== undefined)
}

// Of a key that two ways of writing lead to (`a.b: 1` beside `a: {b: 2}`), the first counts.
function redacted(
  leaves: readonly Leaf[],
  name: string,
  redact: typeof redactValue,
): Pick<Configuration, 'values' | 'redacted'> {
  const values = new Map<string, ConfigurationValue>()
  let count = 0
  for (const { key, name: called, value, line } of leaves) {
    if (values.has(key)) continue
    const without = redact(called, value)
    count += without.count
    values.set(key, { value: without.value, from: `${name}:${line}` })
  }
  return { values: Object.fromEntries(values), redacted: count }
}

/** A value in a dotenv file or in the environment, where people keep secrets that nothing gives away. */
export function redactSetting(name: string, value: unknown): Redacted<unknown> {
  const isOpen = typeof value !== 'string' || value === '' || harmlessInDotenv.test(value)
  return isOpen ? redactValue(name, value) : { value: redactedText, count: 1 }
}
