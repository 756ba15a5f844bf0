import type { Lineage, LineageEdge, LineageFacet, LineageMetric, LineageNode, LineageParameter } from './lineage.ts'

/** A run of a lineage with all that was recorded about it, or several that repeat one: the first of them speaks for all. */
export type Step = {
  readonly name: string
  readonly run: LineageNode
  readonly runs: readonly string[]
  /** Of those that repeat it the first in each other environment. */
  readonly elsewhere: readonly Step[]
  readonly used: readonly LineageEdge[]
  readonly generated: readonly LineageEdge[]
  readonly parameters: readonly LineageParameter[]
  readonly metrics: readonly LineageMetric[]
  readonly facets: readonly LineageFacet[]
}

/**
 * The steps of a lineage, the earliest first. Runs of one script with the same inputs, code and parameters are one step
 * unless they wrote different bytes to one path: who runs everything once more with the same bytes changes nothing, but
 * perhaps what it ran in.
 */
export function stepsOf({ nodes, edges, facts }: Lineage): Step[] {
  const from = Map.groupBy(edges, ({ source }) => source)
  const about = Map.groupBy(facts, ({ subject }) => subject)
  const steps = nodes
    // A run that is only named, as the maker of something beside the lineage, is no step of it.
    .filter(({ type, id }) => type === 'run' && (from.get(id)?.some(({ edge }) => edge === 'used') || about.has(id)))
    .sort((one, other) => (one.from ?? '').localeCompare(other.from ?? '') || (one.id < other.id ? -1 : 1))
    .map((run) => ({
      name: run.name ?? run.kind ?? run.id,
      run,
      runs: [run.id],
      elsewhere: [],
      used: (from.get(run.id) ?? []).filter(({ edge }) => edge === 'used'),
      generated: (from.get(run.id) ?? []).filter(({ edge }) => edge === 'generated'),
      parameters: (about.get(run.id) ?? []).filter((fact) => fact.type === 'parameter'),
      metrics: (about.get(run.id) ?? []).filter((fact) => fact.type === 'metric'),
      facets: (about.get(run.id) ?? []).filter((fact) => fact.type === 'facet'),
    }))
  return folded(steps)
}

function folded(steps: readonly Step[]): Step[] {
  const kept: Step[] = []
  const alike = new Map<string, number[]>()
  for (const step of steps) {
    const key = givenTo(step)
    const before = alike.get(key) ?? []
    const index = before.find((position) => !wroteOver(kept[position], step))
    const first = index === undefined ? undefined : kept[index]
    if (index === undefined || first === undefined) {
      alike.set(key, [...before, kept.length])
      kept.push(step)
      continue
    }
    // An answer shows only outputs that lead on, which may be others of each run.
    const generated = [...first.generated, ...step.generated]
    const isElsewhere = !inEnvironments(first).has(environmentOf(step))
    const elsewhere = isElsewhere ? [...first.elsewhere, step] : first.elsewhere
    kept[index] = { ...first, runs: [...first.runs, ...step.runs], generated, elsewhere }
  }
  return kept
}

/** All that a step was given, as text that is the same for the same. */
function givenTo(step: Step): string {
  const inputs = step.used.filter(isData).map((edge) => [pathOf(edge), edge.target])
  const parameters = step.parameters.map(({ name, value }) => [name, value])
  const sorted = [inputs, [...codeOf(step)], parameters].map((list) => list.map((item) => JSON.stringify(item)).sort())
  const read = [...codeOf(step).keys(), ...step.used.map(pathOf)]
  // `sed` and `sh` are the names of very different steps.
  return JSON.stringify([step.name, sorted, commandOf(step).filter((word) => !isNamed(word, read))])
}

/**
 * The words of a step's command, also those within one that a shell was given. None where they are not on record, or where
 * parameters tell them: those of a program whose arguments were seen.
 */
export function commandOf(step: Step): readonly string[] {
  const { argv } = facetOf(step, 'command')
  const isTold = step.parameters.some(({ from = '' }) => from === 'command line' || isOwnDefault.test(from))
  if (!Array.isArray(argv) || isTold) return []
  const [program = '', ...words] = argv.map(String)
  const name = program.slice(program.lastIndexOf('/') + 1).replace(/^(python|pypy)[\d.]*t?$/, '$1')
  return [name, ...words.flatMap((word) => word.split(/\s+/))].filter((word) => word !== '')
}

/** Whether a word of a command names one of these paths: below the project or whole, from another folder, or a folder of it. */
export function isNamed(word: string, paths: readonly string[]): boolean {
  const name = word.replace(/^\.\//, '')
  return paths.some(
    (path) => path === name || path.endsWith(`/${name}`) || name.endsWith(`/${path}`) || path.startsWith(`${name}/`),
  )
}

/** A default of the script itself: those of libraries come with a version. */
const isOwnDefault = /^default of \S+$/

/** A step's environment, as text that is the same for the same. */
export const environmentOf = (step: Step): string => JSON.stringify(facetOf(step, 'environment'))
export const inEnvironments = (step: Step): ReadonlySet<string> => new Set([step, ...step.elsewhere].map(environmentOf))

/** Whether two steps wrote different bytes to one path. */
export function wroteOver(one: Step | undefined, other: Step | undefined): boolean {
  const [before, after] = [dataOf(one, 'generated'), dataOf(other, 'generated')]
  return [...before].some(([path, { target }]) => after.has(path) && after.get(path)?.target !== target)
}

/** Code and configuration are compared elsewhere, by file and by value. */
export const isData = ({ role }: LineageEdge) => role !== 'code' && role !== 'configuration'

/** Content by the path at which a step met it. */
export function dataOf(step: Step | undefined, which: 'used' | 'generated'): Map<string, LineageEdge> {
  return new Map((step?.[which] ?? []).filter(isData).map((edge) => [pathOf(edge), edge]))
}

/** The path at which a step met what an edge leads to; where none is known, the content itself. */
export function pathOf({ selector, target }: LineageEdge): string {
  return typeof selector?.path === 'string' ? selector.path : target
}

/** The code files that a step read, with their digests. */
export function codeOf(step: Step | undefined): Map<string, string> {
  const files = (step?.used ?? [])
    .filter(({ role }) => role === 'code')
    .flatMap(({ selector }) => Object.entries((selector?.files ?? {}) as object))
  return new Map(files.map(([path, digest]) => [path, String(digest)]))
}

/** The body of a facet of a step, as an object. */
export function facetOf(step: Step | undefined, name: string): Record<string, unknown> {
  const body = step?.facets.find((facet) => facet.name === name)?.body
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

/** The names of two maps, each once, in order. */
export function keysOf(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort()
}
