import { hash } from 'node:crypto'
import Type, { type TProperties } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Home } from '../lineage/answers/home.ts'
import type { Listed } from '../lineage/answers/listed.ts'
import type { LiveVersion } from '../lineage/answers/live.ts'
import { parseStrict } from '../log/canonical.ts'
import { diff } from '../operations/diff.ts'
import { findPage } from '../operations/find.ts'
import { historyPage } from '../operations/history.ts'
import { home } from '../operations/home.ts'
import { live } from '../operations/live.ts'
import { modelsPage } from '../operations/models.ts'
import type { Times } from '../operations/moment.ts'
import { type Page, pageOf } from '../operations/page.ts'
import { path } from '../operations/path.ts'
import { unseen } from '../operations/references/look.ts'
import { runsPage } from '../operations/runs.ts'
import { show } from '../operations/show.ts'
import type { Look, Seen, Surroundings } from '../operations/surroundings.ts'
import { impact, trace } from '../operations/trace.ts'
import { type Answers, answers, type ListQuestion, type Question } from './contract.ts'
import { closed, number, text } from './fields.ts'
import { type ListPage, listed, paging } from './lists.ts'
import { noted, withNotes } from './notes.ts'
import { Refused } from './problem.ts'
import type { Heard, Route, Said } from './route.ts'
import type { ServedRecord } from './served-record.ts'

const times = {
  'as-of': Type.Optional(text('RFC 3339, or as the command line takes it: what was true at that time', 64)),
  'known-at': Type.Optional(text('a time, or the number of an entry: what was on record by then', 64)),
}
const seen = Type.Optional(text('what the client found at the path that a reference names, as JSON', 65_536))
const referring = closed({ reference: text('name, name@2, name@slot, digest or id'), seen, ...times })
const called = Type.Optional(
  text('of a reference by an id: under which of its names the content is meant, and so at which place'),
)
const showing = closed({ ...referring.properties, called })
const lineage = closed({ ...showing.properties, limit: number('the most artifacts and runs to show') })

const between = closed({ a: text('the first reference'), b: text('the second'), seen, ...times })

type Ask<Name extends Question> = (
  record: ServedRecord,
  heard: Heard,
  surroundings: Surroundings,
) => Promise<Answers[Name]>

const question = <Name extends Question>(name: Name, summary: string, query: Route['query'], ask: Ask<Name>): Route =>
  asked(name, summary, query, ask)

const asked = (
  name: Question,
  summary: string,
  query: Route['query'],
  ask: (record: ServedRecord, heard: Heard, surroundings: Surroundings) => Promise<object>,
): Route => ({
  method: 'GET',
  url: `/pedigree/v1/${name}`,
  permission: 'read',
  summary,
  ...(query === undefined ? {} : { query }),
  answers: { 200: noted(answers[name]) },
  answer: async (heard, record): Promise<Said> => {
    const notes: string[] = []
    const answer: object = await ask(record, heard, asking(record, heard, notes))
    return { body: withNotes(answer, notes) }
  },
})

const timesOf = ({ query }: Heard) => ({ asOf: query['as-of'], knownAt: query['known-at'] })
const reference = ({ query }: Heard) => query.reference ?? ''
const calledIn = ({ query }: Heard) => ({ called: query.called })
const limit = ({ query }: Heard) => (query.limit === undefined ? undefined : Number(query.limit))

/** A question whose answer is a list, in parts. */
function list<Name extends ListQuestion>(
  name: Name,
  summary: string,
  fields: TProperties,
  ask: (
    record: ServedRecord,
    heard: Heard,
    surroundings: Surroundings,
    page: Page,
    times: Times,
  ) => Promise<Omit<Answers[Name], keyof Listed<never>> & ListPage<Answers[Name]['items'][number]>>,
): Route {
  const answer = (record: ServedRecord, heard: Heard, around: Surroundings) =>
    listed(
      name,
      heard,
      (page, when, nowMs = around.nowMs()): Promise<ListPage<unknown>> =>
        ask(record, heard, { ...around, nowMs: () => nowMs }, page, when),
    )
  return asked(name, summary, closed({ ...fields, ...paging }), answer)
}

