import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { Said } from '../graph/arbitrary-statements.ts'

// A pipeline whose files are digests of all that they depend on, worked on by somebody who edits, deletes and runs again.
// Whoever made it up knows what each file truly comes from, whatever was recorded.

/** Content at a path: made by an execution, or by somebody's hand. */
export type File = { readonly path: string; readonly digest: string; readonly madeBy: Execution | undefined }

/** A script as it ran once, by itself or with others in one run. */
export type Execution = {
  readonly run: string
  readonly isWrapped: boolean
  readonly code: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, number>>
  readonly read: readonly File[]
  /** All that it was given, as text that is the same for the same. */
  readonly state: string
}

type Step = {
  readonly name: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** Whether what it writes depends on its parameter, and on its code. */
  readonly heeds: { readonly parameter: boolean; readonly code: boolean }
}

/** What happens between two versions. `train.py` runs after it, unless a wrapper ran it last. */
export type Action =
  | { readonly do: 'edit'; readonly path: string; readonly to: number }
  | { readonly do: 'delete'; readonly path: string }
  /** A program that changes a file in place. */
  | { readonly do: 'fix'; readonly path: string }
  | { readonly do: 'code'; readonly step: string; readonly to: number }
  | { readonly do: 'parameter'; readonly step: string; readonly to: number }
  | { readonly do: 'run'; readonly from: string }
  | { readonly do: 'run one'; readonly step: string }
  | { readonly do: 'wrap' }
  | { readonly do: 'make' }
  | { readonly do: 'evaluate' }

export type Plan = {
  readonly steps: readonly Step[]
  /** What happens before each version. */
  readonly versions: readonly (readonly Action[])[]
  /** And after the last. */
  readonly after: readonly Action[]
}

export type History = {
  readonly requests: readonly Said[]
  /** The model of each version, the first first. */
  readonly versions: readonly File[]
}

const model = 'model.bin'
const test = 'test.csv'
const extra = 'extra.csv'
const parts = ['parts/0.csv', 'parts/1.csv', 'parts/2.csv']

/**
 * Raw tables, a step that prepares, one that splits, one that joins, one of whose file the model is made only where it is
 * there, a copy: any of them can be missing. What the model is
 * measured on is ordinarily made by one of the steps that made what it learns from.
 */
const pipelines = fc
  .record({
    prepares: fc.boolean(),
    splits: fc.boolean(),
    joins: fc.boolean(),
    copies: fc.boolean(),
    adds: fc.boolean(),
    tests: fc.boolean(),
    heeds: fc.array(fc.record({ parameter: fc.boolean(), code: fc.boolean() }), { minLength: 6, maxLength: 6 }),
  })
  .map(({ prepares, splits, joins, copies, adds, tests, heeds }): Step[] => {
    const copied = copies ? 'copy.csv' : 'raw.csv'
    const clean = prepares ? 'clean.csv' : copied
    const tested = tests ? [test] : []
    const steps: Omit<Step, 'heeds'>[] = [
      ...(copies ? [{ name: 'cp', reads: ['raw.csv'], writes: ['copy.csv'] }] : []),
      ...(prepares ? [{ name: 'prepare.py', reads: [copied], writes: ['clean.csv', ...(splits ? [] : tested)] }] : []),
      ...(splits ? [{ name: 'split.py', reads: [clean], writes: [...parts, ...tested] }] : []),
      ...(joins ? [{ name: 'join.py', reads: [clean, 'other.csv'], writes: ['joined.csv'] }] : []),
      ...(adds ? [{ name: 'extra.py', reads: [clean], writes: [extra] }] : []),
      {
        name: 'train.py',
        reads: [
          ...(splits ? parts : []),
          ...(joins ? ['joined.csv'] : []),
          ...(splits || joins ? [] : [clean]),
          ...(adds ? [extra] : []),
        ],
        writes: [model],
      },
    ]
    return steps.map((step, index) => ({ ...step, heeds: heeds[index] ?? { parameter: true, code: true } }))
  })

