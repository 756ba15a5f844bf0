export type ErrorCode = 'invalid-input' | 'not-found' | 'ambiguous' | 'conflict' | 'tampered' | 'unavailable'

/** What a caller can act on. `message` says which field or file is meant and what to do. */
export class PedigreeError extends Error {
  override readonly name = 'PedigreeError'
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
