const depthMax = 32

/**
 * Plain data as any record can hold it, whatever a program put into its parameters: no NUL and no half of a surrogate pair
 * in a text, no member without a name, no number that JSON lacks, nothing nested over 32 deep.
 */
export function recordable(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return recordableText(value)
    case 'number':
      return Number.isFinite(value) ? value : { number: String(value) }
    case 'bigint':
      return { number: String(value) }
    case 'boolean':
    case 'undefined':
      return value
    case 'object':
      if (value === null) return value
      if (depth >= depthMax) return '…'
      if (Array.isArray(value)) return value.map((item) => recordable(item ?? null, depth + 1))
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          recordableText(name) || '(empty)',
          recordable(member, depth + 1),
        ]),
      )
    case 'function':
    case 'symbol':
      return String(value)
  }
}

export function recordableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u2400')
}
