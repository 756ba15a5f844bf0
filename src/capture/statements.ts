import { hostname } from 'node:os'
import { basename } from 'node:path'
import { keyInEvaluation } from '../domain/evaluation.ts'
import type { AgentId, ArtifactId, RunId } from '../domain/id.ts'
import type { MetricSeries, Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import type { Origin } from '../domain/vocabulary.ts'
import type { Captured } from './captured.ts'
import { fileStatements, revisionStatements } from './file-statements.ts'
import { nameBelow } from './files/name-below.ts'
import { betterOf } from './metrics/better.ts'
import type { LearnedMetric } from './metrics/learned-metric.ts'
import type { KnownModel } from './metrics/measured-model.ts'
import { onlyModel } from './metrics/only-candidate.ts'
import { placedMetrics } from './metrics/placed-metrics.ts'
import { recordable, recordableText } from './recordable.ts'
import { remoteStatements } from './sources/remote-statements.ts'

/** Whose run it was, and under which ids. */
export type RunIdentity = { readonly run: RunId; readonly agent: AgentId; readonly name: string | undefined }

const nameCharactersMax = 1_000

/** What was captured, as statements. The run's own node comes last: with it the run has ended. */
export function statementsOf(captured: Captured, { run, agent, name }: RunIdentity): Statement[] {
  const { end, files, contents, remote, learned } = captured
  const failed = end.signal !== undefined || end.exit !== 0
  const host = hostname()
  const node: Statement = {
    type: 'node',
    node: 'run',
    id: run,
    name: nameOf(name ?? nameOfCommand(captured)),
    state: failed ? 'failed' : 'succeeded',
    from: instantOf(end.from),
    until: instantOf(Math.max(end.until, end.from)),
    ...(end.exit === undefined ? {} : { exit: end.exit }),
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    origin: 'observed',
  }
  return [
    ...codeStatements(captured, run),
    ...fileStatements('used', contents.reads, run, host),
    ...fileStatements('generated', { alone: files.earlier, folders: [] }, run, host),
    ...fileStatements('generated', contents.writes, run, host),
    ...revisionStatements(contents.writes, run, host),
    ...remoteStatements(remote, run),
    ...descentStatements(captured),
    ...parameterStatements(captured, run),
    ...metricStatements(captured, run),
    ...declaredStatements(captured, run),
    ...facetStatements(captured, run),
    ...aroundStatements(captured, run),
    authorOf(run, agent),
    ...(learned.kind === undefined
      ? []
      : [{ type: 'node', node: 'run', id: run, kind: learned.kind, origin: 'inferred' } as const]),
    node,
  ]
}

/** What was captured of a run whose end nobody knows. Its node is for whoever started it to say. */
export function beginningStatements(captured: Captured, { run, agent }: RunIdentity): Statement[] {
  return [
    ...codeStatements(captured, run),
    ...declaredStatements(captured, run),
    ...facetStatements(captured, run),
    ...aroundStatements(captured, run),
    authorOf(run, agent),
  ]
}

const authorOf = (run: RunId, agent: AgentId): Statement => ({
  type: 'edge',
  edge: 'acted-for',
  source: agent,
  target: run,
  role: 'author',
  origin: 'declared',
})

/** The script that was run, or the command: what people call the step. */
export function nameOfCommand({ command, files, root }: Pick<Captured, 'command' | 'files' | 'root'>): string {
  const named = new Set(files.sources.map(({ path }) => nameBelow(root, path)))
  const script = command
    .slice(1)
    .find((word) => named.has(word) || files.sources.some(({ path }) => path.endsWith(`/${word}`)))
  if (script !== undefined) return script
  const module = command.indexOf('-m')
  const what = module > 0 ? command[module + 1] : undefined
  return what || basename(command[0] ?? '') || 'command'
}

function codeStatements({ code, files, end, root }: Captured, run: RunId): Statement[] {
  if (files.sources.length === 0 && code.commit === undefined) return []
  const read = Object.fromEntries(files.sources.map(({ path, sha256 }) => [nameBelow(root, path), `sha256:${sha256}`]))
  const { commit, branch, remote, patch, patched, untracked, dirty } = code
  const withheld = code.withheld.length === 0 ? undefined : code.withheld
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
    facet(run, 'code', { commit, branch, remote, dirty, patch: patch?.digest, patched, untracked, withheld }),
  ]
}

