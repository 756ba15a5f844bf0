import { hostname } from 'node:os'
import { basename } from 'node:path'
import type { AgentId, RunId } from '../domain/id.ts'
import { placeOf } from '../domain/place.ts'
import type { MetricSeries, Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import { artifactStatements, contentId } from './artifact-statements.ts'
import type { Captured } from './capture.ts'
import { folderStatements, groupFolders } from './folders.ts'
import { nameBelow, type RunFile } from './run-files.ts'

/** Whose run it was, and under which ids. */
export type RunIdentity = { readonly run: RunId; readonly agent: AgentId; readonly name: string | undefined }

/** What was captured, as statements. The run's own node comes last: with it the run has ended. */
export function statementsOf(captured: Captured, { run, agent, name }: RunIdentity): Statement[] {
  const { end, files, learned } = captured
  const failed = end.signal !== undefined || end.exit !== 0
  const node: Statement = {
    type: 'node',
    node: 'run',
    id: run,
    name: name ?? nameOfCommand(captured),
    state: failed ? 'failed' : 'succeeded',
    from: instantOf(end.from),
    until: instantOf(Math.max(end.until, end.from)),
    ...(end.exit === undefined ? {} : { exit: end.exit }),
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    origin: 'observed',
  }
  return [
    ...codeStatements(captured, run),
    ...fileStatements('used', files.reads, run),
    ...fileStatements('generated', files.writes, run),
    ...parameterStatements(captured, run),
    ...metricStatements(captured, run),
    ...facetStatements(captured, run),
    { type: 'edge', edge: 'acted-for', source: agent, target: run, role: 'author', origin: 'declared' },
    { type: 'node', node: 'run', id: run, kind: learned.kind, origin: 'inferred' },
    node,
  ]
}

/** The script that was run, or the command: what people call the step. */
export function nameOfCommand({ command, files, root }: Pick<Captured, 'command' | 'files' | 'root'>): string {
  const named = new Set(files.sources.map(({ path }) => nameBelow(root, path)))
  const script = command
    .slice(1)
    .find((word) => named.has(word) || files.sources.some(({ path }) => path.endsWith(`/${word}`)))
  if (script !== undefined) return script
  const module = command.indexOf('-m')
  const what = module > 0 ? command[module + 1] : undefined
  return what ?? basename(command[0] ?? 'command')
}

function fileStatements(edge: 'used' | 'generated', files: readonly RunFile[], run: RunId): Statement[] {
  const { alone, folders } = groupFolders(files)
  return [
    ...alone.flatMap((file) => {
      const target = contentId(file, run)
      return [
        ...artifactStatements(file, target),
        {
          type: 'edge' as const,
          edge,
          source: run,
          target,
          role: file.role,
          selector: { path: file.name },
          place: placeOf(hostname(), file.path),
          at: instantOf(file.at),
          origin: 'observed' as const,
          witnesses: [...file.witnesses],
        },
      ]
    }),
    ...folders.flatMap((folder) => folderStatements(edge, folder, run)),
  ]
}

function codeStatements({ code, files, end, root }: Captured, run: RunId): Statement[] {
  if (files.sources.length === 0 && code.commit === undefined) return []
  const read = Object.fromEntries(files.sources.map(({ path, sha256 }) => [nameBelow(root, path), `sha256:${sha256}`]))
  const { commit, branch, remote, patch, patched, untracked, dirty } = code
  return [
    { type: 'node', node: 'artifact', id: code.tree, kind: 'code', origin: 'observed' },
    {
      type: 'edge',
      edge: 'used',
      source: run,
      target: code.tree,
      role: 'code',
      selector: { files: read },
      at: instantOf(end.from),
      origin: 'observed',
    },
    {
      type: 'facet',
      subject: run,
      name: 'code',
      body: { commit, branch, remote, dirty, patch: patch?.digest, patched, untracked },
      origin: 'observed',
    },
  ]
}

function parameterStatements({ learned }: Captured, run: RunId): Statement[] {
  if (learned.parameters.size === 0) return []
  const values = Object.fromEntries([...learned.parameters].map(([name, { value, from }]) => [name, { value, from }]))
  return [{ type: 'parameters', run, values, origin: 'observed' }]
}

/** The numbers are observed; which model and data they are about is inferred, and the facet `evaluation` says how. */
function metricStatements({ learned, files }: Captured, run: RunId): Statement[] {
  if (learned.metrics.length === 0) return []
  const models = [...files.writes, ...files.reads].filter(
    ({ role, digest }) => role === 'model' && digest !== undefined,
  )
  const of = models.length === 1 ? models[0]?.digest : undefined
  const on = learned.measuredOn?.file.digest
  const series = learned.metrics.map(
    ({ key, value, better, from, at }): MetricSeries => ({
      key,
      from,
      steps: [0],
      times: [instantOf(at)],
      values: [Number.isFinite(value) ? value : { number: String(value) }],
      ...(better === undefined ? {} : { better }),
      ...(on === undefined ? {} : { on }),
      ...(of === undefined ? {} : { of }),
    }),
  )
  const how = { of: of && 'the only model that the run read or wrote', on: learned.measuredOn?.method }
  return [
    { type: 'metrics', run, series, origin: 'observed' },
    { type: 'facet', subject: run, name: 'evaluation', body: how, origin: 'inferred' },
  ]
}

function facetStatements(captured: Captured, run: RunId): Statement[] {
  const { command, folder, root, environment, grade, blind, files, learned } = captured
  const facet = (name: string, body: unknown): Statement => ({
    type: 'facet',
    subject: run,
    name,
    body,
    origin: 'observed',
  })
  return [
    facet('command', { argv: command, folder: nameBelow(root, folder) === folder ? '.' : nameBelow(root, folder) }),
    facet('environment', environment),
    ...(learned.algorithms.length === 0 ? [] : [facet('algorithms', learned.algorithms)]),
    facet('capture', { grade, blind, temporary: files.temporary, folded: files.folded }),
  ]
}
