import { expect, test } from 'vitest'
import { everything, type Graph } from '../../domain/graph.ts'
import { walkDown, walkUp } from './walk.ts'
import { graphOf, inFolder, type Line, read, wrote } from './written-out.test-graph.ts'

type Folder = { readonly lines: readonly Line[]; readonly start: string }

const files = (count: number) => Array.from({ length: count }, (_, index) => `file ${index}`)
const held = (count: number, folder: string, said: Parameters<typeof inFolder>[2] = {}) =>
  files(count).map((file) => inFolder(file, folder, { ...said, selector: { path: file } }))
const readWhole = [read('train', 'read', { place: '/data', at: 5 }), wrote('train', 'model', { at: 6 })]

/** Folders of any size, as runs read and write them, and where a question starts. */
const shapes: Readonly<Record<string, (count: number) => Folder>> = {
  'nobody wrote it': (count) => ({ lines: [...readWhole, ...held(count, 'read')], start: 'file 0' }),
  'another folder holds its files, too, and was written whole': (count) => ({
    lines: [
      ...readWhole,
      ...held(count, 'read'),
      ...held(count, 'written'),
      inFolder('left out', 'written'),
      wrote('prepare', 'written', { place: '/data', at: 1 }),
      read('prepare', 'raw', { place: '/raw', at: 0 }),
    ],
    start: 'prepare',
  }),
  'a run wrote its files one by one': (count) => ({
    lines: [
      ...readWhole,
      ...held(count, 'read'),
      ...files(count).map((file) => wrote('prepare', file, { place: `/data/${file}`, at: 1 })),
    ],
    start: 'prepare',
  }),
  'many wrote a few of its files each': (count) => ({
    lines: [
      ...readWhole,
      ...held(count, 'read'),
      ...files(count).map((file, index) => inFolder(file, `part ${index % 10}`)),
      ...files(10).map((_, index) => wrote(`prepare ${index}`, `part ${index}`, { place: '/data', at: 1 })),
    ],
    start: 'prepare 0',
  }),
  'its files were in it for a while': (count) => ({
    lines: [...readWhole, ...held(count, 'read', { from: 1, until: 9 })],
    start: 'file 0',
  }),
}

const view = { ...everything, asOf: 8 }

test.each(Object.entries(shapes))('a walk takes as many steps as a folder has files where %s', (_, shape) => {
  const [few, many] = [100, 400].map((count) => {
    const { lines, start } = shape(count)
    const { graph, number } = graphOf(lines)
    return {
      up: stepsOf(graph, (counted) => walkUp(counted, [number('model')], view)),
      down: stepsOf(graph, (counted) => walkDown(counted, [number(start)], view)),
    }
  })

  // Four times the files, four times the steps, but for what does not depend on the folder.
  expect((many?.up ?? 0) / (few?.up ?? 1)).toBeLessThan(4.1)
  expect((many?.down ?? 0) / (few?.down ?? 1)).toBeLessThan(4.1)
})

/** How often a walk looks what an edge is, or goes on from one to the next. */
function stepsOf(graph: Graph, walk: (graph: Graph) => unknown): number {
  let steps = 0
  const counted = <T extends object>(array: T) =>
    new Proxy(array, {
      get(target, name) {
        steps++
        return Reflect.get(target, name, target)
      },
    })
  const { flow, nextUp, nextDown } = graph
  walk({ ...graph, flow: counted(flow), nextUp: counted(nextUp), nextDown: counted(nextDown) })
  return steps
}