function parameterStatements({ learned }: Captured, run: RunId): Statement[] {
  if (learned.parameters.size === 0) return []
  const values = Object.fromEntries(
    [...learned.parameters].map(([name, { value, from }]) => [nameOf(name), { value: recordable(value), from }]),
  )
  return [{ type: 'parameters', run, values, origin: 'observed' }, ...estimatorStatements(learned, run)]
}

/** Of a run that made several models: the names of the parameters that the estimators in each were given. */
function estimatorStatements({ parameters, modelFits }: Captured['learned'], run: RunId): Statement[] {
  if (modelFits.size < 2) return []
  const namesIn = (ids: readonly string[]) =>
    [...parameters].flatMap(([name, { fits = [] }]) => (fits.some((fit) => ids.includes(fit)) ? nameOf(name) : []))
  return [facet(run, 'estimators', Object.fromEntries([...modelFits].map(([model, ids]) => [model, namesIn(ids)])))]
}

/** The numbers are observed; which model and data they are about is inferred, and the facet `evaluation` says how. */
function metricStatements(captured: Captured, run: RunId): Statement[] {
  const metrics = placedMetrics(captured)
  if (metrics.length === 0) return []
  const series = metrics
    .flatMap((metric) => modelsOf(metric.of).map((model) => [metric, model] as const))
    .map(
      ([
        {
          key,
          better,
          from,
          on,
          points: { steps, values, times },
        },
        model,
      ]): MetricSeries => ({
        key: nameOf(key),
        from,
        steps: [...steps],
        times: times.map(instantOf),
        values: values.map((value) => (Number.isFinite(value) ? value : { number: String(value) })),
        ...(better === undefined ? {} : { better }),
        ...(on?.file?.digest === undefined ? {} : { on: on.file.digest }),
        ...(model === undefined ? {} : { of: model }),
      }),
    )
  const places = Map.groupBy(metrics, ({ key }) => nameOf(key))
  const keyOf = ({ key, from }: Pick<LearnedMetric, 'key' | 'from'>) =>
    keyInEvaluation(nameOf(key), from, places.get(nameOf(key))?.every((other) => other.from === from) ?? true)
  const keysOrNothing = (those: readonly Pick<LearnedMetric, 'key' | 'from'>[]) =>
    those.length === 0 ? undefined : those.map(keyOf)
  const rows = metrics.flatMap(({ on, ...metric }) =>
    on?.rows === undefined ? [] : [[keyOf(metric), on.rows] as const],
  )
  const how = {
    of: oneMethod(metrics.map(({ of, ...metric }) => [keyOf(metric), of?.method])),
    on: oneMethod(metrics.map(({ on, ...metric }) => [keyOf(metric), on?.method])),
    notOf: keysOrNothing(metrics.filter(({ unnamed }) => unnamed !== undefined)),
    ofSeveral: keysOrNothing(metrics.filter(({ unnamed }) => unnamed === 'several')),
    notOn: keysOrNothing(metrics.filter(({ isOnNone }) => isOnNone)),
    rows: rows.length === 0 ? undefined : Object.fromEntries(rows),
  }
  return [
    { type: 'metrics', run, series, origin: 'observed' },
    ...(Object.values(how).every((part) => part === undefined) ? [] : [facet(run, 'evaluation', how, 'inferred')]),
  ]
}

/** All contents that the model has which a metric is about: a series names one. */
const modelsOf = (of: KnownModel | undefined): readonly (ArtifactId | undefined)[] =>
  of === undefined ? [undefined] : [of.model, ...(of.also ?? [])]

/** How it is known, by metric; one way for all of them is said once. */
function oneMethod(methods: readonly (readonly [key: string, method: string | undefined])[]): unknown {
  const said = methods.flatMap(([key, method]) => (method === undefined ? [] : [[key, method] as const]))
  const [first, ...others] = new Set(said.map(([, method]) => method))
  return others.length === 0 ? first : Object.fromEntries(said)
}

