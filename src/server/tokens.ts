import Type from 'typebox'
import { roles } from '../domain/role.ts'
import { NewToken, Token } from '../domain/token.ts'
import { createToken, listTokens, revokeToken } from '../operations/tokens.ts'
import { lists } from './contract.ts'
import { closed } from './fields.ts'
import { listedWhole, paging } from './lists.ts'
import { asking } from './questions.ts'
import type { Route } from './route.ts'

export const tokens: readonly Route[] = [
  {
    method: 'GET',
    url: '/pedigree/v1/tokens',
    permission: 'tokens',
    summary: 'Every token that was ever made, without its secret.',
    query: closed(paging),
    answers: { 200: lists.tokens },
    answer: async (heard, record) => {
      const all = await listTokens(record.store)
      return { body: await listedWhole('tokens', heard, record, all, ({ id }) => id) }
    },
  },
  {
    method: 'POST',
    url: '/pedigree/v1/tokens',
    permission: 'tokens',
    summary: 'Make a token. Its text is in the answer, and never again.',
    body: closed({ name: Type.String({ minLength: 1, maxLength: 200 }), role: Type.Enum(roles) }),
    answers: { 201: NewToken },
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
    params: closed({ id: Type.String({ pattern: '^[0-9a-f]{16}$' }) }),
    answers: { 200: Token },
    answer: async (heard, record) => ({
      body: await revokeToken(record.store, heard.params.id ?? '', asking(record, heard, [])),
    }),
  },
]
