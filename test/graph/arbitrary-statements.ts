import fc from 'fast-check'
import { digestOfLines, folderLines } from '../../src/domain/digest.ts'
import type { ArtifactId, NodeId, RunId } from '../../src/domain/id.ts'
import type { EdgeStatement, ListingStatement, RetractionStatement, Statement } from '../../src/domain/statement.ts'
import { type Instant, instantOf } from '../../src/domain/time.ts'
import { edgeKinds, origins, runStates } from '../../src/domain/vocabulary.ts'

// Statements of every kind about few things, so that they meet: equal bytes at several places, equal times, folders in
// folders, names of names, ends, retractions of what came before and of what never comes.

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

export const runs: readonly RunId[] = ['0', '1', '2', '3'].map((name) => `run:test/${name}`)
const files = ['0', '1', '2', '3'].map((digit): ArtifactId => `sha256:${digit.repeat(64)}`)
/** What the folders hold; one file says nothing, and one is in both. */
export const listings: readonly string[] = [
  [0, 1],
  [1, 2, 3],
].map((held) =>
  folderLines(held.map((file) => ({ path: 'abcd'.charAt(file), sha256: `${file}`.repeat(64), bytes: 62 + file }))),
)
export const folders: readonly ArtifactId[] = listings.map(digestOfLines)
const otherNames: readonly ArtifactId[] = [`md5:${'0'.repeat(32)}`, 'unpinned:hub/base']
export const artifacts: readonly ArtifactId[] = [...files, ...folders, ...otherNames]
const agents: readonly NodeId[] = ['agent:user/ann', 'agent:tool/ci']
const assets: readonly NodeId[] = ['asset:acme/model', 'asset:acme/data']
export const nodes: readonly NodeId[] = [...runs, ...artifacts, ...agents, ...assets]

const [run, artifact, asset, agent] = [some(...runs), some(...artifacts), some(...assets), some(...agents)]
const folder = some(...folders)
const anyNode = some(...nodes)
const place = some('file://h/in', 'file://h/in/a', 'file://h/in/b', 'file://h/out', 'file://h/out/a', 's3://bucket/a')

/** Eight hours of one day. */
export const hour = (hours: number): Instant => instantOf(Date.UTC(2026, 0, 1) + hours * 3_600_000)
const instant = fc.integer({ min: 0, max: 7 }).map(hour)
const said = { at: maybe(instant), origin: maybe(some(...origins)) }
const interval = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ from: instant }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(maybe(instant), instant)
      .map(([from, until]) => (from === undefined || from <= until ? { from, until } : { from: until, until: from })),
  },
)

/** Without the members that are undefined, which no request has. */
const present = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))

