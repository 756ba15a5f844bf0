import { counted, countText } from '../../domain/quantities.ts'
import type { Change, FilesChanged } from '../../lineage/diff/difference.ts'

const namedMax = 3

/** `1 of 150 files changed: img/007.png`, `120 → 121 files, 1 new: days/120.csv`; where others only follow, those alone that do not. */
export function filesText({ subject, before, after, files }: Change): string {
  if (files === undefined) return ''
  const count = files.changed + files.added + files.removed
  const isOnlyChanged = files.changed === count
  const counts = isOnlyChanged
    ? `${countText(count)} of ${counted(files.before, 'file')} changed`
    : `${totalText(files)}, ${countsText(files)}`
  const isPart = files.causes > 0 && files.causes < count
  const told = isPart ? files.named.filter(({ cause }) => cause) : files.named
  const more = (isPart ? files.causes : count) - namedMax
  const names = told.slice(0, namedMax).map(({ path, before: was }) => {
    const folder = was === undefined ? (after?.path ?? subject) : (before?.path ?? subject)
    return folder === './' ? path : `${folder.replace(/\/?$/, '/')}${path}`
  })
  const part = isPart ? `, the cause in ${countText(files.causes)}` : ''
  return `${counts}${part}: ${[...names, ...(more > 0 ? [`+ ${countText(more)} more`] : [])].join(', ')}`
}

/** `2 changed, 1 new, 1 gone`. */
export const countsText = ({ changed, added, removed }: FilesChanged): string =>
  [
    [changed, 'changed'],
    [added, 'new'],
    [removed, 'gone'],
  ]
    .flatMap(([count, what]) => (count === 0 ? [] : `${countText(Number(count))} ${what}`))
    .join(', ')

const totalText = ({ before, after }: FilesChanged): string =>
  before === after ? counted(after, 'file') : `${countText(before)} → ${counted(after, 'file')}`
