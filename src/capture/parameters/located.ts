import { sha256Of } from '../../domain/digest.ts'
import { nameOfMember } from '../secrets/secret-name.ts'

/** A value of a configuration file with the lines (from 1) that its keys stand in. */
export type Located =
  | { readonly kind: 'mapping'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly items: readonly Located[] }
  | { readonly kind: 'value'; readonly value: unknown }

export type Member = { readonly key: string; readonly line: number; readonly value: Located }

/**
 * A file's values one by one: a dotted key, a value as plain JSON and the line of the key that it belongs to. `name` is the
 * key with what is said beside it of what the value is (`nameOfMember`).
 */
export type Leaf = { readonly key: string; readonly name: string; readonly value: unknown; readonly line: number }

/** How deep a file may be nested, which nothing written by hand is. */
export const depthMax = 64
const charactersMax = 4_000

/**
 * A list of plain values is one value, and so is an empty mapping; mappings, and lists with mappings in them, are gone
 * into (`callbacks.0.name`). A value of over 4,000 characters is told by its digest, which is enough to compare.
 */
export function leavesOf(root: Located): Leaf[] {
  const leaves: Leaf[] = []
  const visit = (located: Located, key: string, name: string, line: number): void => {
    if (located.kind === 'mapping' && (located.members.length > 0 || key === '')) {
      const said = located.members.map(({ key, value }) => [key, 'value' in value ? value.value : undefined] as const)
      for (const member of located.members)
        visit(
          member.value,
          key === '' ? member.key : `${key}.${member.key}`,
          nameOfMember(name, member.key, said),
          member.line,
        )
    } else if (located.kind === 'list' && located.items.some(hasMembers)) {
      for (const [index, item] of located.items.entries())
        visit(item, `${key}.${index}`, `${name}.${index}`, lineOf(item) ?? line)
    } else {
      leaves.push({ key, name, value: shortened(plainOf(located)), line })
    }
  }
  visit(root, '', '', 1)
  return leaves
}

export function plainOf(located: Located): unknown {
  switch (located.kind) {
    case 'mapping':
      return Object.fromEntries(located.members.map(({ key, value }) => [key, plainOf(value)]))
    case 'list':
      return located.items.map(plainOf)
    case 'value':
      return located.value
  }
}

/** A number as plain JSON: what JSON has no number for is written out (`Numeric` of the statements). */
export function plainNumber(value: number | bigint, source = String(value)): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : { number: String(value) }
  if (!Number.isFinite(value)) return { number: String(value) }
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? { number: source } : value
}

function hasMembers(located: Located): boolean {
  return located.kind === 'mapping' || (located.kind === 'list' && located.items.some(hasMembers))
}

function lineOf(located: Located): number | undefined {
  return located.kind === 'mapping' ? located.members[0]?.line : undefined
}

function shortened(value: unknown): unknown {
  const text = JSON.stringify(value)
  return text.length > charactersMax ? { digest: sha256Of(text), characters: text.length } : value
}
