import type { Statement } from '../../domain/statement.ts'
import { statementBytesMax, statementsMax } from '../../domain/vocabulary.ts'

/** Room for producer, agent and the like. */
const envelopeBytes = 64 * 1024

/**
 * Statements in as few requests as their limits allow, in order: a run with many files is several requests, of which the
 * last one has the last statement. One that is over the limit alone gets a request alone.
 */
export function inRequests(statements: readonly Statement[]): Statement[][] {
  const parts: Statement[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const statement of statements) {
    const length = Buffer.byteLength(JSON.stringify(statement)) + 1
    const part = parts.at(-1)
    if (part === undefined || part.length >= statementsMax || bytes + length > statementBytesMax - envelopeBytes) {
      parts.push([statement])
      bytes = length
    } else {
      part.push(statement)
      bytes += length
    }
  }
  return parts
}
