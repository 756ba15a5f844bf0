import { isReplaced } from './alone.ts'
import type { Change } from './difference.ts'
import type { StepPair } from './pairs.ts'
import { codeOf, facetOf, isNamedAfter, isUnseen, keysOf, type Step } from './steps.ts'

/**
 * Code files that a step read and that differ, each once. Nothing on record makes code, so each is a cause. What a step
 * runs that one side alone has came, or went, with it.
 */
export function changesOfCode(pairs: readonly StepPair[]): Change[] {
  return pairs.flatMap((pair) => {
    const { names, a, b, whole } = pair
    if (a === undefined || b === undefined || isReplaced(pair)) return []
    const [filesA, filesB] = [codeOf(a), codeOf(b)]
    const script = renamedScript(pair)
    const renamed = script === undefined ? [] : changeOfScript(script, pair)
    return [
      ...renamed,
      ...keysOf(filesA, filesB).flatMap((path) => {
        if (script?.includes(path)) return []
        const [ofA, ofB] = [filesA.get(path), filesB.get(path)]
        // What only one side's step read may be what another step of the other side read.
        const before = ofA ?? closest(whole.a.codeAt(path), ofB)
        const after = ofB ?? closest(whole.b.codeAt(path), ofA)
        const isUnknown = (before === undefined && isUnseen(a)) || (after === undefined && isUnseen(b))
        if (before === after || isUnknown) return []
        return {
          side: 'code' as const,
          steps: [...names],
          subject: path,
          ...(before === undefined ? {} : { before: { value: before, ...stateOf(a, path) } }),
          ...(after === undefined ? {} : { after: { value: after, ...stateOf(b, path) } }),
          cause: true,
        }
      }),
    ]
  })
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

/** The file that a step is named after, or the only one, of those that another step did not run. */
function scriptOf(step: Step, other: Step): string | undefined {
  const theirs = codeOf(other)
  const own = [...codeOf(step).keys()].filter((path) => !theirs.has(path))
  return own.find((path) => isNamedAfter(step, path)) ?? (own.length === 1 ? own[0] : undefined)
}

function changeOfScript([one, other]: Script, { names, a, b }: StepPair): Change[] {
  const [before, after] = [codeOf(a).get(one), codeOf(b).get(other)]
  if (before === after) return []
  return [
    {
      side: 'code',
      steps: [...names],
      subject: [one, other].sort().join(' and '),
      before: { value: before, ...stateOf(a, one), path: one },
      after: { value: after, ...stateOf(b, other), path: other },
      cause: true,
    },
  ]
}

/** The commit that a file's state belongs to, or that it was not committed. */
export function stateOf(step: Step | undefined, path: string): { from?: string } {
  const code: { commit?: string; patched?: string[] } = facetOf(step, 'code')
  // What lies outside of the project is in no commit of it.
  if (code.commit === undefined || /^(?:\/|\.\.\/)/.test(path)) return {}
  const commit = `commit ${code.commit.slice(0, 7)}`
  return { from: code.patched?.includes(path) ? `uncommitted, on ${commit}` : commit }
}
