import type { Captured } from './capture.ts'
import { groupFolders } from './files/folders.ts'
import { nameBelow, type RunFile } from './files/run-files.ts'
import type { Summary } from './summary.ts'

/** What was captured, for scripts. */
export function summaryOf(run: string, captured: Captured): Summary {
  const { grade, blind, files, code, learned, declared, environment, root } = captured
  const { alone, folders } = groupFolders(files.writes, captured.named)
  const model = [...folders, ...alone].find(({ role }) => role === 'model')
  return {
    run,
    grade,
    blind: [...blind],
    reads: files.reads.map(fileOf),
    writes: files.writes.map(fileOf),
    code: {
      tree: code.tree,
      ...(code.commit === undefined ? {} : { commit: code.commit }),
      dirty: code.dirty,
      files: files.sources.map(({ path, sha256 }) => ({ path: nameBelow(root, path), digest: `sha256:${sha256}` })),
    },
    parameters: Object.fromEntries(
      [...learned.parameters, ...declared.param].map(([name, { value, from }]) => [name, { value, from }]),
    ),
    metrics: [...learned.metrics, ...[...declared.metric].map(([key, said]) => ({ key, ...said }))].map(
      ({ key, value, from }) => ({ key, value: Number.isFinite(value) ? value : { number: String(value) }, from }),
    ),
    ...(model === undefined ? {} : { model: fileOf(model) }),
    packages: { ...environment?.imported },
  }
}

function fileOf({ name, digest, bytes, witnesses }: Pick<RunFile, 'name' | 'digest' | 'bytes' | 'witnesses'>) {
  return {
    path: name,
    ...(digest === undefined ? {} : { digest }),
    ...(bytes === undefined ? {} : { bytes }),
    witnesses: [...witnesses],
  }
}
