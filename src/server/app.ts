import type { IncomingMessage, ServerResponse } from 'node:http'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { permissions } from '../domain/role.ts'
import { statementBytesMax } from '../domain/vocabulary.ts'
import { parseStrict } from '../log/canonical.ts'
import { addRead, addRoute, heardIn, nothingElse, send } from './add-route.ts'
import { checkCoding, readBody } from './body.ts'
import { content } from './content.ts'
import { Description, describedAnswers, description } from './description.ts'
import { streamEvents } from './events.ts'
import { folders } from './folders.ts'
import { health } from './health.ts'
import type { Hosts } from './hosts.ts'
import { logFiles } from './log-files.ts'
import { packed } from './packed.ts'
import { Refused } from './problem.ts'
import { questions } from './questions.ts'
import { answerProblem, refuseUnread } from './refusing.ts'
import type { Route } from './route.ts'
import { sayings } from './sayings.ts'
import { schemaChecks } from './schema-checks.ts'
import type { ServedRecord } from './served-record.ts'
import { session } from './session.ts'
import { sources } from './sources.ts'
import { statements } from './statements.ts'
import { tokens } from './tokens.ts'
import { type Arriving, admit, isNavigation, type Who } from './who.ts'

/** Every address but the event stream, whose answer never ends. To add one: a file, and a line here. */
export const routes: readonly Route[] = [
  ...health,
  ...session,
  ...questions,
  folders,
  sources,
  statements,
  ...sayings,
  ...tokens,
  ...logFiles,
]

declare module 'fastify' {
  interface FastifyRequest {
    who: Who
    /** When it arrived, as `performance.now()` counts. */
    arrived: number
    /** What ends when it is answered, or when whoever asked has gone. */
    answering: ServerResponse
  }
  interface FastifyContextConfig {
    permission?: Route['permission']
    /** What the API's page says of the body, where that is more than what is checked before the route. */
    described?: TSchema
  }
}

export type Serving = {
  readonly record: ServedRecord
  readonly hosts: () => Hosts
  /** The built page, where there is one. */
  readonly web?: readonly Route[]
}

/** The HTTP shell. Nothing is let in that `admit` does not let in, and no route exists that does not say for whom. */
export async function makeApp({ record, hosts, web = [] }: Serving): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: statementBytesMax,
    exposeHeadRoutes: false,
    routerOptions: {
      maxParamLength: 200,
      caseSensitive: true,
      ignoreDuplicateSlashes: false,
      ignoreTrailingSlash: false,
    },
    requestTimeout: 60_000,
    schemaController: {
      compilersFactory: { buildValidator: schemaChecks, buildSerializer: () => () => JSON.stringify },
    },
    logger: false,
    forceCloseConnections: 'idle',
    // What is no request that a route could be found for.
    clientErrorHandler: refuseUnread,
    frameworkErrors: (error, _, reply) => answerProblem(error, reply),
  })
  parseStrictly(app, record)
  answerProblems(app, web)
  requirePermissions(app)
  app.decorateRequest('who', undefined)
  app.decorateRequest('arrived', 0)
  app.decorateRequest('answering')
  app.addHook('onRequest', async (request, reply) => {
    request.arrived = performance.now()
    request.answering = reply.raw
    request.who = await admit(arriving(request), record, hosts())
  })
  app.addHook('onSend', async (request, reply, payload) => {
    void reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    if (reply.getHeader('cache-control') === undefined) void reply.header('cache-control', 'no-store')
    return packed(request, reply, payload)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    record.measures.answered(
      `${request.method} ${route}`,
      reply.statusCode,
      (performance.now() - request.arrived) / 1000,
    )
  })
  await app.register(swagger, description)
  // Plugins register when they are loaded; what follows is then seen by them.
  await app.register(async (inner) => {
    for (const route of [...routes, ...web]) addRoute(inner, route, record)
    addEvents(inner, record, hosts)
    addDescription(inner, record)
  })
  return app
}

const arriving = ({ routeOptions, is404, method, headers, raw }: FastifyRequest): Arriving => ({
  // What no route is for is not told from what one is for, but to who may read.
  permission: routeOptions.config.permission ?? (is404 && isNavigation({ method, headers }) ? 'public' : 'read'),
  method,
  headers,
  socket: raw.socket,
  httpVersion: raw.httpVersion,
})

function addEvents(app: FastifyInstance, record: ServedRecord, hosts: Serving['hosts']): void {
  const shared = {
    url: '/pedigree/v1/events',
    config: { permission: 'read' as const },
    handler: (request: FastifyRequest, reply: FastifyReply) =>
      streamEvents(request, reply, record, () => isStillAdmitted(request, record, hosts())),
  }
  const schema = {
    summary: 'Each entry as it comes, as server-sent events.',
    querystring: nothingElse,
    ...describedAnswers({
      permission: 'read',
      answers: { 200: content('text/event-stream', 'as long as who asks may') },
    }),
  }
  addRead(app, shared, schema)
}

/** Whether a request that was let in would be once more. */
async function isStillAdmitted(request: FastifyRequest, record: ServedRecord, hosts: Hosts): Promise<boolean> {
  try {
    await admit(arriving(request), record, hosts)
    return true
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}

function addDescription(app: FastifyInstance, record: ServedRecord): void {
  const page: Route = {
    method: 'GET',
    url: '/pedigree/v1/openapi.json',
    permission: 'read',
    summary: 'This page, as OpenAPI 3.1.',
    answers: { 200: Description },
    answer: () => ({ body: app.swagger() }),
  }
  addRoute(app, page, record)
}

/** JSON as the record takes it: no name twice, no rounding, UTF-8 alone. Everything else is refused unread. */
function parseStrictly(app: FastifyInstance, { writing }: ServedRecord): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (request: FastifyRequest, incoming: IncomingMessage) => {
    checkCoding(request.headers)
    const { bodyLimit = statementBytesMax } = request.routeOptions
    const bytes = await readBody({ incoming, outgoing: request.answering }, bodyLimit, writing)
    return parseStrict(bytes)
  })
}

function answerProblems(app: FastifyInstance, web: readonly Route[]): void {
  const start = web.find(({ url }) => url === '/')
  app.setErrorHandler((error, request, reply) => {
    if (answerProblem(error, reply) === 500) console.error(request.method, request.routeOptions.url, error)
  })
  app.setNotFoundHandler(async (request, reply) => {
    // A person who went astray is told so by the page, which holds nothing of the record.
    if (start !== undefined && isNavigation(request)) {
      const { headers, body } = await start.answer(heardIn(request), {} as never)
      send(reply, { status: 404, headers: headers ?? {}, body })
    } else answerProblem(new Refused(404, 'not-found', 'there is nothing at this address'), reply)
    return reply
  })
}

function requirePermissions(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    const { permission } = (config ?? {}) as { permission?: string }
    if (!permissions.some((each) => each === permission))
      throw new Error(`${String(method)} ${url} does not say who may use it`)
  })
}
