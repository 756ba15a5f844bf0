import { isUnpinned } from '../../domain/id.ts'
import type { Unknown } from './difference.ts'
import { isToldOfPackages, packagesOf } from './environment.ts'
import { type Moved, movedBetween, readInPart } from './moved.ts'
import type { StepPair } from './pairs.ts'
import { dataOf } from './steps.ts'
import { untoldFiles, untoldSettings } from './unread.ts'

/** What can be neither called changed nor unchanged, since one side or both are not on record: an answer with it is not complete. */
export function unknownOf(pairs: readonly StepPair[]): Unknown[] {
  const found = pairs.flatMap((pair) => [
    ...unknownBytes(pair),
    ...unknownReads(pair),
    ...unknownSettings(pair),
    ...unknownFiles(pair),
    ...unknownPackages(pair),
  ])
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()]
}

function unknownBytes(pair: StepPair): Unknown[] {
  const moved = (['used', 'generated'] as const).flatMap((which) => movedBetween(pair, which))
  return moved.filter(isOfUnknownBytes).map(({ path, before, after }) => {
    const isBoth = isUnpinned(before?.target ?? '') && isUnpinned(after?.target ?? '')
    const when = isBoth ? 'on both sides' : isUnpinned(before?.target ?? '') ? 'before' : 'after'
    return { side: 'data', steps: [...pair.names], subject: path, why: `its bytes are not on record ${when}` }
  })
}

function unknownReads(pair: StepPair): Unknown[] {
  return readInPart(pair).map(({ path, before }) => {
    const why = `it does what is left to do, and read that ${before === undefined ? 'after' : 'before'} alone`
    return { side: 'data', steps: [...pair.names], subject: path, why }
  })
}

/** Whether two contents of one place cannot be compared, since a run overwrote one of them before anybody hashed it. */
export function isOfUnknownBytes({ path, before, after }: Moved): boolean {
  if (before === undefined || after === undefined) return false
  return [before, after].some(({ target }) => isUnpinned(target) && target.endsWith(`/${path}`))
}

function unknownSettings(pair: StepPair): Unknown[] {
  return untoldSettings(pair).map(({ path, when }) => {
    return { side: 'parameters', steps: [...pair.names], subject: path, why: `its values are not on record ${when}` }
  })
}

function unknownFiles(pair: StepPair): Unknown[] {
  return untoldFiles(pair).map(({ path, when }) => {
    const isData = [pair.a, pair.b].some((step) => dataOf(step, 'used').has(path))
    const why = `it was edited while the run went on, and nobody knows which of its contents was read ${when}`
    return { side: isData ? 'data' : 'code', steps: [...pair.names], subject: path, why }
  })
}

function unknownPackages({ names, a, b }: StepPair): Unknown[] {
  if (a === undefined || b === undefined || packagesOf(a).size + packagesOf(b).size === 0) return []
  const [isBefore, isAfter] = [isToldOfPackages(a), isToldOfPackages(b)]
  if (isBefore && isAfter) return []
  const when = isBefore ? 'after' : isAfter ? 'before' : 'on both sides'
  return [{ side: 'environment', steps: [...names], subject: 'packages', why: `not all are on record ${when}` }]
}
