import { type ErrorCode, PedigreeError } from '../domain/error.ts'
import { harmless } from '../domain/visible-text.ts'

/** Exit codes, by what the caller can do about it. 1 is a defect of ours. */
export const exitCodes: Record<ErrorCode, number> = {
  'invalid-input': 2,
  tampered: 3,
  'not-found': 4,
  ambiguous: 4,
  conflict: 5,
  unavailable: 6,
}

/**
 * Says what went wrong in one line on standard error and sets the exit code.
 * @param isJson whether a program asked: it gets `{"error":{"code","message"}}` in that line, with the `candidates` of what is ambiguous.
 */
export function fail(error: unknown, isJson: boolean): void {
  if (isJson) {
    const { code, message, candidates } =
      error instanceof PedigreeError ? error : { code: 'defect', message: String(error), candidates: undefined }
    console.error(JSON.stringify({ error: { code, message, candidates } }))
    process.exitCode = error instanceof PedigreeError ? exitCodes[error.code] : 1
    return
  }
  if (error instanceof PedigreeError) {
    // A message may quote what was typed or recorded, escapes and all.
    console.error(`pedigree: ${harmless(error.message)}`)
    process.exitCode = exitCodes[error.code]
    return
  }
  console.error(error)
  console.error('pedigree: this is a defect in Pedigree; please report it with the lines above.')
  process.exitCode = 1
}
