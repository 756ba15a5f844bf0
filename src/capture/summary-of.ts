import type { FeatureMap } from '../domain/feature-map.ts'
import type { Captured } from './captured.ts'
import { allOf } from './files/folders.ts'
import { nameBelow } from './files/name-below.ts'
import type { RunFile } from './files/run-file.ts'
import { onlyModel } from './metrics/only-candidate.ts'
import { type PlacedMetric, placedMetrics } from './metrics/placed-metrics.ts'
import type { RemoteContent } from './sources/remote-content.ts'
import type { Summary } from './summary.ts'

/** What was captured, for scripts. */
export function summaryOf(run: string, captured: Captured): Summary {
  const { grade, blind, files, remote, code, learned, declared, environment, determinism, root } = captured
  // Of several, as checkpoints on the way, the one that it ended with.
  const [model] = allOf(captured.contents.writes)
    .filter(({ role }) => role === 'model')
    .sort((one, other) => other.at - one.at)
  return {
    run,
    grade,
    blind: [...blind],
    reads: files.reads.map(fileOf),
    writes: files.writes.map(writeOf),
    ...(files.earlier.length === 0 ? {} : { earlier: files.earlier.map(fileOf) }),
    ...(remote.contents.length === 0 ? {} : { remote: remote.contents.map(sourceOf) }),
    code: {
      tree: code.tree,
      ...(code.commit === undefined ? {} : { commit: code.commit }),
      dirty: code.dirty,
      files: files.sources.map(({ path, sha256 }) => ({ path: nameBelow(root, path), digest: `sha256:${sha256}` })),
    },
    parameters: Object.fromEntries(
      [...learned.parameters, ...declared.param].map(([name, { value, from }]) => [name, { value, from }]),
    ),
    metrics: [
      ...placedMetrics(captured).map(metricOf),
      ...[...declared.metric].map(([key, said]) => metricOf({ key, ...said, of: onlyModel(captured) })),
    ],
    ...featuresIn(learned.features),
    determinism: determinism.map(({ text }) => text),
    ...(model === undefined ? {} : { model: fileOf(model) }),
    packages: { ...environment?.imported },
  }
}

type Told = Pick<PlacedMetric, 'key' | 'value' | 'from'> & Partial<Pick<PlacedMetric, 'on' | 'of' | 'unnamed'>>

function metricOf({ key, value, from, on, of, unnamed }: Told): Summary['metrics'][number] {
  return {
    key,
    value: Number.isFinite(value) ? value : { number: String(value) },
    from,
    ...(on?.file?.digest === undefined ? {} : { on: on.file.digest }),
    ...(on?.rows === undefined ? {} : { rows: on.rows }),
    ...(of === undefined ? {} : { of: of.model }),
    ...(of?.also === undefined ? {} : { also: [...of.also] }),
    ...(unnamed === 'none' ? { unsaved: true } : {}),
  }
}

function featuresIn(map: FeatureMap | undefined): Pick<Summary, 'features' | 'unused'> {
  const features = map?.models.map(({ class: name, at, inputs, unknown }) => {
    const kinds = [...inputs.map(({ how }) => how), ...(unknown === undefined ? [] : (['unknown'] as const))]
    const columnsOf = (kind: string) =>
      new Set(inputs.flatMap(({ how, columns }) => (how === kind ? columns : []))).size
    const missing = typeof unknown === 'number' ? unknown : (unknown?.length ?? 0)
    const columns = kinds.map((kind) => [kind, kind === 'unknown' ? missing : columnsOf(kind)] as const)
    return { class: name, ...(at === undefined ? {} : { at }), columns: Object.fromEntries(columns) }
  })
  const unused = map?.unused?.map(({ file, columns }) => ({ path: map.files[file]?.path ?? '', columns }))
  return { features: features ?? [], unused: unused ?? [] }
}

function sourceOf({ edge, kind, name, place, id, bytes }: RemoteContent) {
  return {
    operation: edge === 'used' ? ('read' as const) : ('write' as const),
    kind,
    name,
    place,
    ...(id === undefined ? {} : { id }),
    ...(bytes === undefined ? {} : { bytes }),
  }
}

function writeOf({ revises, ...file }: RunFile) {
  if (revises === undefined) return fileOf(file)
  const { name: path, digest } = revises
  return { ...fileOf(file), revises: { path, ...(digest === undefined ? {} : { digest }) } }
}

function fileOf({ name, digest, bytes, witnesses }: Pick<RunFile, 'name' | 'digest' | 'bytes' | 'witnesses'>) {
  return {
    path: name,
    ...(digest === undefined ? {} : { digest }),
    ...(bytes === undefined ? {} : { bytes }),
    witnesses: [...witnesses],
  }
}
