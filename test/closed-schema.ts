import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** A schema, or a part of one. */
export type Schema = { readonly [key: string]: unknown }

const ajv = new Ajv2020({ allErrors: true })

/** What is wrong with a value by a schema, a sentence each; also that it has a field which the schema does not name. */
export function faultsBy(schema: Schema): (value: unknown) => string[] {
  const check: ValidateFunction = ajv.compile(closed(schema) as Schema)
  return (value) => {
    check(value)
    return (check.errors ?? []).map(({ instancePath, message, params }) => {
      const { additionalProperty = '' } = params as { additionalProperty?: string }
      return `${instancePath} ${message} ${additionalProperty}`.trim()
    })
  }
}

/** Published schemas let later versions add fields; ours must name every field that there is now. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed)
  if (!isSchema(part)) return part
  const inside = mapped(part, (value, key) =>
    key === 'properties' && isSchema(value) ? mapped(value, closed) : closed(value),
  )
  return isSchema(part.properties) ? { additionalProperties: false, ...inside } : inside
}

/** Where a schema lets anything be: the names of those fields, `''` for the whole. */
export function openIn(part: unknown, name = ''): string[] {
  if (!isSchema(part)) return []
  const { properties, items, anyOf, additionalProperties = {} } = part
  if (isSchema(properties)) return Object.entries(properties).flatMap(([key, value]) => openIn(value, key))
  if (items !== undefined) return openIn(items, name)
  if (Array.isArray(anyOf)) return anyOf.flatMap((value) => openIn(value, name))
  if (part.type === 'object') return openIn(additionalProperties, name)
  return ['type', 'enum', 'const'].some((key) => key in part) ? [] : [name]
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mapped = (part: Schema, change: (value: unknown, key: string) => unknown): Schema =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [key, change(value, key)]))
