import { expect, test } from 'vitest'
import { digestOfLines, folderLines, sha256Of } from '../../src/domain/digest.ts'
import { readClosure } from '../../src/store/closure.ts'
import { findById } from '../../src/store/looking-up.ts'
import type { Said } from './arbitrary-statements.ts'
import { recordOf } from './recorded.ts'

test('a folder has as many files in common with another as it likes', async () => {
  const filesCount = 65_000
  const linesOf = (changed: string) =>
    folderLines(
      Array.from({ length: filesCount }, (_, index) => ({
        ...{ path: `${index}.csv`, bytes: 100 },
        sha256: sha256Of(index === 0 ? changed : `file ${index}`).slice('sha256:'.length),
      })),
    )
  const [made, read] = [linesOf('made'), linesOf('by hand')]
  const statements = [
    ...[made, read].map((lines) => ({ type: 'listing', of: digestOfLines(lines), lines })),
    { type: 'edge', edge: 'generated', source: 'run:test/make', target: digestOfLines(made) },
    { type: 'edge', edge: 'used', source: 'run:test/train', target: digestOfLines(read) },
  ]
  const port = await recordOf([{ producer: '0'.repeat(32), sequence: 0, statements } as unknown as Said])

  const { graph } = await port.read(async (snapshot) => {
    const run = (await findById(snapshot, 'run:test/train'))?.node ?? 0
    return readClosure(snapshot, [run], 'upstream', 1_000_000)
  })

  expect(graph.edgeCount).toBeGreaterThan(4 * (filesCount - 1))
  await port.close()
}, 120_000)
