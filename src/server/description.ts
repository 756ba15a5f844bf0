import type { SwaggerOptions } from '@fastify/swagger'
import Type from 'typebox'
import { version } from '../domain/version.ts'
import { content } from './content.ts'
import { Problem } from './problem.ts'
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

/** What the page itself is. */
export const Description = Type.Object({
  openapi: Type.String(),
  info: Type.Unknown(),
  components: Type.Unknown(),
  paths: Type.Unknown(),
})

const refused = content(problemType, 'refused, as RFC 9457 has it', Problem)
const failed = content(problemType, 'not possible, as RFC 9457 has it; 503 has Retry-After', Problem)

/** What a route answers, whoever asks, and who may. */
export function describedAnswers({ permission, answers }: Pick<Route, 'permission' | 'answers'>) {
  const told = Object.entries(answers).map(([status, schema]) => [
    status,
    'description' in schema ? schema : { 'x-response-description': 'as asked', ...schema },
  ])
  return {
    security: permission === 'public' ? [] : [{ token: [] }, { session: [] }],
    response: { '4xx': refused, '5xx': failed, ...Object.fromEntries(told) },
  }
}
