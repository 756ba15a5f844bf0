import Type from 'typebox'
import { Statement } from '../domain/statement.ts'
import { statementsMax } from '../domain/vocabulary.ts'
import { Entered } from '../lineage/answers/said.ts'
import { statedBy } from '../operations/recording/stated-by.ts'
import { withinBounds } from './back-pressure.ts'
import { closed, producer, sequence } from './fields.ts'
import type { Route } from './route.ts'

/** A batch of statements from one producer; each statement is checked by its own schema, which names the field. */
const Batch = closed({
  producer,
  sequence,
  statements: Type.Array(Type.Unknown(), { minItems: 1, maxItems: statementsMax }),
})

/** The status says whether it stood there before. */
const { repeated: _, ...place } = Entered.properties
const Place = Type.Object(place)

export const statements: Route = {
  method: 'POST',
  url: '/pedigree/v1/statements',
  permission: 'record',
  summary: 'Record a batch of statements, whole or not at all.',
  body: Batch,
  described: closed({ producer, sequence, statements: Type.Array(Statement) }),
  answers: { 200: Place, 201: Place },
  answer: async ({ body, headers, who }, { store, user, writing }) => {
    const { statements: said, ...pair } = body as { producer: string; sequence: number; statements: unknown[] }
    const agent = who?.agent ?? user
    const request = { ...pair, agent, via: viaOf(headers['user-agent']) }
    const { repeated, ...place } = await withinBounds(writing, () =>
      store.record({ ...request, ...statedBy(agent, pair.producer, said) }),
    )
    return { status: repeated ? 200 : 201, body: place }
  },
}

/** The program that speaks, as it calls itself. That a token was made or ended, this server alone says: `verify` believes it. */
function viaOf(agent: string | undefined): string {
  const named = agent?.replace(/[^\x20-\x7e]/g, '') || 'http'
  return (/^pedigree token/i.test(named) ? `http ${named}` : named).slice(0, 200)
}
