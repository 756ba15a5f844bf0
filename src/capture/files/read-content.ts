import type { ArtifactId } from '../../domain/id.ts'

/**
 * What a small file of parameters or code held when a run opened it for reading, by a look at it in that moment. Whoever edits
 * it afterwards, for the next run, changes nothing of what this one was given.
 */
export type ReadContent = {
  readonly path: string
  /** The process that opened it, and when, in ms since 1970. */
  readonly pid: number
  readonly at: number
  readonly digest: ArtifactId
  readonly bytes: number
  /** Of parameters, where it is UTF-8. */
  readonly text?: string
}

/** What a run found at a path: what it read first, and whether it read something else there later. */
export type FoundAtPath = { readonly first: ReadContent; readonly isOne: boolean }

/** @param until when the run itself first wrote there: what it read since then is its own. */
export type FindRead = (path: string, until?: number) => FoundAtPath | undefined

/** Says what was found at each path that was looked at. */
export function readContents(contents: readonly ReadContent[]): FindRead {
  const byPath = Map.groupBy(
    contents.toSorted((one, other) => one.at - other.at),
    ({ path }) => path,
  )
  return (path, until = Number.POSITIVE_INFINITY) => {
    const found = byPath.get(path)?.filter(({ at }) => at <= until) ?? []
    const [first] = found
    if (first === undefined) return undefined
    // Of two looks at one content, one can have its text.
    const text = found.find((each) => each.digest === first.digest && each.text !== undefined)?.text
    return {
      first: text === undefined ? first : { ...first, text },
      isOne: found.every(({ digest }) => digest === first.digest),
    }
  }
}
