import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { PedigreeError } from './error.ts'
import type { Statement } from './statement.ts'
import * as schemas from './statement.ts'

const compiled = new Map<TSchema, Validator>()

/**
 * Checks one statement against the schema that its `type` (and `node`) selects, so that an error names the field and
 * not every branch of the union.
 * @param where JSON Pointer of the statement in its request, for the message.
 * @throws PedigreeError `invalid-input` naming the field and what it must be.
 */
export function parseStatement(value: unknown, where: string): Statement {
  const schema = schemaOf(value, where)
  let validator = compiled.get(schema)
  if (validator === undefined) {
    validator = Compile(schema)
    compiled.set(schema, validator)
  }
  if (!validator.Check(value)) {
    const [error] = validator.Errors(value)
    throw refusal(`${where}${error?.instancePath ?? ''}`, error === undefined ? 'is not valid' : reasonOf(error))
  }
  const statement = value as Statement
  checkColumns(statement, where)
  checkTimes(statement, where)
  return statement
}

function schemaOf(value: unknown, where: string): TSchema {
  if (typeof value !== 'object' || value === null) throw refusal(where, 'must be an object with a `type`')
  const { type, node } = value as { type?: unknown; node?: unknown }
  switch (type) {
    case 'node':
      switch (node) {
        case 'run':
          return schemas.RunNode
        case 'artifact':
          return schemas.ArtifactNode
        case 'agent':
          return schemas.AgentNode
        case 'asset':
          return schemas.AssetNode
      }
      throw refusal(`${where}/node`, 'must be run, artifact, agent or asset')
    case 'edge':
      return schemas.EdgeStatement
    case 'parameters':
      return schemas.ParametersStatement
    case 'metrics':
      return schemas.MetricsStatement
    case 'facet':
      return schemas.FacetStatement
    case 'retraction':
      return schemas.RetractionStatement
  }
  throw refusal(`${where}/type`, 'must be node, edge, parameters, metrics, facet or retraction')
}

function reasonOf(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`
    case 'required':
      return `must have ${error.params.requiredProperties.map((name) => `\`${name}\``).join(', ')}`
    case 'boolean':
    case 'additionalProperties':
      return 'is not a field of this statement'
    case 'pattern':
      return `must match ${error.params.pattern}`
    default:
      return error.message
  }
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

/** Nor that a day exists: 30 February has the form of a time, and would silently be read as 2 March. */
function checkTimes(statement: Statement, where: string): void {
  const { at, from, until } = statement as { at?: string; from?: string; until?: string }
  for (const [field, time] of Object.entries({ at, from, until })) {
    if (time !== undefined && !isRealInstant(time))
      throw refusal(`${where}/${field}`, `is no day of the calendar (${time})`)
  }
  if (statement.type !== 'metrics') return
  for (const [index, { times }] of statement.series.entries()) {
    const wrong = times.findIndex((time) => !isRealInstant(time))
    if (wrong >= 0)
      throw refusal(`${where}/series/${index}/times/${wrong}`, `is no day of the calendar (${times[wrong]})`)
  }
}

const isRealInstant = (time: string): boolean => {
  const ms = Date.parse(time)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === time
}

const refusal = (where: string, message: string) =>
  new PedigreeError('invalid-input', `${where === '' ? 'statement' : where} ${message}`)