/** Who wraps a pipeline does it in one way: of two ways at once in one version it cannot be said which ran what last. */
export const plans: fc.Arbitrary<Plan> = fc
  .tuple(pipelines, fc.constantFrom('wrap' as const, 'make' as const))
  .chain(([steps, wraps]) => {
    const names = steps.map(({ name }) => name)
    const scripts = names.filter((name) => name !== 'cp')
    const files = [...new Set(['raw.csv', 'other.csv', ...steps.flatMap(({ writes }) => writes)])].filter(
      (path) => path !== model,
    )
    const small = fc.integer({ min: 0, max: 3 })
    const action: fc.Arbitrary<Action> = fc.oneof(
      fc.record({ do: fc.constant('edit' as const), path: fc.constantFrom(...files), to: small }),
      ...[...(names.includes('split.py') ? [parts] : []), ...(names.includes('extra.py') ? [[extra]] : [])].map(
        (paths) => fc.record({ do: fc.constant('delete' as const), path: fc.constantFrom(...paths) }),
      ),
      fc.record({ do: fc.constant('fix' as const), path: fc.constantFrom('raw.csv', 'other.csv') }),
      fc.record({ do: fc.constant('code' as const), step: fc.constantFrom(...scripts), to: small }),
      fc.record({ do: fc.constant('parameter' as const), step: fc.constantFrom(...scripts), to: small }),
      fc.record({ do: fc.constant('run' as const), from: fc.constantFrom(...names) }),
      fc.record({ do: fc.constant('run one' as const), step: fc.constantFrom(...names) }),
      fc.constant({ do: wraps }),
      fc.constant({ do: 'evaluate' as const }),
    )
    return fc.record({
      steps: fc.constant(steps),
      versions: fc.tuple(fc.constant([]), fc.array(action, { maxLength: 5 }), fc.array(action, { maxLength: 4 })),
      after: fc.array(action, { maxLength: 3 }),
    })
  })

/** Does all that a plan says, and records each run as capture would. */
export function playOut({ steps, versions, after }: Plan): History {
  const world = newWorld(steps)
  const models = versions.map((actions) => {
    for (const action of [
      ...(world.files.has(model) ? [] : [{ do: 'run', from: steps[0]?.name ?? '' } as const]),
      ...actions,
    ])
      act(world, action)
    const last = actions.at(-1)?.do
    if (last !== 'wrap' && last !== 'make') act(world, { do: 'run one', step: 'train.py' })
    act(world, { do: 'evaluate' })
    return register(world)
  })
  for (const action of after) act(world, action)
  return { requests: world.requests, versions: models }
}

type World = {
  readonly steps: readonly Step[]
  readonly files: Map<string, File>
  readonly code: Map<string, number>
  readonly parameters: Map<string, number>
  readonly requests: Said[]
  registered: number
}

const digestOf = (...parts: unknown[]) => `sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`

function newWorld(steps: readonly Step[]): World {
  const byHand = (path: string): [string, File] => [
    path,
    { path, digest: digestOf('hand', path, 0), madeBy: undefined },
  ]
  return {
    steps,
    files: new Map(['raw.csv', 'other.csv', test].map(byHand)),
    code: new Map(),
    parameters: new Map(),
    requests: [],
    registered: 0,
  }
}

function act(world: World, action: Action): void {
  const { steps, files } = world
  const place = (name: string) => steps.findIndex((step) => step.name === name)
  switch (action.do) {
    case 'edit':
      files.set(action.path, { path: action.path, digest: digestOf('hand', action.path, action.to), madeBy: undefined })
      return
    case 'delete':
      files.delete(action.path)
      return
    case 'fix':
      fix(world, action.path)
      return
    case 'code':
      world.code.set(action.step, action.to)
      return
    case 'parameter':
      world.parameters.set(action.step, action.to)
      return
    case 'run':
      for (const step of steps.slice(place(action.from))) runSteps(world, step.name, [step])
      return
    case 'run one':
      for (const step of steps.slice(place(action.step)).slice(0, 1)) runSteps(world, step.name, [step])
      return
    case 'wrap':
      runSteps(world, 'all.sh', steps)
      return
    case 'make':
      make(world)
      return
    case 'evaluate':
      evaluate(world)
  }
}

const codeOf = (world: World, name: string): Record<string, string> =>
  name === 'cp' ? {} : { [name]: digestOf('code', name, world.code.get(name) ?? 0) }
const parametersOf = (world: World, name: string): Record<string, number> =>
  name === 'cp' ? {} : { [`${name.replace('.py', '')}_rate`]: world.parameters.get(name) ?? 0 }

function fix(world: World, path: string): void {
  const file = world.files.get(path)
  if (file === undefined) return
  const run = `run:test/${world.requests.length}`
  const name = `fix-${path.replace('.csv', '.py')}`
  const code = { [name]: digestOf('code', name) }
  const execution = { run, isWrapped: false, code, parameters: {}, read: [file], state: digestOf(run) }
  const fixed = { path, digest: digestOf('fixed', file.digest), madeBy: execution }
  world.files.set(path, fixed)
  record(world, { run, name, code, parameters: {}, read: [file], wrote: [fixed] })
}

/** Runs those steps whose files are not what they would make now, in one run. */
function make(world: World): void {
  const stale = new Set<string>()
  const outOfDate = world.steps.filter((step) => {
    const isOut =
      step.reads.some((path) => stale.has(path)) ||
      step.writes.some((path) => world.files.get(path)?.madeBy?.state !== stateOf(world, step))
    if (isOut) for (const path of step.writes) stale.add(path)
    return isOut
  })
  if (outOfDate.length > 0) runSteps(world, 'Makefile', outOfDate)
}

