/** A name as search compares it: compatibility forms and marks folded away, lower case. `Café` and `CAFE\u0301` are one. */
export function searchable(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
