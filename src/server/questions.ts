import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { parseStrict } from '../log/canonical.ts'
import { diff } from '../operations/diff.ts'
import { find } from '../operations/find.ts'
import { history } from '../operations/history.ts'
import { home } from '../operations/home.ts'
import { live } from '../operations/live.ts'
import type { Look, Seen } from '../operations/look.ts'
import { path } from '../operations/path.ts'
import { show } from '../operations/show.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { impact, trace } from '../operations/trace.ts'
import type { Answers, Question } from './contract.ts'
import { closed, text } from './fields.ts'
import { Refused } from './problem.ts'
import type { Heard, Route, Said } from './route.ts'
import type { ServedRecord } from './served-record.ts'

const times = {
  'as-of': Type.Optional(text('RFC 3339, or as the command line takes it: what was true at that time', 64)),
  'known-at': Type.Optional(text('a time, or the number of an entry: what was on record by then', 64)),
}
const seen = Type.Optional(text('what the client found at the path that a reference names, as JSON', 65_536))
const number = (description: string) => Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,8}$', description }))
const referring = closed({ reference: text('name, name@2, name@slot, digest or id'), seen, ...times })
const lineage = closed({ ...referring.properties, limit: number('the most artifacts and runs to show') })

const between = closed({ a: text('the first reference'), b: text('the second'), seen, ...times })

type Ask<Name extends Question> = (
  record: ServedRecord,
  heard: Heard,
  surroundings: Surroundings,
) => Promise<Answers[Name]>

const question = <Name extends Question>(
  name: Name,
  summary: string,
  query: Route['query'],
  ask: Ask<Name>,
): Route => ({
  method: 'GET',
  url: `/pedigree/v1/${name}`,
  permission: 'read',
  summary,
  ...(query === undefined ? {} : { query }),
  answer: async (heard, record): Promise<Said> => {
    const notes: string[] = []
    const answer: object = await ask(record, heard, asking(record, heard, notes))
    return { body: withNotes(answer, notes) }
  },
})

/** An answer with what is to be said to who asked, and is no part of it. */
export const withNotes = (answer: object, notes: readonly string[]): object =>
  notes.length === 0 ? answer : { ...answer, notes }

const timesOf = ({ query }: Heard) => ({ asOf: query['as-of'], knownAt: query['known-at'] })
const reference = ({ query }: Heard) => query.reference ?? ''
const limit = ({ query }: Heard) => (query.limit === undefined ? undefined : Number(query.limit))

/** Every question, an address each. */
export const questions: readonly Route[] = [
  question(
    'home',
    'What is here: models, where each is live, latest runs, the state of the record.',
    undefined,
    (record, _, around) => home(record.store, around),
  ),
  question('trace', 'Where something comes from.', lineage, ({ store }, heard, around) =>
    trace(store, { reference: reference(heard), nodesMax: limit(heard), ...timesOf(heard) }, around),
  ),
  question('impact', 'What depends on something, and where that is live.', lineage, ({ store }, heard, around) =>
    impact(store, { reference: reference(heard), nodesMax: limit(heard), ...timesOf(heard) }, around),
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
  question('show', 'Everything on record about one thing.', referring, ({ store }, heard, around) =>
    show(store, { reference: reference(heard), ...timesOf(heard) }, around),
  ),
  question(
    'find',
    'Things whose name holds a text, or whose digest begins with it.',
    closed({
      text: text('a part of a name, or the first digits of a digest', 1_000),
      limit: number('at most 1,000'),
      ...times,
    }),
    async ({ store }, heard, around) => {
      const most = Math.min(limit(heard) ?? 100, 1_000)
      const { nodes: items, ...same } = await find(
        store,
        { text: heard.query.text ?? '', limit: most, ...timesOf(heard) },
        around,
      )
      return { items, ...same }
    },
  ),
  question('history', 'What was said of something over time.', referring, async ({ store }, heard, around) => {
    const { events: items, ...same } = await history(store, { reference: reference(heard), ...timesOf(heard) }, around)
    return { items, ...same }
  }),
  question(
    'live',
    'What is live in every slot, or in those of one name.',
    closed({ name: Type.Optional(text('the name of a model')), ...times }),
    async ({ store }, heard, around) => {
      const { live: items, ...same } = await live(store, { name: heard.query.name, ...timesOf(heard) }, around)
      return { items, complete: true, ...same }
    },
  ),
]

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
  (path) =>
    seenThere.get(path) ?? { kind: 'nothing', place: `unseen:${path}`, name: path, digests: [] }

function seenIn(told: string): Record<string, Seen> {
  const value = parseStrict(Buffer.from(told))
  if (!isSeen.Check(value))
    throw new Refused(400, 'invalid-input', '/seen is not what a client saw at paths', { field: '/seen' })
  return value
}
