import { type ErrorCode, PedigreeError } from '../domain/error.ts'

/** RFC 9457, with our own code, the field that is meant (a JSON Pointer) and what to do. */
export type Problem = {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly field?: string
}

/** An answer that is no answer: what is wrong, for who asked. `retryAfter` in seconds. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly retryAfter: number | undefined
  constructor(
    status: number,
    code: string,
    detail: string,
    { field, retryAfter }: { field?: string; retryAfter?: number } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.field = field
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
  if (error instanceof Refused) return said(error.status, error.code, error.message, error.field, error.retryAfter)
  if (error instanceof PedigreeError) {
    const [, field] = /^(\/\S*) /.exec(error.message) ?? []
    const status = statusOf[error.code]
    return said(status, error.code, error.message, field, status === 503 ? 1 : undefined)
  }
  const status = Number((error as { statusCode?: unknown } | null)?.statusCode)
  // What Fastify refuses itself, before any route.
  if (status >= 400 && status < 500) return said(status, 'invalid-input', (error as Error).message)
  return said(500, 'defect', 'This is a defect in Pedigree; the server has the details.')
}

function said(status: number, code: string, detail: string, field?: string, retryAfter?: number) {
  const title = titles[status] ?? 'Error'
  const problem: Problem = {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    ...(field === undefined ? {} : { field }),
  }
  return { problem, retryAfter }
}
