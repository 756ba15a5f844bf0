/** A few names that a mistyped one may have meant: it is part of them, or a third of it edited; nearest first. */
export function nearestNames(wanted: string, names: readonly string[], few = 3): string[] {
  const most = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3))
  return names
    .filter((name) => name.includes(wanted) || Math.abs(name.length - wanted.length) <= most)
    .map((name) => ({
      name,
      edits: name.includes(wanted) ? 1 : editsBetween(wanted.toLowerCase(), name.toLowerCase()),
    }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
    .slice(0, few)
    .map(({ name }) => name)
}

/** Levenshtein's distance: the fewest characters put in, taken out or changed. Time is the product of both lengths. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1])
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
