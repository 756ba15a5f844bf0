import type { Side } from './diff-side.ts'
import { codeOf, facetOf, pathOf, type Step } from './diff-steps.ts'

/**
 * One run that ran the scripts of several, as `sh all.sh` does, is compared with all of them together: otherwise whoever
 * only wrapped a pipeline would have made each of its scripts anew. So are several such runs, as of `make`, which each time
 * runs what is out of date.
 */
export function gathered(a: Side, b: Side): readonly [Side, Side] {
  const [ofA, ofB] = [namedAlone(a, b), namedAlone(b, a)]
  const groups = new Map<Step, ReadonlySet<Step>>()
  for (const one of ofA) {
    for (const other of ofB) {
      if (!ranScriptOf(one, other) && !ranScriptOf(other, one)) continue
      const group = (groups.get(one) ?? new Set([one])).union(groups.get(other) ?? new Set([other]))
      for (const step of group) groups.set(step, group)
    }
  }
  return groups.size === 0 ? [a, b] : [withGathered(a, groups), withGathered(b, groups)]
}

/** The steps of names that the other side has not. */
function namedAlone(side: Side, other: Side): Step[] {
  const theirs = new Set(other.steps.map(({ name }) => name))
  return side.steps.filter(({ name }) => !theirs.has(name))
}

function withGathered(side: Side, groups: ReadonlyMap<Step, ReadonlySet<Step>>): Side {
  const own = new Set(side.steps)
  const together = new Map<ReadonlySet<Step>, Step>()
  for (const group of new Set(groups.values())) {
    const [name = ''] = [...group].map((step) => step.name).sort()
    together.set(
      group,
      togetherAs(
        name,
        side.steps.filter((step) => group.has(step) && own.has(step)),
      ),
    )
  }
  const shown = (step: Step) => together.get(groups.get(step) ?? new Set()) ?? step
  return {
    ...side,
    steps: [...new Set(side.steps.map(shown))],
    maker: side.maker && shown(side.maker),
    behind: (read) => new Set([...side.behind(read)].map(shown)),
    leading: (...cut) => new Set([...side.leading(...cut)].map(shown)),
  }
}

/** Whether a step read, as code, the script that another is named after. */
function ranScriptOf(wrapper: Step, { name, ...step }: Step): boolean {
  const theirs = codeOf(wrapper)
  return [...codeOf({ name, ...step }).keys()].some((path) => `/${path}`.endsWith(`/${name}`) && theirs.has(path))
}

/** Steps as if one run had done them, the earliest first: what one made for another of them is within it, the last word counts. */
function togetherAs(name: string, members: readonly Step[]): Step {
  const all = <Key extends 'used' | 'generated' | 'metrics'>(key: Key) =>
    members.flatMap((member) => member[key] as Step[Key][number][])
  const met = (which: 'used' | 'generated') =>
    new Set(all(which).map((edge) => JSON.stringify([pathOf(edge), edge.target])))
  const [read, written] = [met('used'), met('generated')]
  const last = members.at(-1) as Step
  return {
    ...last,
    name,
    names: [...new Set(members.flatMap(({ names }) => names))].sort(),
    runs: members.flatMap(({ runs }) => runs),
    used: all('used').filter((edge) => !written.has(JSON.stringify([pathOf(edge), edge.target]))),
    generated: all('generated').filter((edge) => !read.has(JSON.stringify([pathOf(edge), edge.target]))),
    parameters: [...new Map(members.flatMap(({ parameters }) => parameters.map((each) => [each.name, each]))).values()],
    metrics: all('metrics'),
    facets: facetsOf(last, members),
  }
}

/** The last one's, with what all of them imported and had not committed. */
function facetsOf(last: Step, members: readonly Step[]): Step['facets'] {
  const imported = Object.assign({}, ...members.map((member) => facetOf(member, 'environment').imported))
  const patched = [...new Set(members.flatMap((member) => (facetOf(member, 'code').patched ?? []) as string[]))]
  const more: Record<string, object> = { environment: { imported }, code: patched.length === 0 ? {} : { patched } }
  return last.facets.map((facet) => ({
    ...facet,
    ...(more[facet.name] === undefined ? {} : { body: { ...facetOf(last, facet.name), ...more[facet.name] } }),
  }))
}
