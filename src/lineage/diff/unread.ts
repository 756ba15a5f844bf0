import { isUnpinned } from '../../domain/id.ts'
import type { LineageParameter } from '../lineage.ts'
import { fileOfSetting } from './handed-on.ts'
import type { StepPair } from './pairs.ts'
import { pathOf, type Step } from './steps.ts'

/** Files of settings that a step read and whose values are not on record. */
export function unreadSettings(step: Step): ReadonlySet<string> {
  const told = new Set(step.parameters.map(({ from }) => fileOfSetting(from)))
  const untold = new Set([...captured(step, 'unread'), ...captured(step, 'unsure')])
  const read = step.used.filter(({ role }) => role === 'configuration')
  const isUnread = (path: string, target: string) => untold.has(path) || (isUnpinned(target) && !told.has(path))
  return new Set(read.flatMap((edge) => (isUnread(pathOf(edge), edge.target) ? pathOf(edge) : [])))
}

/** Other files, code as a rule, of which nobody knows whether a step read what is on record. */
export function unsureFiles(step: Step): ReadonlySet<string> {
  const settings = new Set(step.used.flatMap((edge) => (edge.role === 'configuration' ? pathOf(edge) : [])))
  return new Set(captured(step, 'unsure').filter((path) => !settings.has(path)))
}

/** A file of which one side of a step or both are not on record, and on which. */
export type Untold = { readonly path: string; readonly when: 'before' | 'after' | 'on both sides' }

/** Files of settings that may hold other values on the two sides, of which one side or both have none on record. */
export function untoldSettings({ a, b, whole }: StepPair): Untold[] {
  if (a === undefined || b === undefined) return []
  const contentAt = (step: Step, path: string) => step.used.find((edge) => pathOf(edge) === path)?.target
  const isOfSeveral = (path: string) => [a, b].some((step) => captured(step, 'unsure').includes(path))
  return untoldOn(unreadSettings(a), unreadSettings(b)).filter(
    ({ path }) => isOfSeveral(path) || !whole.isSame(contentAt(a, path), contentAt(b, path)),
  )
}

/** Other files, of which nobody knows whether they were the same. */
export const untoldFiles = ({ a, b }: StepPair): Untold[] =>
  a === undefined || b === undefined ? [] : untoldOn(unsureFiles(a), unsureFiles(b))

function untoldOn(before: ReadonlySet<string>, after: ReadonlySet<string>): Untold[] {
  return [...before.union(after)].sort().map((path) => {
    const isBoth = before.has(path) && after.has(path)
    return { path, when: isBoth ? 'on both sides' : before.has(path) ? 'before' : 'after' }
  })
}

/** Whether a step was given something that is not on record, so that anything may follow from it. */
export const isGivenUntold = (pair: StepPair): boolean => untoldSettings(pair).length + untoldFiles(pair).length > 0

function captured({ facets }: Step, name: 'unread' | 'unsure'): string[] {
  return facets.flatMap((facet) => {
    const paths = facet.name === 'capture' ? (facet.body as Record<string, unknown> | null)?.[name] : undefined
    return Array.isArray(paths) ? paths.map(String) : []
  })
}

/**
 * The parameters of a step that can be compared with those of another: all but the values in files that are not on record on one of
 * the two. A file that the other one did not read may be what it read under another name, where of that nothing is on record.
 */
export function comparableParameters(step: Step, other: Step): Map<string, LineageParameter> {
  const [own, theirs] = [unreadSettings(step), unreadSettings(other)]
  const [read, readByOther] = [step, other].map(({ used }) => new Set(used.map(pathOf)))
  const isRenamed = [...theirs].some((path) => !read?.has(path))
  const isUntold = ({ from }: LineageParameter) => {
    const file = fileOfSetting(from)
    return file !== undefined && (own.has(file) || theirs.has(file) || (isRenamed && !readByOther?.has(file)))
  }
  const kept = new Map(step.parameters.flatMap((each) => (isUntold(each) ? [] : [[each.name, each] as const])))
  for (const { name } of step.parameters.filter(isUntold)) unprefix(kept, name)
  return kept
}

/** Of two sources that use one name the later one has its own before it, which it would not have without the first. */
function unprefix(parameters: Map<string, LineageParameter>, name: string): void {
  const [prefixed] = [...parameters.keys()].filter((key) => key.endsWith(`:${name}`))
  const parameter = prefixed === undefined ? undefined : parameters.get(prefixed)
  if (prefixed === undefined || parameter === undefined || parameters.has(name)) return
  parameters.delete(prefixed)
  parameters.set(name, { ...parameter, name })
}
