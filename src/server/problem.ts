import type { FastifyError } from 'fastify'
import Type, { type Static } from 'typebox'
import { type Candidate, type ErrorCode, PedigreeError } from '../domain/error.ts'
import { NodeId } from '../domain/schema.ts'

/** RFC 9457, with our own code, the field that is meant and what to do. */
export const Problem = Type.Object({
  type: Type.Literal('about:blank'),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String({ description: 'what is wrong, for programs: `invalid-input`, `not-found`, `conflict`, …' }),
  detail: Type.String({ description: 'what is wrong, for people' }),
  field: Type.Optional(
    Type.String({ description: 'where: a JSON Pointer into the body, or `/` and the name in the query' }),
  ),
  hint: Type.Optional(Type.String({ description: 'what to do' })),
  candidates: Type.Optional(
    Type.Array(Type.Object({ reference: Type.String(), id: NodeId }), {
      description: 'what an `ambiguous` reference means: how to ask for each alone, and its id',
    }),
  ),
})
export type Problem = Static<typeof Problem>

/** An answer that is no answer: what is wrong, for who asked. `retryAfter` in seconds. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly hint: string | undefined
  readonly retryAfter: number | undefined
  constructor(
    status: number,
    code: string,
    detail: string,
    { field, hint, retryAfter }: { field?: string; hint?: string; retryAfter?: number } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.field = field
    this.hint = hint
    this.retryAfter = retryAfter
  }
}

const statusOf: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  'not-found': 404,
  ambiguous: 409,
  conflict: 409,
  unavailable: 503,
  tampered: 503,
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** What an error says to the other side. What nobody foresaw tells nothing of itself. */
export function problemOf(error: unknown): { problem: Problem; retryAfter: number | undefined } {
  if (error instanceof Refused) {
    const { status, code, message, field, hint, retryAfter } = error
    return { problem: said(status, code, message, { field, hint }), retryAfter }
  }
  if (error instanceof PedigreeError) {
    const status = statusOf[error.code]
    const { detail, field = error.field } = fieldIn(error.message)
    return {
      problem: said(status, error.code, detail, { field, candidates: error.candidates }),
      retryAfter: status === 503 ? 1 : undefined,
    }
  }
  const { statusCode, validation, message } = (error ?? {}) as Partial<FastifyError>
  // What a schema refuses, and what Fastify refuses itself, before any route.
  if (validation !== undefined) return { problem: problemOfSchema(error as FastifyError), retryAfter: undefined }
  const isAsked = statusCode !== undefined && statusCode >= 400 && statusCode < 500
  const problem = isAsked
    ? said(statusCode, 'invalid-input', message ?? '', { field: statusCode === 415 ? '' : undefined })
    : said(500, 'defect', 'This is a defect in Pedigree; the server has the details.')
  return { problem, retryAfter: undefined }
}

/**
 * What a message is about, as whoever asks over HTTP wrote it: a pointer into the body, or the name of a field, which is an
 * option on a command line.
 */
function fieldIn(message: string): { detail: string; field?: string } {
  const [, pointer] = /^(\/\S*) /.exec(message) ?? []
  if (pointer !== undefined) return { detail: message, field: pointer }
  const [, option] = /^--([a-z-]+)\b/.exec(message) ?? []
  return option === undefined ? { detail: message } : { detail: message.slice(2), field: `/${option}` }
}

/** With the field that it is about. */
function problemOfSchema({ validation = [], validationContext }: FastifyError): Problem {
  const [first] = validation
  const { additionalProperty, missingProperty } = (first?.params ?? {}) as Readonly<Record<string, string | undefined>>
  const inside = additionalProperty ?? missingProperty
  const field = `${first?.instancePath ?? ''}${inside === undefined ? '' : `/${inside}`}`
  const where = validationContext === 'querystring' ? 'the query' : `the ${validationContext ?? 'request'}`
  const detail = `${where}: ${field || 'it'} ${first?.message ?? 'is not valid'}`
  return said(400, 'invalid-input', detail, {
    field,
    hint:
      additionalProperty === undefined
        ? undefined
        : 'leave it out; /pedigree/v1/openapi.json has the fields that there are',
  })
}

type Told = {
  readonly field?: string | undefined
  readonly hint?: string | undefined
  readonly candidates?: readonly Candidate[] | undefined
}

function said(status: number, code: string, detail: string, { field, hint, candidates }: Told = {}): Problem {
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code,
    detail,
    ...(field === undefined ? {} : { field }),
    ...(hint === undefined ? {} : { hint }),
    ...(candidates === undefined ? {} : { candidates: [...candidates] }),
  }
}
