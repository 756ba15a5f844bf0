import type { NodeId } from './id.ts'

export type ErrorCode = 'invalid-input' | 'not-found' | 'ambiguous' | 'conflict' | 'tampered' | 'unavailable'

/** One of several things that a reference means: how to ask for that one alone, and its id. */
export type Candidate = { readonly reference: string; readonly id: NodeId }

type Details = { readonly field?: string; readonly candidates?: readonly Candidate[] }

/** What a caller can act on. `message` says which field or file is meant and what to do. */
export class PedigreeError extends Error {
  override readonly name = 'PedigreeError'
  readonly code: ErrorCode
  /** Where it is in what was given, as a JSON Pointer, if the message does not begin with that. */
  readonly field: string | undefined
  /** Of what is `ambiguous`, as far as somebody looked. */
  readonly candidates: readonly Candidate[] | undefined
  constructor(code: ErrorCode, message: string, { field, candidates, ...options }: ErrorOptions & Details = {}) {
    super(message, options)
    this.code = code
    this.field = field
    this.candidates = candidates
  }
}
