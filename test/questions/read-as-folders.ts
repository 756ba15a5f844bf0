import { digestOfLines, folderLines } from '../../src/domain/digest.ts'
import type { Said } from '../graph/arbitrary-statements.ts'

type Edge = {
  readonly edge: string
  readonly target: string
  readonly selector: { readonly path: string }
  readonly place: string
}

const folder = 'parts'
/** As of how many files they are recorded as the folder: for capture a hundred and one. */
const filesMin = 2

/**
 * What was recorded, as if each file in `parts/` were one of very many: whoever read several of them read the folder, and
 * of those who wrote several every other wrote it whole.
 */
export const readAsFolders = (requests: readonly Said[]): Said[] =>
  requests.map((request) => {
    const { statements, sequence } = request as unknown as { statements: readonly unknown[]; sequence: number }
    const kinds = sequence % 2 === 0 ? ['used', 'generated'] : ['used']
    const said = kinds.reduce<readonly unknown[]>(asFolder, statements)
    return { ...request, statements: said } as unknown as Said
  })

function asFolder(statements: readonly unknown[], kind: string): unknown[] {
  const files = statements.filter((each): each is Edge => isIn(each as Edge, kind))
  const [first] = files
  if (first === undefined || files.length < filesMin) return [...statements]
  const lines = folderLines(
    files.map(({ target, selector }) => ({
      ...{ path: selector.path.slice(folder.length + 1), sha256: target.slice('sha256:'.length), bytes: 1000 },
    })),
  )
  const id = digestOfLines(lines)
  return [
    ...statements.filter((each) => !files.includes(each as Edge)),
    { type: 'node', node: 'artifact', id, name: `${folder}/`, bytes: 1000 * files.length, origin: 'observed' },
    { type: 'listing', of: id, lines, origin: 'observed' },
    { ...first, target: id, selector: { path: `${folder}/`, files: files.length }, place: `file://machine/${folder}` },
  ]
}

const isIn = ({ edge, selector }: Edge, kind: string) =>
  edge === kind && selector?.path?.startsWith(`${folder}/`) === true
