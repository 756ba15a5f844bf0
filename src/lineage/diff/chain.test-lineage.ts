import type { Lineage, LineageEdge, LineageFact } from '../lineage.ts'

type Named = Readonly<Record<string, string>>

/** A run as tests of diffs write it out: content by path, in words instead of digests, hours of one day. */
export type WrittenRun = {
  /** Where two lineages show other outputs of one run. */
  readonly id?: string
  readonly name: string
  /** When it read; it wrote an hour later. */
  readonly hour: number
  readonly reads?: Named
  readonly writes?: Named
  readonly code?: Named
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Where they stand, if not on the command line. */
  readonly from?: string
  readonly packages?: Named
  readonly command?: readonly string[]
}

const instant = (hour: number) => `2026-11-24T${String(hour).padStart(2, '0')}:00:00.000Z`
const origin = 'observed' as const

/** The trace of a file by its runs: the last thing that the last one wrote, unless said otherwise. */
export function chainOf(runs: readonly WrittenRun[], root?: string): Lineage {
  const edges = runs.flatMap(edgesOf)
  const artifacts = new Set(edges.map(({ target }) => target))
  return {
    question: 'trace',
    root: root ?? Object.values(runs.at(-1)?.writes ?? {}).at(-1) ?? '',
    asked: 'model',
    asOf: instant(23),
    knownAt: 1,
    complete: true,
    withheld: { nodes: 0, edges: 0 },
    nodes: [
      ...Array.from(artifacts, (id) => ({ id, type: 'artifact' as const, bytes: 1_000, depth: 1 })),
      ...runs.map((run) => ({
        id: idOf(run),
        type: 'run' as const,
        name: run.name,
        from: instant(run.hour),
        depth: 1,
      })),
    ],
    edges,
    facts: runs.flatMap(factsOf),
  }
}

/** A run that two lineages have is the same in both. */
const idOf = (run: WrittenRun) => `run:test/${run.id ?? JSON.stringify(run)}`

function edgesOf(run: WrittenRun): LineageEdge[] {
  const { hour, reads = {}, writes = {}, code } = run
  const edge = (kind: 'used' | 'generated', at: number, [path, target]: [string, string]): LineageEdge => ({
    edge: kind,
    source: idOf(run),
    target,
    role: 'data',
    selector: { path },
    place: `file://machine/${path}`,
    at: instant(at),
    origin,
    statements: [],
  })
  return [
    ...Object.entries(reads).map((entry) => edge('used', hour, entry)),
    ...Object.entries(writes).map((entry) => edge('generated', hour + 1, entry)),
    ...(code === undefined
      ? []
      : [
          {
            edge: 'used' as const,
            source: idOf(run),
            target: `git-tree:${JSON.stringify(code)}`,
            role: 'code',
            selector: { files: code },
            origin,
            statements: [],
          },
        ]),
  ]
}

function factsOf(run: WrittenRun): LineageFact[] {
  const { parameters = {}, from = 'command line', packages, command } = run
  const facet = (name: string, body: unknown) => ({ type: 'facet' as const, subject, name, body, origin })
  const subject = idOf(run)
  return [
    ...Object.entries(parameters).map(([name, value]) => ({
      type: 'parameter' as const,
      subject,
      name,
      value,
      from,
      origin,
    })),
    ...(packages === undefined ? [] : [facet('environment', { imported: packages })]),
    ...(command === undefined ? [] : [facet('command', { argv: command })]),
  ]
}
