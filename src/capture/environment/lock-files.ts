import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { nameBelow } from '../files/name-below.ts'
import { plainOf } from '../parameters/located.ts'
import { locatedToml, locatedYaml } from '../parameters/located-late.ts'

/** A file that pins packages, held against what the run imported. */
export type LockFile = {
  /** Below the project's root. */
  readonly path: string
  readonly digest: string
  /** How many packages it pins to one version. */
  readonly pins: number
  /** Imported packages that it pins to another version, each with both. */
  readonly differing?: Readonly<Record<string, { readonly pinned: string; readonly imported: string }>>
  /** Imported packages that it does not name. */
  readonly missing?: readonly string[]
  readonly problem?: string
}

const bytesMax = 8 * 1024 * 1024

/** By file name: what reads the pins. Names come as they stand. */
const readers: readonly (readonly [RegExp, (text: string) => Iterable<readonly [string, string]>])[] = [
  [/^requirements[\w.-]*\.(?:txt|lock)$/, pinsOfRequirements],
  [/^(?:uv|poetry|pdm)\.lock$/, (text) => pinsOfPackages(fieldOf(plainOf(locatedToml(text)), 'package'))],
  [/^pylock(?:\.[\w-]+)?\.toml$/, (text) => pinsOfPackages(fieldOf(plainOf(locatedToml(text)), 'packages'))],
  [/^Pipfile\.lock$/, pinsOfPipfile],
  [/^conda-lock\.ya?ml$/, (text) => pinsOfPackages(fieldOf(plainOf(locatedYaml(text)), 'package'))],
  [/^environment\.ya?ml$/, pinsOfCondaEnvironment],
]

/**
 * Lock files in the folders of a run: its own and the project's root. A file that cannot be read says so.
 * @param imported versions by distribution, as the run's Python processes told them; none are looked for without.
 */
export function lockFilesIn(
  folders: readonly string[],
  root: string,
  imported: Readonly<Record<string, string>> | undefined,
): LockFile[] {
  if (imported === undefined) return []
  return [...new Set(folders)].flatMap((folder) =>
    namesIn(folder).flatMap((name) => {
      const reader = readers.find(([pattern]) => pattern.test(name))?.[1]
      const path = join(folder, name)
      return reader === undefined || !isSmallFile(path) ? [] : [lockFile(path, root, reader, imported)]
    }),
  )
}

function lockFile(
  path: string,
  root: string,
  reader: (text: string) => Iterable<readonly [string, string]>,
  imported: Readonly<Record<string, string>>,
): LockFile {
  const bytes = readFileSync(path)
  const file = { path: nameBelow(root, path), digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` }
  let pins: Map<string, readonly (readonly [string, string])[]>
  try {
    pins = Map.groupBy(reader(bytes.toString('utf8')), ([name]) => normalised(name))
  } catch {
    // What a parser says quotes the text, which may hold the password of a private index.
    return { ...file, pins: 0, problem: `${posix.basename(path)} cannot be read as what its name says` }
  }
  const known = Object.entries(imported).filter(([, version]) => version !== 'unknown')
  const differing = known.flatMap(([name, version]) => {
    // A lock for several platforms may pin one package several times.
    const pinned = (pins.get(normalised(name)) ?? []).map(([, each]) => each)
    const isOther = pinned.length > 0 && !pinned.some((each) => isSameVersion(each, version))
    return isOther ? [[name, { pinned: pinned.join(' or '), imported: version }] as const] : []
  })
  const missing = known.flatMap(([name]) => (pins.has(normalised(name)) ? [] : [name]))
  return {
    ...file,
    pins: pins.size,
    ...(differing.length > 0 && { differing: Object.fromEntries(differing) }),
    ...(missing.length > 0 && pins.size > 0 && { missing }),
  }
}

/** PEP 503. */
const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

/** `2.0` and `2.0.0` are one version, `1.26.*` stands for all of them, and a pin need not name a local part (PEP 440). */
function isSameVersion(pinned: string, imported: string): boolean {
  const [wanted, there] = [plainVersion(pinned), plainVersion(imported)]
  if (wanted.endsWith('.*')) return `${there}.`.startsWith(wanted.slice(0, -1))
  return wanted === there || (!wanted.includes('+') && wanted === plainVersion(imported.replace(/\+.*$/, '')))
}

const plainVersion = (version: string): string =>
  version
    .toLowerCase()
    .replace(/^v/, '')
    .replace(/(?:\.0)+(?=$|[+-])/, '')

function* pinsOfRequirements(text: string): Generator<[string, string]> {
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    const [, name, version] =
      /^\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*===?\s*([^\s;#,]+)\s*(?:[;#\s]|$)/.exec(line) ?? []
    if (name !== undefined && version !== undefined) yield [name, version]
  }
}

function* pinsOfPackages(packages: unknown): Generator<[string, string]> {
  for (const entry of Array.isArray(packages) ? packages : []) {
    const [name, version] = [fieldOf(entry, 'name'), fieldOf(entry, 'version')]
    if (typeof name === 'string' && typeof version === 'string') yield [name, version]
  }
}

function* pinsOfPipfile(text: string): Generator<[string, string]> {
  const lock: unknown = JSON.parse(text)
  for (const group of ['default', 'develop']) {
    for (const [name, entry] of Object.entries(fieldOf(lock, group) ?? {})) {
      const version = fieldOf(entry, 'version')
      if (typeof version === 'string' && version.startsWith('==')) yield [name, version.slice(2)]
    }
  }
}

function* pinsOfCondaEnvironment(text: string): Generator<[string, string]> {
  const dependencies = fieldOf(plainOf(locatedYaml(text)), 'dependencies')
  for (const entry of Array.isArray(dependencies) ? dependencies : []) {
    const pip = fieldOf(entry, 'pip')
    if (Array.isArray(pip)) yield* pinsOfRequirements(pip.filter((line) => typeof line === 'string').join('\n'))
    // One equals sign alone means every version that begins so; with a build behind it, or two, that version.
    const [, name, equals, version, build] =
      (typeof entry === 'string' && /^(?:\S+::)?([\w.-]+)(={1,2})([\w.+]+)(=\S+)?$/.exec(entry)) || []
    if (name === undefined || version === undefined) continue
    yield [name, equals === '=' && build === undefined ? `${version}.*` : version]
  }
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function isSmallFile(path: string): boolean {
  const state = statSync(path, { throwIfNoEntry: false })
  return state?.isFile() === true && state.size <= bytesMax
}
