import Type from 'typebox'
import { roles } from '../domain/role.ts'
import { createToken, listTokens, revokeToken } from '../operations/tokens.ts'
import { asking } from './questions.ts'
import type { Route } from './route.ts'

const strict = { additionalProperties: false }

export const tokens: readonly Route[] = [
  {
    method: 'GET',
    url: '/pedigree/v1/tokens',
    permission: 'tokens',
    summary: 'Every token that was ever made, without its secret.',
    answer: async (_, { store, graph }) => ({
      body: { items: await listTokens(store), complete: true, withheld: 0, knownAt: graph.entry() },
    }),
  },
  {
    method: 'POST',
    url: '/pedigree/v1/tokens',
    permission: 'tokens',
    summary: 'Make a token. Its text is in the answer, and never again.',
    body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), role: Type.Enum(roles) }, strict),
    answer: async (heard, record) => ({
      status: 201,
      body: await createToken(record.store, heard.body as { name: string; role: string }, asking(record, heard, [])),
    }),
  },
  {
    method: 'DELETE',
    url: '/pedigree/v1/tokens/:id',
    permission: 'tokens',
    summary: 'Revoke a token.',
    params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{16}$' }) }, strict),
    answer: async (heard, record) => ({
      body: await revokeToken(record.store, heard.params.id ?? '', asking(record, heard, [])),
    }),
  },
]
