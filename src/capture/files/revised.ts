import { type Content, isBornSince, metBy } from './file-contents.ts'
import type { FileUse } from './file-use.ts'
import type { FileHash } from './hash-file.ts'

type Around = { readonly from: number; readonly useAt: (path: string) => FileUse | undefined }

/**
 * What a run did where that stood before which it wrote on without reading it: at the same path, unless it moved the file.
 * Undefined where it kept nothing that was there before, or read it, too, so that it is an input.
 */
export function revisedBy(use: FileUse, found: FileHash, { from, useAt }: Around): FileUse | undefined {
  const home = use.kept === undefined ? undefined : useAt(use.kept)
  if (home === undefined || home.readBeforeWrite) return undefined
  // An open that would have made a missing file may have met nothing.
  const wasThere = use.createdHere === false || home.before !== undefined || !isBornSince(found, from)
  return wasThere ? home : undefined
}

/** What was there, which is gone, so that it is known only where somebody hashed it before. */
export function revisedContent(home: FileUse): readonly [FileUse, Content] {
  const { before, beforeBytes: bytes } = home
  const content: Content =
    before === undefined
      ? { digest: undefined, problem: 'the run wrote on it, and nobody hashed it before' }
      : { digest: `sha256:${before}`, bytes, isThere: false }
  return [metBy(home, content), content]
}
