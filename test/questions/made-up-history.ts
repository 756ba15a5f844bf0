import { createHash } from 'node:crypto'
import type { Said } from '../graph/arbitrary-statements.ts'
import {
  type Action,
  incoming,
  log,
  model,
  type Plan,
  type Promotion,
  type Step,
  settings,
  test,
} from './made-up-plan.ts'

// A pipeline whose files are digests of all that they depend on, worked on by somebody who edits, deletes and runs again.
// Whoever made it up knows what each file truly comes from, whatever was recorded.

/** Content at a path: made by an execution, or by somebody's hand. */
export type File = {
  readonly path: string
  /** Where a link led there: how it was called. */
  readonly opened?: string
  readonly digest: string
  readonly madeBy: Execution | undefined
}

/** A script as it ran once, by itself or with others in one run. */
export type Execution = {
  readonly run: string
  readonly isWrapped: boolean
  /** Whether it changed no byte. */
  readonly isCopy?: boolean
  readonly code: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, number>>
  readonly read: readonly File[]
  /** All that it was given, as text that is the same for the same. */
  readonly state: string
}

export type History = {
  readonly requests: readonly Said[]
  /** The model of each version, the first first. */
  readonly versions: readonly File[]
  /** The paths that steps write. */
  readonly written: ReadonlySet<string>
}

/** Does all that a plan says, and records each run as capture would. */
export function playOut({ steps, hasModule, versions, promotions, after }: Plan): History {
  const world = newWorld(steps, hasModule)
  const models = versions.map((actions, index) => {
    for (const action of actions) act(world, action)
    if (!world.files.has(model)) act(world, { do: 'run', from: steps[0]?.name ?? '' })
    const last = actions.at(-1)?.do
    if (last !== 'wrap' && last !== 'make') act(world, { do: 'run one', step: 'train.py' })
    act(world, { do: 'evaluate' })
    return register(world, promotions[index] ?? 'none')
  })
  for (const action of after) act(world, action)
  return { requests: world.requests, versions: models, written: new Set(steps.flatMap(({ writes }) => writes)) }
}

type World = {
  readonly steps: readonly Step[]
  readonly files: Map<string, File>
  /** Of a file that is a link, the number of what it leads to. */
  readonly links: Map<string, number>
  /** Who copied which content to which path last. */
  readonly copied: Map<string, Execution>
  module: { readonly path: 'lib.py' | 'flib.py'; readonly state: number } | undefined
  readonly code: Map<string, number>
  readonly parameters: Map<string, number>
  readonly requests: Said[]
  registered: number
}

const digestOf = (...parts: unknown[]) => `sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`

