import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Statement } from '../../../src/domain/statement.ts'
import { hasGit, hasStrace } from '../programs.ts'
import { makeProject, names, type Outcome, outcomeOf, type Project } from '../project.ts'
import { lightgbm, xgboost } from './boosting.ts'
import { gridSearch, timeSeries, warmStart } from './estimators.ts'
import { fineTune, inR, pytorch } from './networks.ts'
import { hydraSweep, makefile, notebook } from './pipelines.ts'
import type { Program } from './program.ts'

const programs: readonly Program[] = [
  ...[gridSearch, xgboost, lightgbm, hydraSweep, notebook, makefile, timeSeries, pytorch, fineTune, warmStart, inR],
]
const here = programs.flatMap(({ command, ...program }) => (command === undefined ? [] : [{ ...program, command }]))
// How many threads compute may change the last digit, in two bare runs, too.
const env = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }

describe.skipIf(!hasGit || !hasStrace).each(here)('$name', ({ name, command, before, data, expected }) => {
  const start = (): Project => {
    const project = makeProject()
    cpSync(join(import.meta.dirname, name), project.folder, { recursive: true })
    for (const [path, content] of Object.entries(data)) project.write(path, content)
    project.git('add', '.')
    project.git('commit', '--quiet', '--message', 'first')
    const options = { cwd: project.folder, env: { ...project.env, ...env } }
    const [program = '', ...words] = before ?? ['true']
    expect(spawnSync(program, words, options).status).toBe(0)
    return project
  }
  const bare = (): Result => {
    const project = start()
    const [program = '', ...words] = command
    const options = { cwd: project.folder, env: { ...project.env, ...env } }
    return resultOf(outcomeOf(program, words, options), project)
  }

  test('runs unchanged, and all of it is on record', () => {
    const project = start()
    const { summary, ...outcome } = project.run(command, { env, options: ['--quiet'] })
    const statements = project.statements()
    const { reads, writes, models, code, parameters, metrics, algorithms, features, packages, grade } = expected

    const blind = summary.blind.filter((sentence: string) => expected.mayBeUnseen?.test(sentence) !== true)
    expect({ grade: summary.grade, blind }).toEqual({ grade, blind: [] })
    expect(names(summary.reads)).toEqual([...reads].sort())
    expect(names(summary.writes)).toEqual([...writes].sort())
    expect(modelsIn(statements, project)).toEqual([...models].sort())
    expect(names(summary.code.files)).toEqual([...code].sort())
    expect(setIn(summary.parameters)).toEqual(parameters)
    expect(metricsIn(statements, project, metrics)).toEqual(metrics.map((metric) => metric.join(' ')).sort())
    expect(finetunedIn(statements)).toEqual(expected.finetuned ?? {})
    expect(algorithmsIn(statements)).toEqual([...algorithms].sort())
    expect(featuresIn(statements)).toEqual(features.map(([model, columns]) => [model, [...columns].sort()]))
    expect(Object.keys(summary.packages)).toEqual(expect.arrayContaining([...packages]))
    expectNoMoreDifferences(resultOf(outcome, project), bare)
  })
})

type Result = Readonly<Record<string, string>>

/** How a program ended, what it said, and the digest of each file below its folder, by what it is. */
function resultOf({ exit, stdout, stderr }: Outcome, { folder }: Project): Result {
  const paths = globSync('**/*', { cwd: folder, exclude: (name) => name === '.git' || name === '.pedigree' })
  const hidden = globSync('**/.hydra/*', { cwd: folder })
  const files = [...paths, ...hidden].filter((path) => statSync(join(folder, path)).isFile())
  const digest = (path: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex')
  const withoutFolder = (text: Buffer) => text.toString().replaceAll(folder, '')
  return {
    exit: String(exit),
    stdout: withoutFolder(stdout),
    stderr: withoutFolder(stderr),
    ...Object.fromEntries(files.map((path) => [path, digest(path)])),
  }
}

/** What stands in the output or in files of two bare runs and is not the same has the right to differ here, too. */
function expectNoMoreDifferences(captured: Result, bare: () => Result): void {
  const one = bare()
  const found = differences(captured, one)
  if (found.length === 0) return

  const allowed = differences(one, bare())
  expect(found.filter((what) => !allowed.includes(what))).toEqual([])
}

function differences(one: Result, other: Result): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((what) => one[what] !== other[what])
}

/** Those that nobody left to a library's defaults. */
function setIn(parameters: Readonly<Record<string, { value: unknown; from: string }>>) {
  const set = Object.entries(parameters).filter(([, { from }]) => !/^default of .* \d/.test(from))
  return Object.fromEntries(set.map(([name, { value, from }]) => [name, [value, from]]))
}

function modelsIn(statements: readonly Statement[], { folder }: Project): string[] {
  const places = statements.flatMap((said) =>
    said.type === 'edge' && said.edge === 'generated' && said.role === 'model' ? (said.place ?? []) : [],
  )
  return places.map((place) => place.slice(place.indexOf(folder) + folder.length + 1)).sort()
}

function finetunedIn(statements: readonly Statement[]): Readonly<Record<string, string>> {
  const names = new Map(statements.flatMap((said) => (said.type === 'node' && said.name ? [[said.id, said.name]] : [])))
  const nameOf = (id: string) => names.get(id) ?? id
  const edges = statements.flatMap((said) => (said.type === 'edge' && said.role === 'finetune' ? [said] : []))
  return Object.fromEntries(edges.map(({ source, target }) => [nameOf(source), nameOf(target)]))
}

/** Metrics of workers are numbered, and there are as many as workers that had something to do. */
function metricsIn(
  statements: readonly Statement[],
  { folder }: Project,
  expected: Program['expected']['metrics'],
): string[] {
  const isOnAny = (name: string) => expected.some(([key, , on]) => key === name && on === 'any')
  const places = new Map(
    statements.flatMap((said) =>
      said.type === 'edge' && 'place' in said && said.place !== undefined
        ? [[said.target, said.place.slice(said.place.indexOf(folder) + folder.length + 1)] as const]
        : [],
    ),
  )
  const found = statements.flatMap((said) => (said.type === 'metrics' ? said.series : []))
  const texts = found.map(({ key, from, on }) => {
    const name = key.replace(/ \d+$/, '')
    return [name, from, isOnAny(name) ? 'any' : on && places.get(on)].join(' ')
  })
  return [...new Set(texts)].sort()
}

const facets = (statements: readonly Statement[], name: string) =>
  statements.flatMap((said) => (said.type === 'facet' && said.name === name ? [said.body] : []))

function algorithmsIn(statements: readonly Statement[]): string[] {
  const found = facets(statements, 'algorithms').flat() as { class: string; at?: string }[]
  return [...new Set(found.map(({ class: name, at }) => `${name.replace(/.*\./, '')} at ${at}`))].sort()
}

/** Columns of files that reached a model: as its features, not as what it is to predict. */
function featuresIn(statements: readonly Statement[]): (readonly [string, string[]])[] {
  type Body = { models: { class: string; inputs: { how: string; columns: string[] }[] }[] }
  const models = (facets(statements, 'features') as Body[]).flatMap((body) => body.models)
  return [...Map.groupBy(models, (model) => model.class)].map(([name, all]) => {
    const inputs = all.flatMap((model) => model.inputs)
    return [name, [...new Set(inputs.flatMap(({ columns }) => columns))].sort()] as const
  })
}
