import type { LineageEdge } from '../lineage.ts'
import { areOtherCopies } from './copies.ts'
import { fileOfSetting } from './handed-on.ts'
import type { Side } from './side.ts'
import { codeOf, dataOf, facetOf, isNamedAfter, pathOf, type Step } from './steps.ts'

/**
 * One run that ran the scripts of several, as `sh all.sh` or `make` does, is compared with all of them together: otherwise
 * whoever only wrapped a pipeline would have made each of its scripts anew, and whoever ran one of its scripts again by
 * itself would have changed nothing of it.
 */
export function gathered(a: Side, b: Side): readonly [Side, Side] {
  const groups = groupsOf(a, b)
  return [withGathered(a, groups), withGathered(b, groups)]
}

type Groups = ReadonlyMap<Step, ReadonlySet<Step>>

/** The steps of both sides that must be compared together, by each of them. */
function groupsOf(a: Side, b: Side): Groups {
  const groups = new Map<Step, ReadonlySet<Step>>()
  const join = (one: Step, other: Step) => {
    const group = (groups.get(one) ?? new Set([one])).union(groups.get(other) ?? new Set([other]))
    for (const step of group) groups.set(step, group)
  }
  const all = [...a.steps, ...b.steps]
  const wrappers = new Set(all.filter((step) => isWrapper(step, all)))
  for (const step of [...namedAlone(a, b), ...namedAlone(b, a)]) {
    for (const other of all) {
      const isByWrapper = wrappers.has(step) || wrappers.has(other)
      if (wraps(other, step) || (isByWrapper && isWrittenByBoth(step, other))) join(other, step)
    }
  }
  const byName = Map.groupBy(all, ({ name }) => name)
  for (const { steps } of [a, b]) {
    for (const runs of Map.groupBy(steps, ({ name }) => name).values()) {
      // What ran a script in part, and in another state once more, as make does.
      const [first] = runs
      if (first !== undefined && runs.some((step) => wrappers.has(step) && isOfOtherCode(step, runs)))
        join(first, first)
    }
  }
  for (const step of [...groups.keys()]) {
    for (const named of byName.get(step.name) ?? []) if (!areOtherCopies(step, named)) join(step, named)
  }
  return groups
}

/** The steps of names that the other side has not. */
function namedAlone(side: Side, other: Side): Step[] {
  const names = new Set(other.steps.map(({ name }) => name))
  return side.steps.filter(({ name }) => !names.has(name))
}

/** Whether a run ran, among others, the script of a step, and not only what it imports of it: then it reads what that made. */
function wraps(wrapper: Step, step: Step): boolean {
  if (wrapper.name === step.name) return false
  const theirs = codeOf(wrapper)
  const ran = [...codeOf(step).keys()].some((path) => isNamedAfter(step, path) && theirs.has(path))
  if (!ran) return false
  const read = dataOf(wrapper, 'used')
  return ![...dataOf(step, 'generated').keys()].some((path) => read.has(path))
}

/**
 * Whether a run was of several scripts: it is named after none of those that it ran, or after one in another language, or ran
 * those of other steps.
 */
function isWrapper(step: Step, all: readonly Step[]): boolean {
  const paths = [...codeOf(step).keys()]
  const own = paths.find((path) => isNamedAfter(step, path))
  const isOfOthers = paths.some((path) => path !== own && (own === undefined || languageOf(path) !== languageOf(own)))
  return (paths.length > 1 && isOfOthers) || all.some((other) => wraps(step, other))
}

const languageOf = (path: string) => path.slice(path.lastIndexOf('.') + 1)

function isOfOtherCode(step: Step, others: readonly Step[]): boolean {
  const code = codeOf(step)
  return others.some((other) => [...codeOf(other)].some(([path, digest]) => (code.get(path) ?? digest) !== digest))
}

function isWrittenByBoth(step: Step, other: Step): boolean {
  if (step.name === other.name) return false
  const theirs = dataOf(other, 'generated')
  return [...dataOf(step, 'generated').keys()].some((path) => theirs.has(path))
}