/** A model that goes on from another, and how that is known. */
function descentStatements({ learned: { descents }, end }: Captured): Statement[] {
  const origin = 'inferred'
  const at = instantOf(end.until)
  return [
    ...descents.map(
      ({ model, from }): Statement => ({
        type: 'edge',
        edge: 'derived',
        source: model,
        target: from,
        role: 'finetune',
        at,
        origin,
      }),
    ),
    ...[...Map.groupBy(descents, ({ model }) => model)].map(([model, all]) =>
      facet(
        model,
        'finetune',
        all.map(({ from, name, method }) => ({ from, path: name, method })),
        origin,
      ),
    ),
  ]
}

/** What the user said beside the command, as what it is: a saying. */
function declaredStatements(captured: Captured, run: RunId): Statement[] {
  const { param, metric, kind } = captured.declared
  const origin = 'declared'
  const of = metric.size === 0 ? undefined : onlyModel(captured)?.model
  const at = instantOf(captured.end.until)
  const values = Object.fromEntries(
    [...param].map(([name, { value, from }]) => [nameOf(name), { value: recordable(value), from }]),
  )
  const series = [...metric].map(([key, { value, from }]): MetricSeries => {
    const better = betterOf(key)
    return {
      key: nameOf(key),
      from,
      steps: [0],
      times: [at],
      values: [value],
      ...(better === undefined ? {} : { better }),
      ...(of === undefined ? {} : { of }),
    }
  })
  return [
    ...(param.size === 0 ? [] : [{ type: 'parameters' as const, run, values, origin } as const]),
    ...(metric.size === 0 ? [] : [{ type: 'metrics' as const, run, series, origin } as const]),
    ...(kind === undefined ? [] : [{ type: 'node', node: 'run', id: run, kind: kind.value, origin } as const]),
  ]
}

/** Where this run was started by the command of another, it is a part of that. */
function aroundStatements({ around }: Captured, run: RunId): Statement[] {
  if (around === undefined || !/^run:[^/]+.*\/./s.test(around.run)) return []
  const origin = around.isSeen ? 'observed' : 'inferred'
  return [{ type: 'edge', edge: 'part-of', source: run, target: around.run, role: 'step', origin }]
}

function facet(subject: RunId | ArtifactId, name: string, body: unknown, origin: Origin = 'observed'): Statement {
  return { type: 'facet', subject, name, body: recordable(body), origin }
}

/** A name as the record takes it, from a program that may use any text as one. */
const nameOf = (text: string): string => recordableText(text).slice(0, nameCharactersMax) || '(empty)'

function facetStatements(captured: Captured, run: RunId): Statement[] {
  const { command, folder, root, environment, determinism, grade, blind, files, remote, learned } = captured
  const { container, continuousIntegration, lockFiles } = captured
  const { temporary, folded, leftOut, disagreements, unsure } = files
  const unread = files.reads.flatMap(({ name, configuration }) =>
    configuration?.problem === undefined || configuration.isData ? [] : [name],
  )
  return [
    facet(run, 'command', {
      argv: command,
      folder: nameBelow(root, folder) === folder ? '.' : nameBelow(root, folder),
    }),
    ...(environment === undefined ? [] : [facet(run, 'environment', environment)]),
    ...(container === undefined ? [] : [facet(run, 'container', container)]),
    ...(continuousIntegration === undefined ? [] : [facet(run, 'ci', continuousIntegration)]),
    ...(lockFiles.length === 0 ? [] : [facet(run, 'locks', lockFiles)]),
    ...(determinism.length === 0 ? [] : [facet(run, 'determinism', { risks: determinism }, 'inferred')]),
    ...(learned.unset.length === 0 ? [] : [facet(run, 'unset', learned.unset)]),
    ...(learned.algorithms.length === 0 ? [] : [facet(run, 'algorithms', learned.algorithms)]),
    // Each link says itself how it is known, and none is more than a conclusion.
    ...(learned.features === undefined ? [] : [facet(run, 'features', learned.features, 'inferred')]),
    ...[...learned.modelFeatures].map(([model, features]) => facet(model, 'features', features, 'inferred')),
    facet(run, 'capture', {
      ...{ grade, blind, disagreements, temporary, folded, leftOut },
      // Files of which other bytes may have been read than are on record, and files of parameters that are not.
      unsure: unsure.length === 0 ? undefined : unsure,
      unread: unread.length === 0 ? undefined : unread,
      requests: Object.keys(remote.requests).length === 0 ? undefined : remote.requests,
    }),
  ]
}
