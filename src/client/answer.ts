import { type Candidate, type ErrorCode, PedigreeError } from '../domain/error.ts'
import type { Received } from './exchange.ts'

/** Error codes that a server passes on as they are. Whatever else it says, nobody but its own people can act on. */
const passedOn: readonly ErrorCode[] = [
  'invalid-input',
  'not-found',
  'ambiguous',
  'conflict',
  'unavailable',
  'tampered',
]

type Problem = {
  readonly code?: unknown
  readonly detail?: unknown
  readonly field?: unknown
  readonly candidates?: unknown
}

/**
 * What went wrong, as a record on this machine would say it. What has to do with the server and not with what was asked
 * is `unavailable`, so that a run waits for it to be mended.
 * @param tokenHint where a token for this server is looked for.
 */
export function errorIn({ status, headers, bytes }: Received, origin: string, tokenHint: string): PedigreeError {
  const { code, detail, field, candidates } = problemIn(headers['content-type'], bytes)
  if (detail === undefined) {
    const what =
      status >= 300 && status < 400
        ? `redirects to ${String(headers.location ?? 'another address').slice(0, 200)}, which is not followed; name the server's own address`
        : `answers with status ${status}, as no Pedigree server does`
    return new PedigreeError('unavailable', `${origin} ${what}`)
  }
  const known = passedOn.find((each) => each === code)
  // A field of a query is an option here.
  if (known !== undefined)
    return new PedigreeError(
      known,
      field === `/${/^[a-z-]+/.exec(detail)?.[0]}` ? `--${detail}` : detail,
      isCandidates(candidates) ? { candidates } : {},
    )
  const hint = status === 401 ? `. ${tokenHint}` : ''
  return new PedigreeError('unavailable', `${origin} refuses: ${detail}${hint}`)
}

const isCandidates = (value: unknown): value is readonly Candidate[] =>
  Array.isArray(value) && value.every((each) => typeof each?.reference === 'string' && typeof each.id === 'string')

function problemIn(type: string | undefined, bytes: Buffer): Problem & { detail: string | undefined } {
  if (type?.startsWith('application/problem+json') !== true) return { detail: undefined }
  try {
    const { code, detail, field, candidates } = JSON.parse(bytes.toString()) as Problem
    return { code, field, candidates, detail: typeof detail === 'string' ? detail : undefined }
  } catch {
    return { detail: undefined }
  }
}
