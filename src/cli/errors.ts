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

/** Says what went wrong in one line on standard error and sets the exit code. */
export function fail(error: unknown): void {
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
