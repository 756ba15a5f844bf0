import { isCommandLine, redactArguments, redactTextOrCommand } from './redact-arguments.ts'
import { nameOfMember, secrecyOf } from './secret-name.ts'
import { hides, type Redacted, redactedText } from './secrets.ts'

/**
 * Plain JSON without its secrets, by the names of its members and by what its texts look like. `name` is what the value
 * itself goes by, dotted where it lies deeper (`db.password`); under a name that means a secret every text and number
 * goes.
 */
export function redactValue(name: string, value: unknown): Redacted<unknown> {
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(name, item))
    const words = redactWords(items.map((item) => item.value))
    return { value: words.value, count: total(items) + words.count }
  }
  if (typeof value === 'object' && value !== null) {
    const all = Object.entries(value)
    const members = all.map(([key, member]) => [key, redactValue(nameOfMember(name, key, all), member)] as const)
    const count = total(members.map(([, member]) => member))
    return { value: Object.fromEntries(members.map(([key, member]) => [key, member.value])), count }
  }
  if (typeof value === 'boolean' || value === null || value === undefined) return { value, count: 0 }
  if (hides(secrecyOf(name), String(value))) return { value: redactedText, count: 1 }
  return typeof value === 'string' ? redactTextOrCommand(value, name) : { value, count: 0 }
}

/** `["--password", "x"]`: a secret whose name is the word before it. What is no text or number parts the words. */
function redactWords(items: readonly unknown[]): Redacted<readonly unknown[]> {
  const words = items.map((item) => (['string', 'number'].includes(typeof item) ? String(item) : ''))
  if (!isCommandLine(words)) return { value: items, count: 0 }
  const { value, count } = redactArguments(words)
  return { value: items.map((item, at) => (value[at] === words[at] ? item : value[at])), count }
}

function total(parts: readonly Redacted<unknown>[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0)
}
