export type ErrorCode = 'invalid-input' | 'not-found' | 'ambiguous' | 'conflict' | 'tampered' | 'unavailable'

/** What a caller can act on. `message` says which field or file is meant and what to do. */
export class PedigreeError extends Error {
  override readonly name = 'PedigreeError'
  readonly code: ErrorCode
  /** Where it is in what was given, as a JSON Pointer, if the message does not begin with that. */
  readonly field: string | undefined
  constructor(
    code: ErrorCode,
    message: string,
    { field, ...options }: ErrorOptions & { readonly field?: string } = {},
  ) {
    super(message, options)
    this.code = code
    this.field = field
  }
}
