import { posix } from 'node:path'
import { isWithin } from '../files/file-role.ts'
import type { RunFile, RunFiles } from '../files/run-file.ts'
import type { ConfigurationValue } from './configuration.ts'

type Files = Pick<RunFiles, 'reads' | 'writes'>
/** A value in one of the files that a run composed its configuration of, and what it can be called in that. */
type Part = {
  readonly file: RunFile
  readonly key: string
  readonly value: ConfigurationValue
  readonly names: readonly string[]
}

/**
 * The files of a run that composed its configuration of others, as Hydra does: it went by what it composed, which stands where it
 * was taken from unless it was overridden, and what those others say under the same names is no parameter beside it.
 */
export function withComposed({ reads, writes }: Files): Files {
  const folders = [...new Set(writes.flatMap(({ configuration }) => configuration?.composedFrom ?? []))]
  const parts = reads.flatMap((file) => folders.flatMap((folder) => partsOf(file, folder)))
  if (parts.length === 0) return { reads, writes }
  const names = new Set(writes.flatMap(({ configuration }) => Object.keys(configuration?.values ?? {})))
  const taken = new Set(parts.filter((part) => part.names.some((name) => names.has(name))).map(idOf))
  return {
    reads: reads.map((file) => withValues(file, (key, value) => (taken.has(idOf({ file, key })) ? undefined : value))),
    writes: writes.map((file) => withValues(file, (key, value) => ({ ...value, from: placeOf(key, value, parts) }))),
  }
}

/** `depth` of `conf/model/small.yaml` is `model.depth`, unless the file says of itself that it belongs elsewhere. */
function partsOf(file: RunFile, folder: string): Part[] {
  if (!isWithin(file.path, folder)) return []
  const group = posix.dirname(posix.relative(folder, file.path)).replaceAll('/', '.')
  return Object.entries(file.configuration?.values ?? {}).map(([key, value]) => ({
    ...{ file, key, value, names: group === '.' ? [key] : [key, `${group}.${key}`] },
  }))
}

const idOf = ({ file, key }: Pick<Part, 'file' | 'key'>) => `${file.path}\0${key}`

/** Where a composed value was taken from: the one place that has it under that name. */
function placeOf(name: string, { value, from }: ConfigurationValue, parts: readonly Part[]): string {
  if (from === 'command line') return from
  const places = parts.filter((part) => part.names.includes(name) && isSame(part.value.value, value))
  const [first] = places
  return places.length === 1 && first !== undefined ? first.value.from : from
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

function withValues(
  file: RunFile,
  change: (key: string, value: ConfigurationValue) => ConfigurationValue | undefined,
): RunFile {
  const { configuration } = file
  if (configuration === undefined) return file
  const values = Object.entries(configuration.values).flatMap(([key, value]) => {
    const changed = change(key, value)
    return changed === undefined ? [] : [[key, changed] as const]
  })
  return { ...file, configuration: { ...configuration, values: Object.fromEntries(values) } }
}
