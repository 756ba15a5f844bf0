import type { Located, Member } from './located.ts'

type Section = { readonly key: string; readonly line: number; readonly members: Map<string, Member> }

/**
 * An INI file as Python's configparser takes it: sections, `key = value` or `key: value`, comments on lines of their own,
 * values that go on in indented lines. Numbers and booleans, which the file cannot tell from text, are taken for such.
 * A section that comes again (as layers of a network do) is `name#2`.
 * @throws SyntaxError with the line that is none of this.
 */
export function locatedIni(text: string): Located {
  const sections: Section[] = [{ key: '', line: 1, members: new Map() }]
  const counts = new Map<string, number>()
  let last: { readonly key: string; readonly line: number; text: string } | undefined
  const end = () => {
    const value = typed(last?.text ?? '')
    if (last !== undefined) sections.at(-1)?.members.set(last.key, { ...last, value: { kind: 'value', value } })
    last = undefined
  }
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:[#;].*)?$/.test(line)) continue
    if (/^\s/.test(line) && last !== undefined) {
      last.text += `\n${line.trim()}`
      continue
    }
    end()
    const [, name] = /^\s*\[([^\]]+)\]/.exec(line) ?? []
    if (name !== undefined) {
      const count = (counts.get(name.trim()) ?? 0) + 1
      counts.set(name.trim(), count)
      sections.push({ key: count === 1 ? name.trim() : `${name.trim()}#${count}`, line: index + 1, members: new Map() })
      continue
    }
    const [, key, value] = /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (key === undefined || value === undefined)
      throw new SyntaxError(`line ${index + 1}: this is no key with a value`)
    last = { key, line: index + 1, text: value }
  }
  end()
  const [outside, ...inside] = sections.map(({ members }) => [...members.values()])
  const named = inside.map((members, index) => {
    const { key = '', line = 1 } = sections[index + 1] ?? {}
    return { key, line, value: { kind: 'mapping', members } as const }
  })
  return { kind: 'mapping', members: [...(outside ?? []), ...named] }
}

/** The number or boolean that a text means where a file cannot tell them from texts. */
export function typed(text: string): unknown {
  // A number with zeros before it is a name made of digits.
  if (/^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))) {
    return Number.isSafeInteger(Number(text)) || /[.eE]/.test(text) ? Number(text) : { number: text.replace('+', '') }
  }
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return text
}