function withGathered(side: Side, groups: Groups): Side {
  const others = side.steps.filter((step) => !groups.has(step))
  const together = new Map<Step, Step>(others.map((step) => [step, withoutThatOf(others, step)]))
  for (const group of new Set(groups.values())) {
    const [name = ''] = [...group].map((step) => step.name).sort()
    const members = withoutOnceMore(
      side,
      side.steps.filter((step) => group.has(step)),
    )
    if (members.length === 0) continue
    const one = withoutThatOf(others, togetherAs(name, members))
    for (const member of members) together.set(member, one)
  }
  const shown = (step: Step) => together.get(step) ?? step
  return {
    ...side,
    steps: [...new Set(side.steps.map(shown))],
    maker: side.maker && shown(side.maker),
    behind: (read) => new Set([...side.behind(read)].map(shown)),
    leading: (...cut) => new Set([...side.leading(...cut)].map(shown)),
  }
}

/** Without those that only evaluated once more what another one of the group had made and evaluated: that led nowhere. */
function withoutOnceMore({ isBeside }: Side, group: readonly Step[]): readonly Step[] {
  const leading = group.filter((step) => !isBeside(step))
  return group.filter(
    (step) => !isBeside(step) || !leading.some((other) => other.name === step.name || wraps(other, step)),
  )
}

/** What a script was given that a wrapper ran, and that then ran by itself, counts as it ran by itself. */
function withoutThatOf(steps: readonly Step[], step: Step): Step {
  const others = steps.filter((other) => wraps(step, other))
  if (others.length === 0) return step
  const code = new Set(others.flatMap((other) => [...codeOf(other).keys()]))
  const parameters = new Set(others.flatMap((other) => other.parameters.map(({ name }) => name)))
  const withoutCode = (files: unknown) =>
    Object.fromEntries(Object.entries((files ?? {}) as object).filter(([path]) => !code.has(path)))
  return {
    ...step,
    used: step.used.map((edge) =>
      edge.role === 'code'
        ? { ...edge, selector: { ...edge.selector, files: withoutCode(edge.selector?.files) } }
        : edge,
    ),
    parameters: step.parameters.filter(({ name }) => !parameters.has(name)),
  }
}

/** Steps as if one run had done them, the earliest first: what one made for another of them is within it, the last word counts. */
function togetherAs(name: string, members: readonly Step[]): Step {
  const all = <Key extends 'used' | 'generated' | 'parameters' | 'metrics'>(key: Key) =>
    members.flatMap((member) => member[key] as Step[Key][number][])
  const met = (which: 'used' | 'generated') =>
    new Set(all(which).map((edge) => JSON.stringify([pathOf(edge), edge.target])))
  const [read, written] = [met('used'), met('generated')]
  const isWithin = (edge: LineageEdge) => written.has(JSON.stringify([pathOf(edge), edge.target]))
  const filesWithin = new Set<string | undefined>(all('used').filter(isWithin).map(pathOf))
  const parameters = all('parameters').filter(({ from }) => !filesWithin.has(fileOfSetting(from)))
  const last = members.at(-1) as Step
  return {
    ...last,
    name,
    isGathered: true,
    names: [...new Set(members.flatMap(({ names }) => names))].sort(),
    runs: members.flatMap(({ runs }) => runs),
    used: all('used').filter((edge) => !isWithin(edge)),
    generated: all('generated').filter((edge) => !read.has(JSON.stringify([pathOf(edge), edge.target]))),
    parameters: [...new Map(parameters.map((each) => [each.name, each])).values()],
    metrics: all('metrics'),
    facets: facetsOf(last, members),
  }
}

/** The last one's, with what all of them imported, had not committed and asked for in vain. Their command lines are not to be compared. */
function facetsOf(last: Step, members: readonly Step[]): Step['facets'] {
  const imported = Object.assign({}, ...members.map((member) => facetOf(member, 'environment').imported))
  const patched = [...new Set(members.flatMap((member) => (facetOf(member, 'code').patched ?? []) as string[]))]
  const more: Record<string, object> = { environment: { imported }, code: patched.length === 0 ? {} : { patched } }
  const own = last.facets.filter((facet) => facet.name !== 'command' && facet.name !== 'unset')
  return [
    ...own.map((facet) => ({
      ...facet,
      ...(more[facet.name] === undefined ? {} : { body: { ...facetOf(last, facet.name), ...more[facet.name] } }),
    })),
    ...members.flatMap(({ facets }) => facets.filter(({ name }) => name === 'unset')),
  ]
}