/** Every question, an address each. */
export const questions: readonly Route[] = [
  question(
    'home',
    'What is here: models, where each is live, latest runs, the state of the record.',
    undefined,
    async (record, _, around) => withoutFolders(await home(record.store, around)),
  ),
  question('trace', 'Where something comes from.', lineage, ({ store }, heard, around) =>
    trace(
      store,
      { reference: reference(heard), nodesMax: limit(heard), ...calledIn(heard), ...timesOf(heard) },
      around,
    ),
  ),
  question('impact', 'What depends on something, and where that is live.', lineage, ({ store }, heard, around) =>
    impact(
      store,
      { reference: reference(heard), nodesMax: limit(heard), ...calledIn(heard), ...timesOf(heard) },
      around,
    ),
  ),
  question(
    'diff',
    'What changed between two things, causes apart from consequences.',
    between,
    ({ store }, heard, around) =>
      diff(store, { a: heard.query.a ?? '', b: heard.query.b ?? '', ...timesOf(heard) }, around),
  ),
  question('path', 'The shortest ways by which one thing comes from another.', between, ({ store }, heard, around) =>
    path(store, { a: heard.query.a ?? '', b: heard.query.b ?? '', ...timesOf(heard) }, around),
  ),
  question('show', 'Everything on record about one thing.', showing, ({ store }, heard, around) =>
    show(store, { reference: reference(heard), ...calledIn(heard), ...timesOf(heard) }, around),
  ),
  list(
    'find',
    'Things whose name holds a text, or whose digest begins with it.',
    { text: text('a part of a name, or the first digits of a digest', 1_000), ...times },
    ({ store }, { query }, around, page, when) => findPage(store, { text: query.text ?? '', page, ...when }, around),
  ),
  list(
    'history',
    'What was said of something over time, the last first.',
    referring.properties,
    ({ store }, heard, around, page, when) =>
      historyPage(store, { reference: reference(heard), page, ...when }, around),
  ),
  list(
    'live',
    'What is live in every slot, or in those of one name.',
    { name: Type.Optional(text('the name of a model')), ...times },
    async ({ store }, { query }, around, page, when) => {
      const { live: items, ...same } = await live(store, { name: query.name, ...when }, around)
      return { ...same, ...pageOf(items, keyOfLive, page) }
    },
  ),
  list(
    'runs',
    'All runs, the last to begin first; behind them those of which nobody says when they began.',
    times,
    ({ store }, _, around, page, when) => runsPage(store, { page, ...when }, around),
  ),
  list(
    'models',
    'All models and other names, the last to be recorded first.',
    times,
    ({ store }, _, around, page, when) => modelsPage(store, { page, ...when }, around),
  ),
]

/** Where a record is on its server's machine is nothing that others need, nor are the paths in what contradicts it. */
const withoutFolders = ({ folder: _, ...home }: Home): Home => ({
  ...home,
  copies: home.copies.map(({ isThere }) => ({ isThere })),
  ...(home.contradiction === undefined ? {} : { contradiction: contradicted }),
})

const contradicted =
  'copies of the checkpoint contradict the record: it was cut, put back or written anew; `pedigree verify` on its machine says which'

const keyOfLive = ({ share: _, ...version }: LiveVersion): string =>
  hash('sha256', JSON.stringify(version), 'hex').slice(0, 32)

/** The asker's surroundings: their agent, their files as they looked at them. This machine's are none of them. */
export function asking(
  { machine, user }: ServedRecord,
  { who, query }: Heard,
  notes: string[],
  seenThere: Readonly<Record<string, Seen>> = query.seen === undefined ? {} : seenIn(query.seen),
): Surroundings {
  return {
    ...machine,
    agent: who?.agent ?? user,
    warn: (line) => notes.push(line),
    look: looked(new Map(Object.entries(seenThere))),
  }
}

/** Several paths in one question, each as the client saw it. */
export const SeenByClient = Type.Record(
  Type.String(),
  Type.Object({
    kind: Type.Enum(['file', 'folder', 'other', 'nothing']),
    place: text('file://<host>/<path>'),
    name: Type.String(),
    digests: Type.Array(Type.String({ pattern: '^sha256(-tree)?:[0-9a-f]{64}$' }), { maxItems: 2 }),
    bytes: Type.Optional(Type.Integer({ minimum: 0 })),
    problem: Type.Optional(Type.String({ maxLength: 1_000 })),
  }),
)

const isSeen = Compile(SeenByClient)

const looked =
  (seenThere: ReadonlyMap<string, Seen>): Look =>
  (path, options) =>
    seenThere.get(path) ?? unseen(path, options)

function seenIn(told: string): Record<string, Seen> {
  const value = jsonIn(told)
  if (!isSeen.Check(value))
    throw new Refused(400, 'invalid-input', '/seen is not what a client saw at paths', { field: '/seen' })
  return value
}

/** Nothing, which is not what a client saw, of what is no JSON: where in it matters to nobody. */
function jsonIn(told: string): unknown {
  try {
    return parseStrict(Buffer.from(told))
  } catch {
    return undefined
  }
}
