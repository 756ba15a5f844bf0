import type { Change } from './difference.ts'
import { isReplaced, type StepPair } from './pairs.ts'
import { fileName, replacing } from './replacing.ts'
import { codeOf, dataOf, facetOf, isNamedAfter, isUnseen, keysOf, type Step } from './steps.ts'
import { unsureFiles } from './unread.ts'

/**
 * Code files that a step read and that differ, each once. Nobody but people made them, so each is a cause, but for a file
 * that was only moved; those that a run made are compared as data. What a step runs that one side alone has came, or went, with it.
 */
export function changesOfCode(pairs: readonly StepPair[]): Change[] {
  return pairs.flatMap((pair) => {
    if (pair.a === undefined || pair.b === undefined || isReplaced(pair)) return []
    const script = renamedScript(pair)
    const files = differingFiles(pair).filter(({ path }) => !script?.includes(path))
    return [...(script === undefined ? [] : changeOfScript(script, pair)), ...withMoved(files, pair)]
  })
}

/** A code file by its digest on each side that read it. */
type File = { readonly path: string; readonly before: string | undefined; readonly after: string | undefined }

function differingFiles({ a, b, whole }: StepPair): File[] {
  const [filesA, filesB] = [codeOf(a), codeOf(b)]
  const unsure = new Set([a, b].flatMap((step) => (step === undefined ? [] : [...unsureFiles(step)])))
  const read = keysOf(filesA, filesB)
    .filter((path) => !unsure.has(path) && !dataOf(a, 'used').has(path) && !dataOf(b, 'used').has(path))
    .map((path) => ({ path, before: filesA.get(path), after: filesB.get(path) }))
  const moved = new Set(movedIn(read).flatMap((couple) => (isOfSameBytes(couple) ? couple : [])))
  return read
    .map((file) => {
      // What only one side's step read may be what another step of the other side read, unless it is what it was called before.
      if (moved.has(file)) return file
      const { path, before, after } = file
      return {
        path,
        before: before ?? closest(whole.a.codeAt(path), after),
        after: after ?? closest(whole.b.codeAt(path), before),
      }
    })
    .filter(({ before, after }) => {
      const isUnknown = (before === undefined && isUnseen(a)) || (after === undefined && isUnseen(b))
      return before !== after && !isUnknown
    })
}

const digestOf = ({ before, after }: File) => before ?? after ?? ''

/** A file that went and one that came are one that was moved where their bytes are the same, or their name, or where they are the only ones. */
function movedIn(files: readonly File[]): (readonly [File, File])[] {
  const [gone, came] = [
    files.filter(({ after }) => after === undefined),
    files.filter(({ before }) => before === undefined),
  ]
  const nameOf = ({ path }: File) => fileName(path)
  return replacing(gone, came, [(file) => `${digestOf(file)} ${nameOf(file)}`, digestOf, nameOf])
}

const isOfSameBytes = ([one, other]: readonly [File, File]) => digestOf(one) === digestOf(other)

function withMoved(files: readonly File[], pair: StepPair): Change[] {
  const moved = movedIn(files)
  const done = new Set(moved.flat())
  const changes = [
    ...files.filter((file) => !done.has(file)).map((file) => changeOfFile(file, pair)),
    ...moved.map(([one, other]) => changeOfMoved([one.path, other.path], pair)),
  ]
  return changes.sort((x, y) => (x.subject < y.subject ? -1 : 1))
}

function changeOfFile({ path, before, after }: File, { names, a, b }: StepPair): Change {
  return {
    side: 'code',
    steps: [...names],
    subject: path,
    ...(before === undefined ? {} : { before: { value: before, ...stateOf(a, path) } }),
    ...(after === undefined ? {} : { after: { value: after, ...stateOf(b, path) } }),
    cause: true,
  }
}

const closest = (digests: ReadonlySet<string>, other: string | undefined) =>
  other !== undefined && digests.has(other) ? other : [...digests].at(-1)

/** The path of a script on both sides. */
type Script = readonly [string, string]

/** Where a step has two names its script has two paths: one file, which each side alone has. */
function renamedScript({ names, a, b }: StepPair): Script | undefined {
  if (names.length < 2 || a === undefined || b === undefined) return undefined
  const [one, other] = [scriptOf(a, b), scriptOf(b, a)]
  return one === undefined || other === undefined ? undefined : [one, other]
}

/** Of those files that another step did not run the one that a step is named after, or the only one of a step that is named after none. */
function scriptOf(step: Step, other: Step): string | undefined {
  const [paths, theirs] = [[...codeOf(step).keys()], codeOf(other)]
  const isScript = (path: string) => step.names.some((name) => isNamedAfter({ name }, path))
  const own = paths.filter((path) => !theirs.has(path))
  return own.find(isScript) ?? (own.length === 1 && !paths.some(isScript) ? own[0] : undefined)
}

/** Who only gave a script another name changed nothing of the step, which has that name. */
function changeOfScript(script: Script, pair: StepPair): Change[] {
  const change = changeOfMoved(script, pair)
  return change.cause ? [change] : []
}

/** A file at its path on each side. Whoever runs or imports it under another name says so in code that was edited for it. */
function changeOfMoved([one, other]: readonly [string, string], { names, a, b }: StepPair): Change {
  const [before, after] = [codeOf(a).get(one), codeOf(b).get(other)]
  return {
    side: 'code',
    steps: [...names],
    subject: [one, other].sort().join(' and '),
    before: { value: before, ...stateOf(a, one), path: one },
    after: { value: after, ...stateOf(b, other), path: other },
    cause: before !== after,
    ...(before === after ? { why: 'it was moved, with the same bytes' } : {}),
  }
}

/** The commit that a file's state belongs to, or that it was not committed. */
export function stateOf(step: Step | undefined, path: string): { from?: string } {
  const code: { commit?: string; patched?: string[] } = facetOf(step, 'code')
  // What lies outside of the project is in no commit of it.
  if (code.commit === undefined || /^(?:\/|\.\.\/)/.test(path)) return {}
  const commit = `commit ${code.commit.slice(0, 7)}`
  return { from: code.patched?.includes(path) ? `uncommitted, on ${commit}` : commit }
}
