import { hash } from 'node:crypto'
import Type, { type Static, type TObject, type TProperties } from 'typebox'
import { Approved, Attached, Deployed, Registered, Retired, Retracted } from '../lineage/answers/said.ts'
import { canonicalJson } from '../log/canonical.ts'
import { deploy, retire } from '../operations/deploy.ts'
import { register } from '../operations/register.ts'
import { approve, note, retract, tag } from '../operations/stating.ts'
import type { WritableStore } from '../operations/store.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { withinBounds } from './back-pressure.ts'
import { closed, producer, sequence, text } from './fields.ts'
import { noted, withNotes } from './notes.ts'
import { Refused } from './problem.ts'
import { asking, SeenByClient } from './questions.ts'
import type { Route } from './route.ts'

const at = Type.Optional(text('since when it is true: RFC 3339, or as the command line takes it', 64))
const referring = {
  reference: text('name, name@2, name@slot, digest, id, or a path that the client looked at'),
  seen: Type.Optional(SeenByClient),
  at,
}

/** With these a client that heard no answer says the same once more, and it is said once. */
const again = {
  producer: Type.Optional(producer),
  sequence: Type.Optional(sequence),
}
type Again = { readonly producer?: string; readonly sequence?: number }

function requestIn(name: string, body: Again): Pick<Surroundings, 'request'> {
  const { producer: drawn, sequence: count, ...asked } = body
  if (drawn === undefined && count === undefined) return {}
  if (drawn === undefined || count === undefined) {
    const field = drawn === undefined ? '/producer' : '/sequence'
    throw new Refused(400, 'invalid-input', `${field} is missing: a request is known by both`, { field })
  }
  const digest = hash('sha256', canonicalJson([name, asked]), 'hex')
  return { request: { producer: drawn, sequence: count, asked: digest } }
}

/** One thing that a person says of the record, an address each: the inputs of its operation are the body. */
function saying<Properties extends TProperties, Answer extends TObject>(
  name: string,
  summary: string,
  properties: Properties,
  answer: Answer,
  say: (store: WritableStore, said: Static<TObject<Properties>>, around: Surroundings) => Promise<Static<Answer>>,
): Route {
  return {
    method: 'POST',
    url: `/pedigree/v1/${name}`,
    permission: 'record',
    summary,
    body: closed({ ...properties, ...again }),
    answers: { 200: noted(answer) },
    answer: async (heard, record) => {
      const body = heard.body as Static<TObject<Properties>>
      const { seen } = body as { seen?: Static<typeof SeenByClient> }
      const request = requestIn(name, body as Again)
      const notes: string[] = []
      const told = await withinBounds(record.writing, () =>
        say(record.store, body, { ...asking(record, heard, notes, seen), ...request }),
      )
      return { body: withNotes(told, notes) }
    },
  }
}

export const sayings: readonly Route[] = [
  saying(
    'register',
    'Make content a version of a name.',
    {
      ...referring,
      name: text('the name', 1_000),
      version: Type.Optional(Type.Integer({ minimum: 1, description: 'its number; the next without one' })),
      kind: Type.Optional(text('what the name stands for', 200)),
    },
    Registered,
    register,
  ),
  saying(
    'deploy',
    'Say that a version is live in a slot, in place of what was.',
    {
      ...referring,
      slot: text('environment or endpoint', 1_000),
      share: Type.Optional(Type.Number({ description: 'its share of traffic, over 0 and at most 1' })),
    },
    Deployed,
    deploy,
  ),
  saying('retire', 'Say that nothing is live in a slot any more.', referring, Retired, retire),
  saying(
    'approve',
    'Approve a version, as whoever the token belongs to.',
    { ...referring, note: Type.Optional(text('on which evidence')) },
    Approved,
    approve,
  ),
  saying(
    'tag',
    'Attach a value to anything on record.',
    { ...referring, key: text('its name', 1_000), value: Type.String({ maxLength: 8_192 }) },
    Attached,
    tag,
  ),
  saying(
    'note',
    'Write a text down beside anything on record.',
    { ...referring, text: text('the note') },
    Attached,
    note,
  ),
  saying(
    'retract',
    'Take back a statement of your own.',
    { statement: text('its id, as history has it', 64), reason: text('why') },
    Retracted,
    (store, said, around) => retract(store, said, around, around.agent),
  ),
]
