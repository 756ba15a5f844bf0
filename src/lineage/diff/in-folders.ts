import type { Change } from './difference.ts'
import { filesChanged } from './files-changed.ts'
import type { FolderMet } from './folder-met.ts'
import { type ChangeInFolder, type Within, withinIn } from './within-folder.ts'

/** Changes of the files of a folder as one change of it: a cause, if one of them is. */
export function toldAsFolders(changes: readonly Change[]): Change[] {
  const inFolders = changes.filter((change): change is ChangeInFolder => withinIn(change) !== undefined)
  const keyOf = keysOf(inFolders)
  const groups = Map.groupBy(inFolders, ({ within }) => keyOf(within))
  const told = new Set<string>()
  return changes.flatMap((change) => {
    const within = withinIn(change)
    if (within === undefined) return [change]
    const key = keyOf(within)
    if (told.has(key)) return []
    told.add(key)
    return [changeOfFolder(groups.get(key) ?? [])]
  })
}

/** What only came to a folder, or went, did so in the folder that another took the place of. */
function keysOf(all: readonly ChangeInFolder[]): (within: Within) => string {
  const [instead, before] = [new Map<string, string>(), new Map<string, string>()]
  for (const { within } of all) {
    if (within.before === undefined || within.after === undefined) continue
    const [one, other] = [nameOf(within.before), nameOf(within.after)]
    if (!instead.has(one)) instead.set(one, other)
    if (!before.has(other)) before.set(other, one)
  }
  return (within) => {
    const [one, other] = [nameOf(within.before), nameOf(within.after)]
    return `${one || (before.get(other) ?? '')} → ${other || (instead.get(one) ?? '')}`
  }
}

const nameOf = (folder: FolderMet | undefined) => (folder === undefined ? '' : `${folder.id} ${folder.path}`)

function changeOfFolder(group: readonly ChangeInFolder[]): Change {
  const [first] = group as [ChangeInFolder]
  const { before, after } = (group.find(({ within }) => within.before && within.after) ?? first).within
  const paths = [...new Set([before, after].flatMap((folder) => folder?.path ?? []))].sort()
  const at = (folder: FolderMet | undefined) => (paths.length > 1 ? { path: folder?.path ?? '' } : {})
  const valued = (folder: FolderMet) => ({
    ...{ value: folder.id, ...(folder.bytes === undefined ? {} : { bytes: folder.bytes }), ...at(folder) },
  })
  const causes = group.filter(({ cause }) => cause)
  const telling = causes.length > 0 ? causes : group
  const why = whyOf(telling)
  const isWhole = before?.isWhole === true && after?.isWhole === true
  const byHand = new Set([...new Set(causes.flatMap(({ within }) => within.names()))].flat())
  return {
    side: 'data',
    steps: [...new Set(telling.flatMap(({ steps }) => steps))].sort(),
    subject: paths.join(' and '),
    ...(before === undefined ? {} : { before: valued(before) }),
    ...(after === undefined ? {} : { after: valued(after) }),
    ...(isWhole ? { files: filesChanged(before.listing, after.listing, (path) => byHand.has(path)) } : {}),
    cause: causes.length > 0,
    ...(why === undefined ? {} : { why }),
  }
}

/** Why a folder differs: what is said of all its files alike, or of the first of them; of what came or went, of which file. */
function whyOf(group: readonly ChangeInFolder[]): string | undefined {
  const said = group.filter(({ why }) => why !== undefined)
  const [first] = said
  if (first === undefined) return undefined
  const isOfAll = isReplaced(first) && group.every(({ why }) => why === first.why)
  return isOfAll ? first.why : `${first.subject}: ${first.why}`
}

const isReplaced = ({ before, after }: Change) => before !== undefined && after !== undefined
