const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const hexadecimal = /^[0-9a-f]+$/i
// Of MD5 and of a run's id, and of a commit: what lineage is full of.
const readableHexLengths = [32, 40]

/**
 * Whether a word of 32 or more characters (letters, digits, `+ / _ - =`) was drawn at random rather than written: a key,
 * not a name. Hexadecimal digits are random unless there are 32 or 40 of them. Otherwise what counts is how often a
 * letter of the other case or a digit follows: in 65 of 100 places of random Base64, in 25 of `DistilBertForMasking`.
 * Parts of a name under 7 characters (`bs256_lr3e4_seed42`) and UUIDs do not count, and a path is random only where both
 * cases and digits are in it.
 */
export function isRandomWord(word: string): boolean {
  if (word.length < 32) return false
  if (hexadecimal.test(word)) {
    return !readableHexLengths.includes(word.length) && /[a-f]/i.test(word) && new Set(word).size > 6
  }
  const parts = word
    .replaceAll(uuid, '-')
    .split(/[^A-Za-z\d]+/)
    .filter((part) => part.length > 6 && !isReadableHex(part))
  const text = parts.join('-')
  if (text.length < 14) return false
  if (word.includes('/') && !(/[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text))) return false

  const pairs = text.length - 2 * parts.length + 1
  const toDigits = count(text, /[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)
  const changes = toDigits + count(text, /[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)
  return changes > 0.35 * pairs || toDigits > 5
}

function isReadableHex(part: string): boolean {
  return hexadecimal.test(part) && readableHexLengths.includes(part.length)
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0
}
