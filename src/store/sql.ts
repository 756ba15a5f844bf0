/** What can be bound. `undefined` is SQL's null; an array stands after `in`. */
export type Value = string | number | bigint | Uint8Array | undefined | readonly string[] | readonly number[]

/** A statement before an engine has seen it: `texts` has one more element than `values`. */
export type Sql = { readonly texts: readonly string[]; readonly values: readonly Value[] }

/**
 * SQL that both engines take, with its values apart. A `${fragment}` made by `sql` is spliced in, everything else is
 * bound, so no value ever becomes text. Arrays are written `in ${array}`.
 */
export function sql(texts: readonly string[], ...values: readonly (Value | Sql)[]): Sql {
  const flat = { texts: [texts[0] ?? ''], values: [] as Value[] }
  for (const [index, value] of values.entries()) {
    const after = texts[index + 1] ?? ''
    if (isSql(value)) append(flat, value, after)
    else {
      flat.values.push(value)
      flat.texts.push(after)
    }
  }
  return flat
}

function append(flat: { texts: string[]; values: Value[] }, fragment: Sql, after: string): void {
  const [first = '', ...rest] = fragment.texts
  flat.texts.push(`${flat.texts.pop() ?? ''}${first}`, ...rest)
  flat.values.push(...fragment.values)
  flat.texts.push(`${flat.texts.pop() ?? ''}${after}`)
}

const isSql = (value: Value | Sql): value is Sql =>
  typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value) && 'texts' in value
