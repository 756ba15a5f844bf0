import type { FeatureBranch, FeatureInputs, FeatureMap, ModelFeatures } from '../../domain/feature-map.ts'
import type { ArtifactId } from '../../domain/id.ts'
import type { RunFile } from '../files/run-file.ts'
import type { PythonDump, PythonFit, PythonFrame, PythonLinks } from '../python/python-event.ts'
import { shortClass } from '../python/python-value.ts'

type Sources = {
  readonly fits: readonly PythonFit[]
  readonly frames: readonly PythonFrame[]
  readonly reads: readonly RunFile[]
  /** `train.py:21`, where it is known. */
  readonly where: (place: { file?: string; line?: number }) => string | undefined
}

const modelsMax = 100

/**
 * Which columns of the files that were read became which features of what was fitted, and how each link is known; undefined
 * where nothing was fitted on a table. A fit that says the same as one before it, as in a loop, is told once.
 * @param all every fit of the run: what none of them got is in no model.
 */
export function featureMapOf({ fits, frames, reads, where }: Sources, all = fits): FeatureMap | undefined {
  const paths: string[] = []
  const numberOf = (path: string): number => {
    const known = paths.indexOf(path)
    return known < 0 ? paths.push(path) - 1 : known
  }
  const models = new Map<string, ModelFeatures>()
  for (const fit of fits) {
    const model = modelFeatures(fit, numberOf, where(fit))
    if (model !== undefined && models.size < modelsMax) models.set(JSON.stringify(model), model)
  }
  if (models.size === 0) return undefined
  const own = [...paths]
  const everything = all.flatMap((fit) => modelFeatures(fit, numberOf, undefined) ?? [])
  const unused = unusedColumns(own, everything, all, frames)
  return {
    files: own.map((path) => {
      const read = reads.find((file) => file.path === path)
      return { path: read?.name ?? path, ...(read?.digest === undefined ? {} : { digest: read.digest }) }
    }),
    models: [...models.values()],
    ...(unused.length === 0 ? {} : { unused }),
  }
}

/** The same of each model that was written: of the fits that this very object had, else of the only one where both are one. */
export function featuresOfModels(
  told: Sources,
  dumps: readonly PythonDump[],
  writes: readonly RunFile[],
): Map<ArtifactId, FeatureMap> {
  const written = writes.filter(({ role }) => role === 'model')
  const found = new Map<ArtifactId, FeatureMap>()
  const fitted = told.fits.filter(({ method }) => method !== 'optimizer')
  for (const { path, digest } of written) {
    const ids = dumps.filter((dump) => dump.path === path).flatMap(({ fits = [] }) => fits)
    const exact = fitted.filter(({ id }) => id !== undefined && ids.includes(id))
    const isOnly = exact.length === 0 && written.length === 1 && fitted.length === 1
    const map = featureMapOf({ ...told, fits: isOnly ? fitted : exact }, fitted)
    if (digest !== undefined && map !== undefined) found.set(digest, map)
  }
  return found
}

function modelFeatures(
  { class: name, chain, shape, columns, links, targetLinks, branches }: PythonFit,
  numberOf: (path: string) => number,
  at: string | undefined,
): ModelFeatures | undefined {
  if (shape?.[1] === undefined && columns === undefined && links === undefined) return undefined
  const inputs = inputsOf(links, numberOf)
  const known = new Set(inputs.flatMap((group) => group.columns))
  const missing = columns?.filter((column) => !known.has(column)) ?? Math.max(0, (shape?.[1] ?? 0) - known.size)
  const last = chain?.at(-1)
  return {
    class: [name, ...(last === undefined ? [] : [last])].map(shortClass).join(' → '),
    ...(at === undefined ? {} : { at }),
    inputs,
    ...(missing === 0 || (Array.isArray(missing) && missing.length === 0) ? {} : { unknown: missing }),
    ...(targetLinks === undefined ? {} : { target: inputsOf(targetLinks, numberOf) }),
    ...(branches === undefined ? {} : { branches: branches.map(branchOf) }),
  }
}

function inputsOf(links: PythonLinks | undefined, numberOf: (path: string) => number): FeatureInputs[] {
  return (links ?? []).map(([how, paths, columns, from]) => ({
    how,
    files: paths.map(numberOf),
    columns: [...columns],
    ...(from === null ? {} : { from: [...from] }),
  }))
}

function branchOf({
  columns,
  chain,
  featureCount,
  features,
}: NonNullable<PythonFit['branches']>[number]): FeatureBranch {
  return {
    columns: [...columns],
    through: chain.map(shortClass),
    ...(featureCount === undefined ? {} : { count: featureCount }),
    ...(features === undefined ? {} : { features: [...features] }),
  }
}

/** Of the files that a model got something from: a file that is only there for the test has no place in this list. */
function unusedColumns(
  paths: readonly string[],
  models: readonly ModelFeatures[],
  fits: readonly PythonFit[],
  frames: readonly PythonFrame[],
): NonNullable<FeatureMap['unused']> {
  const groups = models.flatMap(({ inputs, target = [] }) => [...inputs, ...target])
  const given = new Set(fits.flatMap(({ columns = [] }) => columns))
  return paths.flatMap((path, file) => {
    const read = frames.find((frame) => frame.operation === 'read' && frame.path === path)
    const used = new Set(groups.flatMap((group) => (group.files.includes(file) ? (group.from ?? group.columns) : [])))
    const columns = (read?.columns ?? []).filter((column) => !used.has(column) && !given.has(column))
    return columns.length === 0 ? [] : [{ file, columns }]
  })
}
