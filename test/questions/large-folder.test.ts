import { expect, test } from 'vitest'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { show } from '../../src/operations/show.ts'
import { makeProject } from './project.ts'

test('show tells who wrote and read a folder before its files, of which it withholds most', async () => {
  const project = makeProject()
  const folder = `sha256-tree:${'f'.repeat(64)}`
  const members = Array.from({ length: 600 }, (_, index) => ({
    type: 'edge',
    edge: 'part-of',
    source: `sha256:${String(index).padStart(64, '0')}`,
    target: folder,
    role: 'member',
  }))
  const read = { type: 'edge', edge: 'used', source: 'run:test/train', target: folder }
  const wrote = { type: 'edge', edge: 'generated', source: 'run:test/prepare', target: folder }
  await project.write((store) =>
    store.record(producerOf('test', project.surroundings)(stating([...members, read, wrote]))),
  )

  const shown = await project.read((store) => show(store, { reference: folder }, project.surroundings))

  expect(shown.edges.slice(0, 2).map(({ edge }) => edge)).toEqual(['generated', 'used'])
  expect([shown.edges.length, shown.withheld]).toEqual([500, 102])
})
