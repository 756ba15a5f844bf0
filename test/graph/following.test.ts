import { expect, test } from 'vitest'
import { graphInMemory } from '../../src/operations/answers/graph-in-memory.ts'
import type { Snapshot } from '../../src/store/port.ts'
import type { Said } from './arbitrary-statements.ts'
import { emptyRecord, recordAll } from './recorded.ts'

const entryOf = (sequence: number): Said => ({
  producer: '0'.repeat(32),
  sequence,
  statements: [{ type: 'edge', edge: 'used', source: `run:t/${sequence}`, target: 'sha256:'.padEnd(71, '1') }],
})
const retraction: Said = {
  producer: '0'.repeat(32),
  sequence: 600,
  statements: [{ type: 'retraction', of: `${'0'.repeat(32)}/3/0`, reason: 'a slip' }],
}

test('what was taken back is read once, however many pages of the log are followed', async () => {
  const port = await emptyRecord()
  const graph = graphInMemory()
  await port.read(graph.follow)
  await recordAll(port, [[...Array.from({ length: 600 }, (_, sequence) => entryOf(sequence)), retraction]])
  const asked: string[] = []

  const closure = await port.read(async (snapshot) => {
    const counting: Snapshot = {
      all: (query) => {
        asked.push(query.texts.join('?'))
        return snapshot.all(query)
      },
    }
    expect(await graph.follow(counting)).toHaveLength(601)
    return graph.reach(snapshot, [])
  })

  expect(asked.filter((query) => query.includes('from retraction'))).toHaveLength(1)
  expect(closure.graph.retracted.size).toBe(1)
})
