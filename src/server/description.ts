import type { SwaggerOptions } from '@fastify/swagger'
import Type, { type TSchema } from 'typebox'
import { version } from '../domain/version.ts'
import { problemType } from './refusing.ts'
import type { Route } from './route.ts'

// What the API's page says of each address beside what requests are checked by. No answer is checked by it.

/** The page as a whole. */
export const description: SwaggerOptions = {
  transform: ({ schema, url, route }) => {
    const { described } = route.config ?? {}
    return { url, schema: described === undefined ? schema : { ...schema, body: described } }
  },
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Pedigree',
      version,
      description:
        'Model lineage: questions, statements, and the log that proves them. Every answer to who may read has `Pedigree-Entry`, the last entry that it knows; a request with `Pedigree-After: N` is answered by what has entry N.',
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'a token, as `pedigree token create` makes it' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'pedigree',
          description: 'what a page of this server was given for a token; `__Host-pedigree` on https',
        },
      },
    },
  },
}

const ProblemDetails = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'what is wrong, for programs: `invalid-input`, `not-found`, `conflict`, …' }),
    detail: Type.String({ description: 'what is wrong, for people' }),
    field: Type.Optional(
      Type.String({ description: 'where: a JSON Pointer into the body, or `/` and the name in the query' }),
    ),
    hint: Type.Optional(Type.String({ description: 'what to do' })),
  },
  { description: 'What is refused, as RFC 9457 has it. 503 has Retry-After.' },
)

/** An answer that has another type than JSON. */
export const content = (type: string, description: string, schema: TSchema = Type.String()) => ({
  description,
  content: { [type]: { schema } },
})

/** A part of a list. */
export const listOf = (item: TSchema = Type.Unknown()) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Optional(Type.String({ description: 'ask the same with this as `after` for what follows' })),
    complete: Type.Boolean({ description: 'whether the list ends here' }),
    withheld: Type.Integer(),
    knownAt: Type.Integer({ description: 'the last entry that the answer uses' }),
  })

/** What a route answers, whoever asks, and who may. */
export function describedAnswers({ permission, answers }: Pick<Route, 'permission' | 'answers'>) {
  return {
    security: permission === 'public' ? [] : [{ token: [] }, { session: [] }],
    response: {
      ...(answers ?? { 200: Type.Unknown({ description: 'as asked' }) }),
      default: content(problemType, 'refused', ProblemDetails),
    },
  }
}
