import { createRequire } from 'node:module'
import { digestOfLines, filesOfLines } from './digest.ts'
import { PedigreeError } from './error.ts'
import { moduleBeside } from './module-beside.ts'
import type { Statement } from './statement.ts'
import { checks } from './statement-checks.ts'
import type { SchemaName, StatementProblem } from './statement-problem.ts'

/**
 * Checks one statement against the schema that its `type` (and `node`) selects, so that an error names the field and
 * not every branch of the union.
 * @param where JSON Pointer of the statement in its request, for the message.
 * @throws PedigreeError `invalid-input` naming the field and what it must be.
 */
export function parseStatement(value: unknown, where: string): Statement {
  const schema = schemaOf(value, where)
  if (!checks[schema](value)) {
    const { field, reason } = problemOf(schema, value)
    throw refusal(where + field, reason)
  }
  const statement = value as Statement
  checkColumns(statement, where)
  checkTimes(statement, where)
  checkListing(statement, where)
  return statement
}

function schemaOf(value: unknown, where: string): SchemaName {
  if (typeof value !== 'object' || value === null) throw refusal(where, 'must be an object with a `type`')
  const { type, node } = value as { type?: unknown; node?: unknown }
  switch (type) {
    case 'node':
      switch (node) {
        case 'run':
          return 'RunNode'
        case 'artifact':
          return 'ArtifactNode'
        case 'agent':
          return 'AgentNode'
        case 'asset':
          return 'AssetNode'
      }
      throw refusal(`${where}/node`, 'must be run, artifact, agent or asset')
    case 'edge':
      return 'EdgeStatement'
    case 'parameters':
      return 'ParametersStatement'
    case 'metrics':
      return 'MetricsStatement'
    case 'facet':
      return 'FacetStatement'
    case 'listing':
      return 'ListingStatement'
    case 'retraction':
      return 'RetractionStatement'
  }
  throw refusal(`${where}/type`, 'must be node, edge, parameters, metrics, facet, listing or retraction')
}

/** Loaded at need: what says what is wrong takes longer to load than a short run takes, and nearly nothing is wrong. */
function problemOf(schema: SchemaName, value: unknown): StatementProblem {
  const load = createRequire(import.meta.url)
  return load(moduleBeside(import.meta, 'statement-problem')).statementProblem(schema, value)
}

/** What a JSON Schema cannot say: the columns of a metric have one length. */
function checkColumns(statement: Statement, where: string): void {
  if (statement.type !== 'metrics') return
  for (const [index, { steps, times, values }] of statement.series.entries()) {
    if (steps.length !== values.length || times.length !== values.length) {
      throw refusal(`${where}/series/${index}`, 'must have as many steps and times as values')
    }
  }
}

/**
 * Nor that a day exists: 30 February has the form of a time, and would silently be read as 2 March. Nor that what lasted
 * ended no sooner than it began.
 */
function checkTimes(statement: Statement, where: string): void {
  const { at, from, until } = statement as { at?: string; from?: string; until?: string }
  for (const [field, time] of Object.entries({ at, from, until })) {
    if (time !== undefined && !isRealInstant(time))
      throw refusal(`${where}/${field}`, `is no day of the calendar (${time})`)
  }
  if (from !== undefined && until !== undefined && until < from)
    throw refusal(`${where}/until`, `is before /from, which is ${from}`)
  if (statement.type !== 'metrics') return
  for (const [index, { times }] of statement.series.entries()) {
    const wrong = times.findIndex((time) => !isRealInstant(time))
    if (wrong >= 0)
      throw refusal(`${where}/series/${index}/times/${wrong}`, `is no day of the calendar (${times[wrong]})`)
  }
}

/** Nor that lines make the digest that they are said to make. Of parts it is only known once all are there. */
function checkListing(statement: Statement, where: string): void {
  if (statement.type !== 'listing') return
  const { of, lines, part = 0, parts = 1 } = statement
  if (part >= parts) throw refusal(`${where}/part`, `must be below /parts, which is ${parts}`)
  const files = filesOfLines(lines)
  if (typeof files === 'number') throw refusal(`${where}/lines`, `has no \`<sha256> <bytes> <path>\` in line ${files}`)
  if (parts === 1 && digestOfLines(lines) !== of)
    throw refusal(`${where}/of`, `is not the digest of /lines, which is ${digestOfLines(lines)}`)
}

const isRealInstant = (time: string): boolean => {
  const ms = Date.parse(time)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === time
}

const refusal = (where: string, message: string) =>
  new PedigreeError('invalid-input', `${where === '' ? 'statement' : where} ${message}`)
