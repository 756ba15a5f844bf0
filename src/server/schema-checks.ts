import { Ajv, type AnySchema, type ValidateFunction } from 'ajv'

/**
 * Checks of requests as they are sent: nothing is turned into another type, and an unknown name is refused, not dropped.
 * Each is compiled when the first request of its kind arrives: a server that starts would spend half its time on checks
 * that nobody may ever ask for.
 */
export function schemaChecks(): (part: { readonly schema: AnySchema }) => ValidateFunction {
  // Our schemas are TypeBox's, which are right by construction.
  const ajv = new Ajv({ allErrors: false, validateSchema: false })
  return ({ schema }) => {
    let compiled: ValidateFunction | undefined
    const check = (value: unknown): boolean => {
      compiled ??= ajv.compile(schema)
      const isRight = compiled(value)
      // Where Fastify looks for what is wrong.
      Object.assign(check, { errors: compiled.errors })
      return isRight
    }
    return check as ValidateFunction
  }
}
