import type { LineageParameter } from '../lineage.ts'
import { fileOfSetting } from './handed-on.ts'
import { replacing } from './replacing.ts'
import { pathOf, type Step } from './steps.ts'

type Parameters = ReadonlyMap<string, LineageParameter>
/** A file of settings, and by the name that a value has in it the one that it has among all: `conf/a.yaml:lr`. */
type File = { readonly path: string; readonly names: ReadonlyMap<string, string> }
/** A value of two files, its key on each side, and the one that it gets on both. */
type Value = { readonly name: string; readonly keys: readonly [string, string | undefined]; readonly both: string }

/**
 * The parameters of two steps with one key for each value of a file that took the place of another, where the name says in which
 * file it stands since others have it, too: `conf/a.yaml:lr` and `conf/b.yaml:lr`. Such a value is called by its own name.
 */
export function inReplacedFiles(
  [before, after]: readonly [Parameters, Parameters],
  [a, b]: readonly [Step, Step],
): readonly [Parameters, Parameters] {
  const files = replacing(filesOfOne(before, b), filesOfOne(after, a), [({ names }) => [...names.keys()].sort().join()])
  const values = files.flatMap(([gone, came]) =>
    [...gone.names].map(([name, old]): Value => {
      const both = `${[gone.path, came.path].sort().join(' and ')}:${name}`
      return { name, keys: [old, came.names.get(name)], both }
    }),
  )
  const shared = values.filter(({ keys }) => keys.every((key) => key !== undefined))
  return [called(before, shared, 0), called(after, shared, 1)]
}

/** Files whose values are called by them too, and which another step did not read. */
function filesOfOne(parameters: Parameters, other: Step): File[] {
  const read = new Set(other.used.map(pathOf))
  const named = [...parameters].flatMap(([key, { from }]) => {
    const path = fileOfSetting(from)
    return path !== undefined && !read.has(path) && key.startsWith(`${path}:`) ? [{ path, key }] : []
  })
  return [...Map.groupBy(named, ({ path }) => path)].map(([path, values]) => ({
    path,
    names: new Map(values.map(({ key }) => [key.slice(path.length + 1), key])),
  }))
}

function called(parameters: Parameters, values: readonly Value[], side: 0 | 1): Parameters {
  const byKey = new Map(values.map((value) => [value.keys[side], value]))
  return new Map(
    [...parameters].map(([key, parameter]) => {
      const value = byKey.get(key)
      return value === undefined ? [key, parameter] : [value.both, { ...parameter, name: value.name }]
    }),
  )
}
