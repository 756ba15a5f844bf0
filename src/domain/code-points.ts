/** How many characters a text has, as JSON Schema counts them: a pair of surrogates is one. */
export function codePointCount(text: string): number {
  let count = text.length
  for (const _ of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) count -= 1
  return count
}
