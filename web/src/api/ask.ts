import type { Candidate } from '../../../src/domain/error.ts'

/** What the server refuses, in its own words (RFC 9457). */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  /** What of the question it is about, as a JSON Pointer. */
  readonly field: string | undefined
  /** What an ambiguous reference means. */
  readonly candidates: readonly Candidate[]
  constructor(status: number, detail: string, field?: string, candidates: readonly Candidate[] = []) {
    super(detail)
    this.status = status
    this.field = field
    this.candidates = candidates
  }
}

type Asked = { readonly method?: 'GET' | 'POST' | 'DELETE'; readonly body?: unknown; readonly signal?: AbortSignal }

/** One request to the API of the server that this page comes from. @throws Refusal */
export async function ask<Answer>(path: string, { method = 'GET', body, signal }: Asked = {}): Promise<Answer> {
  const asked = fetch(`/pedigree/v1/${path}`, {
    method,
    credentials: 'same-origin',
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const response = await asked.catch((error: unknown) => {
    // The browser's words for it are other ones in each browser, and name nothing.
    throw signal?.aborted === true ? error : new Error('The server does not answer.', { cause: error })
  })
  if (response.status === 204) return undefined as Answer
  const answer = await response.json().catch(() => undefined)
  if (!response.ok) {
    const detail = answer?.detail ?? `The server answered ${response.status}.`
    throw new Refusal(response.status, detail, answer?.field, answer?.candidates)
  }
  return answer as Answer
}
