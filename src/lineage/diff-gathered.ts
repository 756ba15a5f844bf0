import type { Side } from './diff-side.ts'
import { codeOf, facetOf, pathOf, type Step } from './diff-steps.ts'
import type { LineageParameter } from './lineage.ts'

/**
 * One run that ran the scripts of several, as `sh all.sh` does, is compared with all of them together: otherwise whoever
 * only wrapped a pipeline would have made each of its scripts anew.
 */
export function gathered(a: Side, b: Side): readonly [Side, Side] {
  return [withGathered(a, b), withGathered(b, a)]
}

function withGathered(side: Side, other: Side): Side {
  const [names, theirs] = [namesIn(side), namesIn(other)]
  const left = side.steps.filter(({ name }) => !theirs.has(name))
  const wrappers = other.steps.filter(({ name }) => !names.has(name))
  const inPlaceOf = new Map<Step, Step>()
  for (const wrapper of wrappers) {
    const members = left.filter((step) => !inPlaceOf.has(step) && ranScriptOf(wrapper, step))
    if (members.length === 0) continue
    const together = togetherAs(wrapper, members)
    for (const member of members) inPlaceOf.set(member, together)
  }
  if (inPlaceOf.size === 0) return side
  const shown = (step: Step) => inPlaceOf.get(step) ?? step
  return {
    ...side,
    steps: [...new Set(side.steps.map(shown))],
    maker: side.maker && shown(side.maker),
    behind: (read) => new Set([...side.behind(read)].map(shown)),
    leading: (...cut) => new Set([...side.leading(...cut)].map(shown)),
  }
}

const namesIn = ({ steps }: Side): ReadonlySet<string> => new Set(steps.map(({ name }) => name))

/** Whether a step read, as code, the script that another is named after. */
function ranScriptOf(wrapper: Step, { name, ...step }: Step): boolean {
  const theirs = codeOf(wrapper)
  return [...codeOf({ name, ...step }).keys()].some((path) => `/${path}`.endsWith(`/${name}`) && theirs.has(path))
}

/** Steps as if one run had done them: what one made for another of them is within it. */
function togetherAs(wrapper: Step, members: readonly Step[]): Step {
  const all = <Key extends 'used' | 'generated' | 'metrics'>(key: Key) =>
    members.flatMap((member) => member[key] as Step[Key][number][])
  const met = (which: 'used' | 'generated') =>
    new Set(all(which).map((edge) => JSON.stringify([pathOf(edge), edge.target])))
  const [read, written] = [met('used'), met('generated')]
  const [last = wrapper] = members.slice(-1)
  return {
    ...last,
    name: wrapper.name,
    names: [...new Set(members.flatMap(({ names }) => names))].sort(),
    runs: members.flatMap(({ runs }) => runs),
    used: all('used').filter((edge) => !written.has(JSON.stringify([pathOf(edge), edge.target]))),
    generated: all('generated').filter((edge) => !read.has(JSON.stringify([pathOf(edge), edge.target]))),
    parameters: parametersOf(wrapper, members),
    metrics: all('metrics'),
    facets: facetsOf(last, members),
  }
}

/** Of a name that several set, the value that the wrapper's run had, too; else the last. */
function parametersOf(wrapper: Step, members: readonly Step[]): readonly LineageParameter[] {
  const theirs = new Map(wrapper.parameters.map(({ name, value }) => [name, JSON.stringify(value)]))
  const byName = Map.groupBy(
    members.flatMap(({ parameters }) => parameters),
    ({ name }) => name,
  )
  return [...byName.values()].flatMap(
    (set) => set.find(({ name, value }) => theirs.get(name) === JSON.stringify(value)) ?? set.slice(-1),
  )
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