function newWorld(steps: readonly Step[], hasModule: boolean): World {
  const byHand = (path: string): [string, File] => [
    path,
    { path, digest: digestOf('hand', path, 0), madeBy: undefined },
  ]
  return {
    steps,
    files: new Map(['raw.csv', 'other.csv', test, log, ...incoming].map(byHand)),
    links: new Map(),
    copied: new Map(),
    module: hasModule ? { path: 'lib.py', state: 0 } : undefined,
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
      put(world, { path: action.path, digest: digestOf('hand', action.path, action.to), madeBy: undefined })
      return
    case 'delete':
      files.delete(action.path)
      return
    case 'import':
      copy(world, action)
      return
    case 'carry':
      carry(world, action.path, files.get(action.from)?.digest ?? '')
      return
    case 'link':
      world.links.set(action.path, action.to)
      return
    case 'append':
      append(world, action.of)
      return
    case 'module':
      if (world.module !== undefined) world.module = { ...world.module, state: action.to }
      return
    case 'rename module':
      if (world.module === undefined) return
      world.module = { ...world.module, path: world.module.path === 'lib.py' ? 'flib.py' : 'lib.py' }
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

/** What is at a path; what a link leads to lies elsewhere. */
function fileAt({ files, links }: World, path: string): File | undefined {
  const to = links.get(path)
  if (to === undefined) return files.get(path)
  return { path: `v${to}/${path}`, opened: path, digest: digestOf('linked', path, to), madeBy: undefined }
}

/** Who puts a file in the place of a link leaves alone what that led to. */
function put({ files, links }: World, file: File): void {
  links.delete(file.path)
  files.set(file.path, file)
}

const readAt = (world: World, paths: readonly string[]) => paths.flatMap((path) => fileAt(world, path) ?? [])

function codeOf(world: World, name: string): Record<string, string> {
  if (name === 'cp' || name === 'mv') return {}
  const { module } = world
  const state = world.code.get(name) ?? 0
  if (name !== 'train.py' || module === undefined) return { [name]: digestOf('code', name, state) }
  return { [name]: digestOf('code', name, state, module.path), [module.path]: digestOf('module', module.state) }
}
const parametersOf = (world: World, name: string): Record<string, number> =>
  name === 'cp' ? {} : { [`${name.replace('.py', '')}_rate`]: world.parameters.get(name) ?? 0 }

function fix(world: World, path: string): void {
  const file = world.links.has(path) ? undefined : world.files.get(path)
  if (file === undefined) return
  const run = `run:test/${world.requests.length}`
  const name = `fix-${path.replace(/\.\w+$/, '.py')}`
  const code = { [name]: digestOf('code', name) }
  const execution = { run, isWrapped: false, code, parameters: {}, read: [file], state: digestOf(run) }
  const fixed = { path, digest: digestOf('fixed', file.digest), madeBy: execution }
  world.files.set(path, fixed)
  record(world, { run, name, code, parameters: {}, read: [file], wrote: [fixed] })
}

/** By hand; where a run had put the same bytes at that place before, they are that run's, as far as anybody can tell. */
function carry(world: World, path: string, digest: string): void {
  put(world, { path, digest, madeBy: world.copied.get(`${path} ${digest}`) })
}

/** Copies a file as `cp in/0.csv raw.csv` does; what was moved is there again when it is asked for. */
function copy(world: World, { path, from, by }: { readonly path: string; readonly from: string; readonly by: string }) {
  const file = world.files.get(from)
  if (file === undefined) return
  const run = `run:test/${world.requests.length}`
  const code = codeOf(world, by)
  const execution = { run, isWrapped: false, isCopy: true, code, parameters: {}, read: [file], state: digestOf(run) }
  const copied = { path, digest: file.digest, madeBy: execution }
  put(world, copied)
  world.copied.set(`${path} ${file.digest}`, execution)
  const command = by === 'import.py' ? ['python', by, from] : [by, from, path]
  record(world, { run, name: by, command, code, parameters: {}, read: [file], wrote: [copied] })
}

function append(world: World, of: number): void {
  const file = world.files.get(log)
  if (file === undefined) return
  const added = { path: 'new.csv', digest: digestOf('hand', 'new.csv', of), madeBy: undefined }
  const run = `run:test/${world.requests.length}`
  const code = codeOf(world, 'append.py')
  const read = [file, added]
  const execution = { run, isWrapped: false, code, parameters: {}, read, state: digestOf(run) }
  const longer = { path: log, digest: digestOf('appended', file.digest, added.digest), madeBy: execution }
  put(world, longer)
  record(world, { run, name: 'append.py', code, parameters: {}, read, wrote: [longer] })
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
    readAt(world, step.reads).map(({ path, digest }) => [path, digest]),
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
    const read = readAt(world, step.reads)
    for (const file of read) if (!wrote.has(file.path)) given.set(file.path, file)
    const [code, parameters] = [codeOf(world, step.name), parametersOf(world, step.name)]
    const state = stateOf(world, step)
    const isCopy = step.name === 'cp'
    const execution = { run, isWrapped, isCopy, code: { ...wrapper, ...code }, parameters, read, state }
    for (const path of step.writes) {
      const content = read.map((file) => [file.opened ?? file.path, file.digest])
      const heeded = [step.heeds.code && code, step.heeds.parameter && parameters]
      const digest = step.name === 'cp' ? (read[0]?.digest ?? '') : digestOf(path, content, heeded)
      const file = { path, digest, madeBy: execution }
      put(world, file)
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
  ran: Omit<Execution, 'isWrapped' | 'isCopy' | 'state'> & {
    readonly name: string
    readonly command?: readonly string[]
    readonly wrote: readonly File[]
  },
  more: readonly unknown[] = [],
): void {
  const { run, name, command, code, parameters, read, wrote } = ran
  const [from, until] = [timeOf(world, 0), timeOf(world, 10)]
  const edge = (kind: 'used' | 'generated', { path, opened, digest }: File, at: string) => [
    { type: 'node', node: 'artifact', id: digest, name: path, bytes: 1000, origin: 'observed' },
    {
      type: 'edge',
      edge: kind,
      source: run,
      target: digest,
      role: roleOf(kind, path),
      selector: { path, ...(opened === undefined ? {} : { opened }) },
      place: `file://machine/${path}`,
      at,
      origin: 'observed',
    },
  ]
  const set = read.flatMap(({ path, digest }) =>
    path === settings ? [['best', { value: digest, from: `${path}:1` }] as const] : [],
  )
  const said = Object.entries(parameters).map(([key, value]) => [key, { value, from: 'command line' }] as const)
  const tree = `git-tree:${digestOf(code).slice(7, 47)}`
  say(world, [
    { type: 'node', node: 'run', id: run, name, state: 'succeeded', from, until, origin: 'observed' },
    ...read.flatMap((file) => edge('used', file, from)),
    ...wrote.flatMap((file) => edge('generated', file, until)),
    ...(Object.keys(code).length === 0
      ? []
      : [{ type: 'edge', edge: 'used', source: run, target: tree, role: 'code', selector: { files: code }, at: from }]),
    ...(said.length + set.length === 0
      ? []
      : [{ type: 'parameters', run, values: Object.fromEntries([...said, ...set]), origin: 'observed' }]),
    ...(command === undefined
      ? []
      : [{ type: 'facet', subject: run, name: 'command', body: { argv: command }, origin: 'observed' }]),
    ...more,
  ])
}

/** What a file is to a run: who writes settings writes a file like any other. */
function roleOf(kind: 'used' | 'generated', path: string): string {
  if (path === settings) return kind === 'used' ? 'configuration' : 'data'
  return path === model ? 'model' : 'data'
}

function register(world: World, promotion: Promotion): File {
  // Where a run had put the same bytes before, it would be that run's.
  const promoted = promotion === 'cp' ? 'prod.bin' : 'live.bin'
  if (promotion === 'cp') copy(world, { path: promoted, from: model, by: 'cp' })
  const file = world.files.get(promotion === 'cp' ? promoted : model)
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
      ...(promotion === 'none' ? {} : { place: `file://machine/${promoted}` }),
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