type Ends = {
  readonly edge: fc.Arbitrary<EdgeStatement['edge']>
  readonly source: fc.Arbitrary<NodeId>
  readonly target: fc.Arbitrary<NodeId>
}
const edgeOf = (ends: Ends, more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc
    .tuple(fc.record({ type: fc.constant('edge'), ...ends, ...more, ...said }), interval)
    .map(([edge, times]) => present({ ...edge, ...times }) as EdgeStatement)

const selector = some(
  { path: 'a' },
  { path: 'b' },
  { path: 'ä', files: { 'x.py': `sha256:${'c'.repeat(64)}`, 'X.py': '2' } },
)
const placed = { role: some('data', 'model', 'code'), place: maybe(place), selector: maybe(selector) }
const kind = (edge: EdgeStatement['edge']) => fc.constant(edge)

/** Edges that are walked, between the kinds of node that they are meant for. */
export const arbitraryWalkedEdge: fc.Arbitrary<EdgeStatement> = fc.oneof(
  { weight: 6, arbitrary: edgeOf({ edge: kind('used'), source: run, target: artifact }, placed) },
  { weight: 6, arbitrary: edgeOf({ edge: kind('generated'), source: run, target: artifact }, placed) },
  {
    weight: 2,
    arbitrary: edgeOf(
      { edge: kind('derived'), source: artifact, target: artifact },
      { role: maybe(some('finetune')), place: maybe(place) },
    ),
  },
  // A file and the folder that lists it are not the same, whatever their names.
  ...[
    [...files, 'md5:'],
    [...folders, 'unpinned:'],
  ].map((names) => {
    const one = some(...artifacts.filter((id) => names.some((name) => id.startsWith(name))))
    return { weight: 1, arbitrary: edgeOf({ edge: kind('same-as'), source: one, target: one }) }
  }),
  { weight: 1, arbitrary: edgeOf({ edge: kind('same-as'), source: run, target: run }) },
  {
    weight: 3,
    arbitrary: edgeOf(
      { edge: kind('part-of'), source: artifact, target: folder },
      { role: fc.constant('member'), selector: maybe(selector) },
    ),
  },
)

/** Every edge, also between nodes that nobody would join. */
export const arbitraryEdge: fc.Arbitrary<EdgeStatement> = fc.oneof(
  { weight: 8, arbitrary: arbitraryWalkedEdge },
  {
    weight: 2,
    arbitrary: edgeOf(
      { edge: kind('points'), source: asset, target: artifact },
      {
        role: fc.constant('deployment'),
        slot: some('production', 'staging'),
        share: maybe(some(0, 0.1, 0.5, 1)),
        selector: some({ version: 1 }, { version: 2 }),
      },
    ),
  },
  {
    weight: 1,
    arbitrary: edgeOf(
      { edge: kind('version-of'), source: artifact, target: asset },
      { number: fc.integer({ min: 1, max: 3 }) },
    ),
  },
  {
    weight: 1,
    arbitrary: edgeOf({ edge: kind('acted-for'), source: agent, target: anyNode }, { role: some('author', 'owner') }),
  },
  {
    weight: 2,
    arbitrary: edgeOf(
      { edge: some(...edgeKinds), source: anyNode, target: anyNode },
      { role: maybe(some('member', 'data')), witnesses: maybe(fc.subarray(['strace', 'python'])) },
    ),
  },
)

const node = <T extends Record<string, fc.Arbitrary<unknown>>>(shape: T) =>
  fc.record({ type: fc.constant('node'), ...shape, ...said }).map((value) => present(value) as Statement)

export const arbitraryNode: fc.Arbitrary<Statement> = fc.oneof(
  node({
    node: fc.constant('run'),
    id: run,
    kind: maybe(some('train', 'transform')),
    name: maybe(some('train.py', 'Über.py', 'prepare.py')),
    state: maybe(some(...runStates)),
    exit: maybe(some(0, 1)),
    from: maybe(instant),
  }),
  node({
    node: fc.constant('artifact'),
    id: artifact,
    kind: maybe(some('dataset', 'model')),
    name: maybe(some('a.csv', 'é\u0301.csv', '\u{1f600}')),
    bytes: maybe(some(0, 63, 64, 48_113_020)),
  }),
  node({ node: fc.constant('agent'), id: agent, name: maybe(some('Ann', 'CI')) }),
  node({ node: fc.constant('asset'), id: asset, kind: maybe(some('model')), name: maybe(some('model', 'data')) }),
)

/** What JSON holds, and what it holds only as {"number":"…"}. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  some<unknown>(
    6,
    0.1,
    -0,
    1e300,
    Number.NaN,
    2n ** 70n,
    'lbfgs',
    '',
    { number: 'NaN' },
    { number: '9007199254740993' },
  ),
)

const facts: fc.Arbitrary<Statement> = fc.oneof(
  fc
    .record({
      type: fc.constant('parameters'),
      run,
      values: fc.dictionary(some('depth', 'rate', '__proto__', 'ö'), fc.record({ value }), { maxKeys: 3 }),
      ...said,
    })
    .map((statement) => present(statement) as Statement),
  fc
    .record({ type: fc.constant('metrics'), run, series: fc.array(arbitrarySeries(), { maxLength: 2 }), ...said })
    .map((statement) => present(statement) as Statement),
  fc
    .record({
      type: fc.constant('facet'),
      subject: anyNode,
      name: some('code', 'tag:team', 'mlflow.name'),
      revision: maybe(fc.integer({ min: 0, max: 3 })),
      body: maybe(value),
      ...said,
    })
    .map((statement) => present(statement) as Statement),
)

function arbitrarySeries() {
  const point = fc.record({ step: fc.integer({ min: 0, max: 3 }), time: instant, number: some(1.5, -2, 0) })
  return fc
    .record({ key: some('mae', 'auc'), better: maybe(some('lower')), of: maybe(artifact), points: fc.array(point) })
    .map(({ points, ...series }) => ({
      ...present(series),
      steps: points.map(({ step }) => step),
      times: points.map(({ time }) => time),
      values: points.map(({ number }) => number),
    }))
}

export const producers: readonly string[] = ['a', 'b', 'c'].map((digit) => digit.repeat(32))

/** The files of a folder, whole or in two parts that may come in any order, or never. */
export const arbitraryListing: fc.Arbitrary<ListingStatement> = fc
  .tuple(some(...listings), some(0, 1, 2), some(...origins))
  .map(([lines, part, origin]) => {
    const first = lines.indexOf('\n') + 1
    const whole = { type: 'listing' as const, of: digestOfLines(lines), origin }
    if (part === 2) return { ...whole, lines }
    return { ...whole, part, parts: 2, lines: part === 0 ? lines.slice(0, first) : lines.slice(first) }
  })

/** Takes back a statement of one of the first requests, which may have come, come later or never come. */
export const arbitraryRetraction: fc.Arbitrary<RetractionStatement> = fc
  .tuple(some(...producers), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([producer, sequence, position]) => ({
    type: 'retraction',
    of: `${producer}/${sequence}/${position}`,
    reason: 'wrong',
  }))

export const arbitraryStatement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 8, arbitrary: arbitraryEdge },
  { weight: 3, arbitrary: arbitraryNode },
  { weight: 3, arbitrary: facts },
  { weight: 2, arbitrary: arbitraryListing },
  { weight: 1, arbitrary: arbitraryRetraction },
)

/** What one producer says in one request. A pair of producer and sequence comes once. */
export type Said = { readonly producer: string; readonly sequence: number; readonly statements: readonly Statement[] }

export const arbitraryRequests = (statement = arbitraryStatement): fc.Arbitrary<Said[]> =>
  fc
    .array(fc.tuple(some(...producers), fc.array(statement, { minLength: 1, maxLength: 5 })), { maxLength: 10 })
    .map((requests) => {
      const next = new Map<string, number>()
      return requests.map(([producer, statements]) => {
        const sequence = next.get(producer) ?? 0
        next.set(producer, sequence + 1)
        return { producer, sequence, statements }
      })
    })
