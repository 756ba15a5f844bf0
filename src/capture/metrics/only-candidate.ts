import type { ArtifactId } from '../../domain/id.ts'
import type { Captured } from '../captured.ts'
import { isCalledModel } from '../files/file-role.ts'
import { allOf } from '../files/folders.ts'
import type { RunFile } from '../files/run-file.ts'
import type { MetricData } from './learned-metric.ts'
import type { MetricModel } from './measured-model.ts'

type Run = Pick<Captured, 'contents' | 'remote'>

/** The model that the metrics of a run are about, where they do not say it: the only one that it read or wrote. */
export function onlyModel({ contents: { reads, writes } }: Run): Exclude<MetricModel, string> {
  const contents = [...allOf(writes), ...allOf(reads)]
  const known = digestsOf(contents.filter(({ role }) => role === 'model'))
  const method = 'the only model that the run read or wrote'
  if (known.length > 0) return only(known, (model) => ({ model, method }))
  const named = digestsOf(contents.filter(({ role, path }) => role === 'data' && isCalledModel(path)))
  return only(named, (model) => ({ model, method: `${method}, by its name` }))
}

/**
 * The data that an evaluation measured on, where its metrics do not say it: all that it read beside the model. A run that
 * makes a model may have set a part of its data aside.
 */
export function onlyData(run: Run): MetricData | undefined {
  const { reads, writes } = run.contents
  const model = onlyModel(run)?.model
  const isModel = ({ role, digest }: Pick<RunFile, 'role' | 'digest'>) => role === 'model' || digest === model
  const elsewhere = run.remote.contents.some(({ edge, role }) => edge === 'used' && role === 'data')
  if (model === undefined || allOf(writes).some(isModel) || reads.folders.length > 0 || elsewhere) return undefined
  const [file, ...others] = reads.alone.filter((read) => read.role === 'data' && !isModel(read))
  if (file?.digest === undefined || others.length > 0) return undefined
  return { file, method: 'the only data that the run read beside the model' }
}

const digestsOf = (contents: readonly { readonly digest: ArtifactId | undefined }[]) => [
  ...new Set(contents.flatMap(({ digest }) => digest ?? [])),
]

function only<Of, Told>([first, ...others]: readonly Of[], tell: (of: Of) => Told): Told | undefined {
  return first === undefined || others.length > 0 ? undefined : tell(first)
}
