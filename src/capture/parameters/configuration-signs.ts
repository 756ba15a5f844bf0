import { posix } from 'node:path'
import { isConfigurationFile } from './configuration.ts'

/** What a run did, as far as it tells configuration from data. */
export type Signs = {
  /** Files that it read, absolute. */
  readonly reads: readonly string[]
  /** Those of them that a library read as a table. */
  readonly tables: ReadonlySet<string>
  /** The words of every command that ran. */
  readonly commands: readonly (readonly string[])[]
}

const words =
  'conf(?:ig(?:uration)?)?s?|cfgs?|(?:h|hyper)?-?param(?:eter)?s?|settings?|options?|arg(?:ument)?s|defaults?'
const inName = new RegExp(`(?:^|[^a-z])(?:${words})(?:[^a-z]|$)`, 'i')
const inFolder = new RegExp(`^\\.?(?:${words}|hydra)$`, 'i')
// `--config x.json`, `--model-config=x.json`, `-c x.json`.
const option = new RegExp(`^(?:--?(?:[\\w-]*[-_])?(?:${words})|-[cp])(?:=|$)`, 'i')
// So many files that differ in their numbers alone are records.
const numberedMin = 3

/**
 * The files that a run took its parameters from, by their names, where they stand and who read them; what they hold has the
 * last word (`readConfiguration`). YAML, TOML, INI and dotenv files are written by hand as a rule; JSON is data as a rule, and
 * configuration where something says so: its name or a folder of the project around it (`params.json`, `conf/a.json`), or
 * the option that it was given to (`--config a.json`).
 * @param root the project's; folders above it say nothing.
 */
export function configurationFiles(root: string, signs: Signs): ReadonlySet<string> {
  const { reads, tables, commands } = signs
  const candidates = reads.filter((path) => isConfigurationFile(path) && !tables.has(path))
  if (candidates.length === 0) return new Set()
  const given = commands.flatMap(givenAsConfiguration)
  const numbered = Map.groupBy(candidates, (path) => path.replaceAll(/\d+/g, '0'))
  const isOfMany = (path: string) => (numbered.get(path.replaceAll(/\d+/g, '0'))?.length ?? 0) >= numberedMin
  return new Set(
    candidates.filter((path) => {
      if (isNamedSo(posix.relative(root, path)) || given.some((word) => isMeant(path, word))) return true
      return posix.extname(path).toLowerCase() !== '.json' && !isOfMany(path)
    }),
  )
}

/** Whether a file is configuration by its name alone: `config.json` of a model. */
export const isNamedConfiguration = (name: string): boolean =>
  isConfigurationFile(name) && inName.test(posix.basename(name))

function isNamedSo(name: string): boolean {
  const parts = name.split('/')
  const outside = name.startsWith('../')
  return inName.test(parts.at(-1) ?? '') || (!outside && parts.slice(0, -1).some((part) => inFolder.test(part)))
}

function givenAsConfiguration(argv: readonly string[]): string[] {
  return argv.flatMap((word, index) => {
    const match = option.exec(word)
    if (match === null) return []
    return match[0].endsWith('=') ? [word.slice(match[0].length)] : (argv[index + 1] ?? [])
  })
}

function isMeant(path: string, word: string): boolean {
  const name = posix.normalize(word).replace(/^(?:\.\.?\/)+/, '')
  return name !== '' && (path === name || path.endsWith(`/${name}`))
}
