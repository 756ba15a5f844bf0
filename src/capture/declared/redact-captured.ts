import type { Captured } from '../captured.ts'
import { redactedText } from '../secrets/secrets.ts'

/**
 * Takes out of what was captured what the user said must not be stored: each text that a pattern finds, and the value of
 * each parameter whose whole name it finds. Paths and digests of files stay, since they are what a record is about.
 */
export function redactCaptured(captured: Captured, patterns: readonly RegExp[]): Captured {
  if (patterns.length === 0) return captured
  const clean = <Value>(value: Value): Value => redactIn(value, patterns) as Value
  const { learned } = captured
  return {
    ...captured,
    command: clean(captured.command),
    declared: { ...captured.declared, param: redactedPairs(captured.declared.param, patterns) },
    learned: {
      ...clean({ ...learned, parameters: undefined }),
      parameters: redactedPairs(learned.parameters, patterns),
    },
    environment: clean(captured.environment),
    continuousIntegration: clean(captured.continuousIntegration),
    lockFiles: clean(captured.lockFiles),
    determinism: clean(captured.determinism),
    remote: clean(captured.remote),
    blind: clean(captured.blind),
  }
}

function redactedPairs<Item extends { readonly value: unknown }>(
  pairs: ReadonlyMap<string, Item>,
  patterns: readonly RegExp[],
): Map<string, Item> {
  return new Map(
    [...pairs].map(([name, item]) =>
      // A pattern for a whole name is about what it names.
      isNamed(name, patterns)
        ? [name, { ...item, value: redactedText }]
        : [redactPatterns(name, patterns), redactIn(item, patterns) as Item],
    ),
  )
}

/** The text without what the patterns find in it. */
export function redactPatterns(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((rest, pattern) => rest.replace(pattern, (found) => (found === '' ? '' : redactedText)), text)
}

function redactIn(value: unknown, patterns: readonly RegExp[]): unknown {
  if (typeof value === 'string') return redactPatterns(value, patterns)
  if (Array.isArray(value)) return value.map((item) => redactIn(item, patterns))
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, redactIn(item, patterns)]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactIn(item, patterns)]))
}

/** A variable of the environment is meant by its own name, too. */
const isNamed = (name: string, patterns: readonly RegExp[]): boolean =>
  [name, name.replace(/^env\./, '')].some((called) =>
    patterns.some((pattern) => [...called.matchAll(pattern)].some(([found]) => found === called)),
  )
