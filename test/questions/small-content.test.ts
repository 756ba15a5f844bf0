import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256Of } from '../../src/domain/digest.ts'
import { placeOf } from '../../src/domain/place.ts'
import { diff } from '../../src/operations/diff.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

// Content of 64 bytes is followed from one place to another, less is not. The numbers are written out: whoever moves the
// limit changes what every record answers.
const sizes = [
  { bytes: 63, isFollowed: false },
  { bytes: 64, isFollowed: true },
]

/** A project in which files have exactly the bytes that they are given, copied by hand or told of as a run's. */
function exactProject() {
  const { surroundings, write, read, clock } = makeProject()
  const pathOf = (name: string) => join(surroundings.cwd, name)
  const file = (name: string, bytes: number, letter: string) => {
    mkdirSync(dirname(pathOf(name)), { recursive: true })
    writeFileSync(pathOf(name), letter.repeat(bytes))
    return { name, digest: sha256Of(letter.repeat(bytes)), bytes }
  }
  const copy = (of: ReturnType<typeof file>, name: string) => {
    mkdirSync(dirname(pathOf(name)), { recursive: true })
    copyFileSync(pathOf(of.name), pathOf(name))
    return { ...of, name }
  }
  const ran = async (run: string, does: 'used' | 'generated', { name, digest, bytes }: ReturnType<typeof file>) => {
    clock.now += 60_000
    const at = new Date(clock.now).toISOString()
    const place = placeOf(hostname(), pathOf(name))
    const statements = [
      {
        type: 'node',
        node: 'run',
        id: run,
        name: run.replace(/^run:test\/|-\d$/g, ''),
        state: 'succeeded',
        from: at,
        until: at,
      },
      { type: 'node', node: 'artifact', id: digest, name, bytes },
      { type: 'edge', edge: does, source: run, target: digest, role: 'data', selector: { path: name }, place, at },
    ]
    await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
  }
  const runsIn = async (question: typeof trace, reference: string) => {
    const { nodes } = await read((store) => question(store, { reference }, surroundings))
    return nodes.flatMap(({ type, name }) => (type === 'run' ? [name] : [])).sort()
  }
  const causes = async (a: string, b: string) => {
    const { causes } = await read((store) => diff(store, { a, b }, surroundings))
    return causes.map(({ subject }) => subject)
  }
  return { file, copy, ran, runsIn, causes }
}

test.each(sizes)('content of $bytes bytes is followed to another place: $isFollowed', async ({ bytes, isFollowed }) => {
  const { file, copy, ran, runsIn } = exactProject()
  const made = file('a/part', bytes, 'x')
  const model = file('model.bin', 100, 'm')
  await ran('run:test/prepare', 'generated', made)
  await ran('run:test/train', 'used', copy(made, 'b/part'))
  await ran('run:test/train', 'generated', model)

  expect(await runsIn(trace, 'model.bin')).toEqual(isFollowed ? ['prepare', 'train'] : ['train'])
  expect(await runsIn(impact, 'run:test/prepare')).toEqual(isFollowed ? ['prepare', 'train'] : ['prepare'])
})

test.each(sizes)(
  'of a copied file of $bytes bytes who made its content is told: $isFollowed',
  async ({ bytes, isFollowed }) => {
    const { file, copy, ran, runsIn } = exactProject()
    const made = file('a/part', bytes, 'x')
    await ran('run:test/prepare', 'generated', made)
    copy(made, 'b/part')

    expect(await runsIn(trace, 'a/part')).toEqual(['prepare'])
    expect(await runsIn(trace, 'b/part')).toEqual(isFollowed ? ['prepare'] : [])
  },
)

test.each(sizes)(
  'input of $bytes bytes that a run made elsewhere differs as a consequence: $isFollowed',
  async ({ bytes, isFollowed }) => {
    const { file, copy, ran, causes } = exactProject()
    for (const letter of ['1', '2']) {
      const made = file('a/part', bytes, letter)
      await ran(`run:test/prepare-${letter}`, 'generated', made)
      await ran(`run:test/train-${letter}`, 'used', copy(made, 'b/part'))
      await ran(`run:test/train-${letter}`, 'generated', file(`model-${letter}.bin`, 100, letter))
    }

    const found = await causes('model-1.bin', 'model-2.bin')
    expect(found.includes('b/part')).toBe(!isFollowed)
  },
)
