import type { Lineage, LineageEdge, LineageFacet, LineageMetric, LineageNode, LineageParameter } from '../lineage.ts'

/** A run of a lineage with all that was recorded about it, or several that repeat one: the first of them speaks for all. */
export type Step = {
  readonly name: string
  /** Those under which it is told: its own, or of several steps that are compared as one those of all. */
  readonly names: readonly string[]
  /** Whether it is of several runs that are compared as one, though they were given other things. */
  readonly isGathered?: true
  readonly run: LineageNode
  readonly runs: readonly string[]
  readonly used: readonly LineageEdge[]
  readonly generated: readonly LineageEdge[]
  readonly parameters: readonly LineageParameter[]
  readonly metrics: readonly LineageMetric[]
  readonly facets: readonly LineageFacet[]
}

/** The runs of a lineage, each a step, the earliest first. */
export function stepsOf({ nodes, edges, facts }: Lineage): Step[] {
  const from = Map.groupBy(edges, ({ source }) => source)
  const about = Map.groupBy(facts, ({ subject }) => subject)
  return (
    nodes
      // A run that is only named, as the maker of something beside the lineage, is no step of it.
      .filter(({ type, id }) => type === 'run' && (from.get(id)?.some(({ edge }) => edge === 'used') || about.has(id)))
      .sort((one, other) => (one.from ?? '').localeCompare(other.from ?? '') || (one.id < other.id ? -1 : 1))
      .map((run) => ({ run, name: run.name ?? run.kind ?? run.id }))
      .map(({ run, name }) => ({
        name,
        names: [name],
        run,
        runs: [run.id],
        used: (from.get(run.id) ?? []).filter(({ edge }) => edge === 'used'),
        generated: (from.get(run.id) ?? []).filter(({ edge }) => edge === 'generated'),
        parameters: (about.get(run.id) ?? []).filter((fact) => fact.type === 'parameter'),
        metrics: (about.get(run.id) ?? []).filter((fact) => fact.type === 'metric'),
        facets: (about.get(run.id) ?? []).filter((fact) => fact.type === 'facet'),
      }))
  )
}

/**
 * Which step each becomes: runs of one script with the same inputs, code, parameters and environment are one, unless they
 * wrote different bytes to one path. Who runs everything once more with the same bytes changes nothing.
 */
export function foldedSteps(steps: readonly Step[]): Step[] {
  const kept: Step[] = []
  const places: number[] = []
  const alike = new Map<string, number[]>()
  for (const step of steps) {
    const key = givenTo(step)
    const before = alike.get(key) ?? []
    const index = before.find((position) => !wroteOver(kept[position], step))
    const first = index === undefined ? undefined : kept[index]
    if (index === undefined || first === undefined) {
      alike.set(key, [...before, kept.length])
      places.push(kept.length)
      kept.push(step)
      continue
    }
    // An answer shows only outputs that lead on, which may be others of each run.
    const generated = [...first.generated, ...step.generated]
    places.push(index)
    kept[index] = { ...first, runs: [...first.runs, ...step.runs], generated }
  }
  return steps.map((step, index) => kept[places[index] ?? 0] ?? step)
}

/** All that a step was given, as text that is the same for the same. */
function givenTo(step: Step): string {
  const inputs = step.used.filter(isData).map((edge) => [pathOf(edge), edge.target])
  const parameters = step.parameters.map(({ name, value }) => [name, value])
  const sorted = [inputs, [...codeOf(step)], parameters].map((list) => list.map((item) => JSON.stringify(item)).sort())
  const read = [...codeOf(step).keys(), ...step.used.map(pathOf)]
  // `sed` and `sh` are the names of very different steps.
  const command = commandOf(step).filter((word) => !isNamed(word, read))
  return JSON.stringify([step.name, sorted, command, facetOf(step, 'environment')])
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

/** Whether nobody saw what a step read: that something is not on record of it says nothing. */
export const isUnseen = (step: Step | undefined): boolean => facetOf(step, 'capture').grade === 'C'

/** Whether two steps wrote different bytes to one path. */
export function wroteOver(one: Step | undefined, other: Step | undefined): boolean {
  const [before, after] = [dataOf(one, 'generated'), dataOf(other, 'generated')]
  return [...before].some(([path, { target }]) => after.has(path) && after.get(path)?.target !== target)
}

/** Code and configuration are compared elsewhere, by file and by value. */
export const isData = (edge: LineageEdge) => edge.role !== 'code' && !isConfiguration(edge)

/** Whether a run took parameters from a file; what a run made is data of whoever reads it (`withSettingsMade`). */
export const isConfiguration = ({ role }: LineageEdge) => role === 'configuration'

/** The role of configuration that is data. */
export const madeConfiguration = 'made configuration'

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

/** Whether a code file is the script, or the module, that a step is named after. */
export const isNamedAfter = ({ name }: Pick<Step, 'name'>, path: string): boolean => {
  const module = name.replaceAll('.', '/')
  return [name, `${module}.py`, `${module}/__main__.py`].some((own) => `/${path}`.endsWith(`/${own}`))
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
