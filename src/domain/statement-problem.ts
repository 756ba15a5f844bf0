import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import {
  AgentNode,
  ArtifactNode,
  AssetNode,
  EdgeStatement,
  FacetStatement,
  ListingStatement,
  MetricsStatement,
  ParametersStatement,
  RetractionStatement,
  RunNode,
} from './statement.ts'

const schemas = {
  AgentNode,
  ArtifactNode,
  AssetNode,
  EdgeStatement,
  FacetStatement,
  ListingStatement,
  MetricsStatement,
  ParametersStatement,
  RetractionStatement,
  RunNode,
} as const satisfies Readonly<Record<string, TSchema>>

/** The schema of a statement by its name in `statement.ts`. */
export type SchemaName = keyof typeof schemas

/** Where a statement is not as its schema says (a JSON Pointer), and what it must be there. */
export type StatementProblem = { readonly field: string; readonly reason: string }

/** The first problem of a value that fails its check. */
export function statementProblem(schema: SchemaName, value: unknown): StatementProblem {
  const [error] = Compile(schemas[schema]).Errors(value)
  return error === undefined
    ? { field: '', reason: 'is not valid' }
    : { field: error.instancePath, reason: reasonOf(error) }
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
