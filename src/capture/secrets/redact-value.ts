import { redactTextOrCommand } from './redact-arguments.ts'
import { secrecyOf } from './secret-name.ts'
import { hides, type Redacted, redactedText } from './secrets.ts'

/**
 * Plain JSON without its secrets, by the names of its members and by what its texts look like. `name` is what the value
 * itself goes by, dotted where it lies deeper (`db.password`); under a name that means a secret every text and number
 * goes.
 */
export function redactValue(name: string, value: unknown): Redacted<unknown> {
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(name, item))
    return { value: items.map((item) => item.value), count: total(items) }
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) => [key, redactValue(name === '' ? key : `${name}.${key}`, member)] as const,
    )
    const count = total(members.map(([, member]) => member))
    return { value: Object.fromEntries(members.map(([key, member]) => [key, member.value])), count }
  }
  if (typeof value === 'boolean' || value === null || value === undefined) return { value, count: 0 }
  if (hides(secrecyOf(name), String(value))) return { value: redactedText, count: 1 }
  return typeof value === 'string' ? redactTextOrCommand(value, name) : { value, count: 0 }
}

function total(parts: readonly Redacted<unknown>[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0)
}
