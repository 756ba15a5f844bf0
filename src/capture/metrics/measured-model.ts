import type { ArtifactId } from '../../domain/id.ts'
import { isCalledModel } from '../files/file-role.ts'
import type { RunFile, RunFiles } from '../files/run-file.ts'
import type { PythonEvents, PythonMetric } from '../python/python-event.ts'

/**
 * `several` is a number that calls on several models gave; `none` is about a model that no file of the run holds; `folds` is the
 * mean over such models, which stands for the only one that went to a file; undefined is unknown.
 */
export type MetricModel = KnownModel | 'several' | 'none' | 'folds' | undefined
export type KnownModel = {
  readonly model: ArtifactId
  /** Where it went to files of several contents: the others. */
  readonly also?: readonly ArtifactId[]
  readonly method: string
}

/** What a call says of the object whose predictions it measured. */
export type Behind = Pick<PythonMetric, 'models' | 'loaded'>

/** The file that the object was saved to whose predictions were measured, or that it was loaded from. */
export function modelOf(files: RunFiles, { dumps }: Pick<PythonEvents, 'dumps'>, told: Behind = {}): MetricModel {
  const { models, loaded } = told
  if (models === undefined && loaded === undefined) return undefined
  const paths = dumps.flatMap(({ path, fits = [] }) => (fits.some((fit) => models?.includes(fit)) ? path : []))
  const written = files.writes.filter(({ path, role }) => role === 'model' && paths.includes(path))
  const [saved, ...also] = new Set(written.flatMap(({ digest }) => digest ?? []))
  if (saved !== undefined)
    return {
      model: saved,
      ...(also.length === 0 ? {} : { also }),
      method: 'its predictions were measured, and it was saved there',
    }
  const read = files.reads.find(({ path }) => loaded?.includes(path))?.digest
  if (read !== undefined) return { model: read, method: 'its predictions were measured, and it was loaded from there' }
  // Of a model that another library wrote (ONNX, a file of coefficients) nobody saw which object it is.
  const seen = new Set(dumps.flatMap(({ path, fits }) => (fits === undefined ? [] : path)))
  const known = new Set(files.writes.flatMap(({ path, digest }) => (seen.has(path) ? (digest ?? []) : [])))
  const isKnown = ({ path, digest }: RunFile) => seen.has(path) || (digest !== undefined && known.has(digest))
  return files.writes.filter(isOfModel).every(isKnown) ? 'none' : undefined
}

const isOfModel = ({ role, path }: RunFile) => role === 'model' || (role === 'data' && isCalledModel(path))

/**
 * Calls in groups that are each about one model: those in a loop over models apart, those in a training that goes on together,
 * where the last of them is of what was saved. What is about no file's model, and what is about nobody knows what, is a group.
 */
export function callsByModel(
  calls: readonly PythonMetric[],
  modelOf: (call: PythonMetric) => MetricModel,
): PythonMetric[][] {
  const last = new Map(calls.map((call) => [trainingOf(call), call]))
  const about = (call: PythonMetric) => {
    const own = modelOf(call)
    return own === 'none' ? modelOf(last.get(trainingOf(call)) ?? call) : own
  }
  const keyOf = (model: MetricModel) => (typeof model === 'object' ? model.model : String(model))
  return [...Map.groupBy(calls, (call) => keyOf(about(call))).values()]
}

/** By the first of those fits of an object that went on from each other: that of `7.3+2` is `7.3`. */
const trainingOf = ({ models = [] }: PythonMetric) => JSON.stringify(models.map((fit) => fit.replace(/\+\d+$/, '')))
