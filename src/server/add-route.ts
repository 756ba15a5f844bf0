import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import { describedAnswers } from './description.ts'
import { closed } from './fields.ts'
import { Refused } from './problem.ts'
import { checkQuery } from './query.ts'
import type { Heard, Route, Said } from './route.ts'
import type { ServedRecord } from './served-record.ts'

/** One address of the table, and for a read the same without its answer's body. */
export function addRoute(app: FastifyInstance, route: Route, record: ServedRecord): void {
  const { method, url, permission, summary, query, params, body, bodyBytesMax, answer, isPage = false } = route
  const schema = {
    summary,
    hide: isPage,
    querystring: query ?? nothingElse,
    ...(params === undefined ? {} : { params }),
    ...(body === undefined ? {} : { body }),
    ...describedAnswers(route),
  }
  const shared = {
    url,
    config: { permission, ...(route.described === undefined ? {} : { described: route.described }) },
    ...(bodyBytesMax === undefined ? {} : { bodyLimit: bodyBytesMax }),
    // The page looks at its address itself, and shows what it makes of it.
    ...(isPage ? {} : { preValidation: async ({ raw }: FastifyRequest) => checkQuery(raw.url ?? '') }),
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      // Those who watch the process learn nothing of the record, nor by asking whether it has an entry.
      if (permission !== 'public') {
        await catchUp(request, record)
        void reply.header('pedigree-entry', String(record.graph.entry()))
      }
      send(reply, await answer(heardIn(request), record))
      return reply
    },
  }
  if (method === 'GET') addRead(app, shared, schema)
  else app.route({ ...shared, method, schema })
}

/** A GET, and the same without its answer's body, which Node leaves out. */
export function addRead(app: FastifyInstance, shared: Omit<RouteOptions, 'method'>, schema: FastifySchema): void {
  app.route({ ...shared, method: 'GET', schema })
  app.route({ ...shared, method: 'HEAD', schema: { ...schema, hide: true } })
}

/** A query without fields. */
export const nothingElse = closed({})

export const heardIn = (request: FastifyRequest): Heard => ({
  query: request.query as Heard['query'],
  params: request.params as Heard['params'],
  body: request.body,
  headers: request.headers,
  who: request.who,
})

export function send(reply: FastifyReply, { status = 200, headers = {}, body }: Said): void {
  void reply.code(status).headers(headers)
  void reply.send(body instanceof Uint8Array ? Buffer.from(body) : body)
}

/** `Pedigree-After: N`: whoever wrote entry N, perhaps elsewhere, reads what has it. */
async function catchUp({ headers }: FastifyRequest, { following, graph }: ServedRecord): Promise<void> {
  const after = headers['pedigree-after']
  if (after === undefined) return
  if (!/^\d{1,15}$/.test(String(after)))
    throw new Refused(400, 'invalid-input', 'Pedigree-After must be the number of an entry', {
      field: '/pedigree-after',
    })
  if (graph.entry() < Number(after)) await following.look()
  if (graph.entry() < Number(after))
    throw new Refused(503, 'behind', `the record has no entry ${after} here yet`, { retryAfter: 1 })
}
