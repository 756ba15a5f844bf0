import fc from 'fast-check'
import { routes } from '../../src/server/app.ts'
import { arbitraryStatement, artifacts } from '../graph/arbitrary-statements.ts'
import type { Asked } from './server.ts'

/** A request as good or bad as any: right ones with a part that is wrong, and wrong ones through and through. */
export type Fuzzed = Asked & { readonly path: string }

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const oddText = fc.oneof(
  some(
    '',
    '..',
    '../../etc/passwd',
    '%2e%2e%2f',
    '%252e%252e',
    '/a;../b',
    '\\\\host\\x',
    'file:///etc/passwd',
    '__proto__',
  ),
  some('<img onerror=alert(1)>', '=1+1', '\u202e', '{"', '[]', 'name@2', 'run:test/0', '1', '-1', '9'.repeat(30)),
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.string({ maxLength: 300 }),
)
const addresses = [...routes.map(({ url }) => url), '/pedigree/v1/openapi.json', '/', '/pedigree/v2/home', '/api/2.0/x']
const parameters = some(
  'reference',
  'text',
  'a',
  'b',
  'name',
  'as-of',
  'known-at',
  'limit',
  'after',
  'seen',
  'x',
  '__proto__',
)
const query = fc.oneof(
  fc.constant(''),
  fc
    .array(fc.tuple(parameters, oddText), { maxLength: 4 })
    .map(
      (pairs) => `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&')}`,
    ),
  fc.string({ maxLength: 40 }).map((text) => `?${encodeURI(text.toWellFormed())}`),
)
const path = fc
  .tuple(some(...addresses), oddText, query)
  .map(([url, odd, rest]) => url.replace(/:id|\*/, encodeURIComponent(odd.toWellFormed())) + rest)

const producers = ['d', 'e'].map((digit) => digit.repeat(32))
const batch = fc.record({
  producer: fc.oneof({ weight: 6, arbitrary: some(...producers) }, { weight: 1, arbitrary: oddText }),
  sequence: fc.oneof(
    { weight: 6, arbitrary: fc.nat(40) },
    { weight: 1, arbitrary: some<unknown>(-1, 0.5, '1', null, 1e21) },
  ),
  statements: fc.array(
    fc.oneof({ weight: 8, arbitrary: arbitraryStatement }, { weight: 1, arbitrary: fc.jsonValue() }),
    { maxLength: 4 },
  ),
})
/** JSON with a byte that is changed, taken out or put in. */
const broken = fc.tuple(batch, fc.nat(), fc.nat(255), fc.nat(2)).map(([value, at, byte, how]) => {
  const bytes = [...Buffer.from(jsonOf(value))]
  bytes.splice(at % bytes.length, how === 2 ? 0 : 1, ...(how === 1 ? [] : [byte]))
  return Buffer.from(bytes)
})
const body: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 4, arbitrary: batch.map((value) => ({ raw: jsonOf(value) })) },
  { weight: 2, arbitrary: broken.map((raw) => ({ raw })) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ raw: Buffer.from(bytes) })) },
  { weight: 1, arbitrary: fc.nat(3_000).map((depth) => ({ raw: '['.repeat(depth) })) },
)
const headers = fc.dictionary(
  some(
    'accept',
    'origin',
    'host',
    'pedigree-after',
    'content-type',
    'user-agent',
    'last-event-id',
    'cookie',
    'x-remote-user',
  ),
  fc
    .oneof(
      some('*/*', 'null', 'localhost', 'text/plain', 'application/json', '1', '99999999'),
      fc.string({ maxLength: 20 }),
    )
    .map((text) => text.replace(/[^\x20-\x7e]/g, '')),
  { maxKeys: 2 },
)

/** JSON as a program would write it; what JSON lacks (a bigint, NaN) as null. */
const jsonOf = (value: unknown) =>
  JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? String(member) : member))

/** What people say, right but for a word or two. */
const told = fc.oneof({ weight: 2, arbitrary: some('m', 'run:test/0', 'm@1', 'now', ...artifacts) }, oddText)
const seen = fc.dictionary(
  told,
  fc.record(
    {
      kind: some('file', 'folder', 'other', 'nothing', 'x'),
      place: told,
      name: told,
      digests: fc.array(fc.oneof(some(...artifacts), oddText), { maxLength: 2 }),
      bytes: fc.oneof(fc.integer(), fc.double()),
    },
    { requiredKeys: ['kind', 'place', 'name', 'digests'] },
  ),
  { maxKeys: 2 },
)
const referring = { reference: told, seen, at: told }
const saying = (name: string, required: object, more: object = {}) =>
  fc
    .record({ ...required, ...more }, { requiredKeys: Object.keys(required) as never })
    .map((said) => ({ path: `/pedigree/v1/${name}`, raw: jsonOf(said) }))
const { reference, ...optional } = referring
const sayings = fc.oneof(
  saying('register', { reference, name: told }, { ...optional, version: fc.integer(), kind: told }),
  saying('deploy', { reference, slot: told }, { ...optional, share: fc.double() }),
  saying('retire', { reference }, optional),
  saying('approve', { reference }, { ...optional, note: told }),
  saying('tag', { reference, key: told, value: told }, optional),
  saying('note', { reference, text: told }, optional),
  saying('retract', {
    statement: fc.oneof(some(...producers.map((producer) => `${producer}/0/0`)), told),
    reason: told,
  }),
  saying('folders', { folders: fc.array(fc.oneof(some(...artifacts), oddText), { maxLength: 3 }) }),
)

export const fuzzed: fc.Arbitrary<Fuzzed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ path, headers }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(body, headers)
      .map(([sent, more]) => ({ path: '/pedigree/v1/statements', headers: more, ...sent })),
  },
  { weight: 2, arbitrary: sayings },
  {
    weight: 1,
    arbitrary: fc
      .tuple(path, some('POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'), body)
      .map(([where, method, sent]) => ({ path: where, method, ...sent })),
  },
)