/** All that a step is given. */
const stateOf = (world: World, step: Step): string =>
  digestOf(
    step.reads.map((path) => world.files.get(path)?.digest),
    codeOf(world, step.name),
    parametersOf(world, step.name),
  )

function runSteps(world: World, name: string, steps: readonly Step[]): void {
  const run = `run:test/${world.requests.length}`
  const isWrapped = !steps.some((step) => step.name === name)
  const wrapper = isWrapped ? { [name]: digestOf('code', name) } : {}
  const given = new Map<string, File>()
  const wrote = new Map<string, File>()
  for (const step of steps) {
    const read = step.reads.flatMap((path) => world.files.get(path) ?? [])
    for (const file of read) if (!wrote.has(file.path)) given.set(file.path, file)
    const [code, parameters] = [codeOf(world, step.name), parametersOf(world, step.name)]
    const state = stateOf(world, step)
    const execution = { run, isWrapped, code: { ...wrapper, ...code }, parameters, read, state }
    for (const path of step.writes) {
      const content = read.map((file) => [file.path, file.digest])
      const heeded = [step.heeds.code && code, step.heeds.parameter && parameters]
      const digest = step.name === 'cp' ? (read[0]?.digest ?? '') : digestOf(path, content, heeded)
      const file = { path, digest, madeBy: execution }
      world.files.set(path, file)
      wrote.set(path, file)
    }
  }
  const code = Object.assign({}, wrapper, ...steps.map((step) => codeOf(world, step.name)))
  const parameters = Object.assign({}, ...steps.map((step) => parametersOf(world, step.name)))
  record(world, {
    run,
    name: name === 'Makefile' ? 'make' : name,
    code,
    parameters,
    read: [...given.values()],
    wrote: [...wrote.values()],
  })
}

function evaluate(world: World): void {
  const read = [model, test].flatMap((path) => world.files.get(path) ?? [])
  const [of, on] = read
  if (of === undefined || on === undefined || of.path !== model) return
  const run = `run:test/${world.requests.length}`
  const at = timeOf(world, 0)
  record(world, { run, name: 'evaluate.py', code: codeOf(world, 'evaluate.py'), parameters: {}, read, wrote: [] }, [
    {
      type: 'metrics',
      run,
      series: [{ key: 'mae', steps: [0], times: [at], values: [1], of: of.digest, on: on.digest }],
      origin: 'observed',
    },
  ])
}

/** A minute for each request. */
const timeOf = ({ requests }: World, second: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, requests.length, second)).toISOString()

function record(
  world: World,
  ran: Omit<Execution, 'isWrapped' | 'state'> & { readonly name: string; readonly wrote: readonly File[] },
  more: readonly unknown[] = [],
): void {
  const { run, name, code, parameters, read, wrote } = ran
  const [from, until] = [timeOf(world, 0), timeOf(world, 10)]
  const edge = (kind: 'used' | 'generated', { path, digest }: File, at: string) => [
    { type: 'node', node: 'artifact', id: digest, name: path, bytes: 1000, origin: 'observed' },
    {
      type: 'edge',
      edge: kind,
      source: run,
      target: digest,
      role: path === model ? 'model' : 'data',
      selector: { path },
      place: `file://machine/${path}`,
      at,
      origin: 'observed',
    },
  ]
  const tree = `git-tree:${digestOf(code).slice(7, 47)}`
  say(world, [
    { type: 'node', node: 'run', id: run, name, state: 'succeeded', from, until, origin: 'observed' },
    ...read.flatMap((file) => edge('used', file, from)),
    ...wrote.flatMap((file) => edge('generated', file, until)),
    ...(Object.keys(code).length === 0
      ? []
      : [{ type: 'edge', edge: 'used', source: run, target: tree, role: 'code', selector: { files: code }, at: from }]),
    ...(Object.keys(parameters).length === 0
      ? []
      : [
          {
            type: 'parameters',
            run,
            values: Object.fromEntries(
              Object.entries(parameters).map(([key, value]) => [key, { value, from: 'command line' }]),
            ),
            origin: 'observed',
          },
        ]),
    ...more,
  ])
}

function register(world: World): File {
  const file = world.files.get(model)
  if (file === undefined) throw new Error('no model was made')
  world.registered++
  const at = timeOf(world, 0)
  say(world, [
    { type: 'node', node: 'asset', id: 'asset:test/m', kind: 'model', name: 'm', at },
    {
      type: 'edge',
      edge: 'version-of',
      source: file.digest,
      target: 'asset:test/m',
      number: world.registered,
      at,
      origin: 'declared',
    },
  ])
  return file
}

function say(world: World, statements: readonly unknown[]): void {
  const sequence = world.requests.length
  world.requests.push({ producer: '0'.repeat(32), sequence, statements } as unknown as Said)
}
