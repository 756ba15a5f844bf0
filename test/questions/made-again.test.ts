import { describe, expect, test } from 'vitest'
import type { Lineage } from '../../src/lineage/lineage.ts'
import { deploy } from '../../src/operations/deploy.ts'
import { diff } from '../../src/operations/diff.ts'
import { path } from '../../src/operations/path.ts'
import { register } from '../../src/operations/register.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

/** A model is made, registered and deployed; then a run makes the same bytes of other data. */
async function madeAgain() {
  const project = makeProject()
  const { file, runOf, write, read, surroundings, clock } = project
  const first = file('raw.csv', 'first')
  file('m.joblib', 'model')
  await runOf({ name: 'train.py', reads: ['raw.csv'], writes: ['m.joblib'] })
  await write((store) => register(store, { reference: 'm.joblib', name: 'm' }, surroundings))
  await write((store) => deploy(store, { reference: 'm@1', slot: 'production' }, surroundings))
  clock.now += 60_000
  const second = file('raw.csv', 'second')
  const again = await runOf({ name: 'train.py', reads: ['raw.csv'], writes: ['m.joblib'] })
  const traced = (reference: string) => read((store) => trace(store, { reference }, surroundings))
  const affected = (reference: string) => read((store) => impact(store, { reference }, surroundings))
  return { ...project, first, second, again, traced, affected }
}

const idsOf = ({ nodes }: Lineage) => nodes.map(({ id }) => id)
const liveIn = ({ edges }: Lineage) => edges.flatMap(({ edge, slot }) => (edge === 'points' ? [slot] : []))

describe('the bytes of a version that were made again of other data', () => {
  test.each(['m', 'm@1', 'm@production'])('are no part of where %s comes from, and are counted', async (reference) => {
    const { first, second, again, traced } = await madeAgain()

    const lineage = await traced(reference)

    expect(idsOf(lineage)).toContain(first)
    expect(idsOf(lineage)).not.toContain(second)
    expect(lineage.madeAgain).toEqual({
      before: 0,
      after: 1,
      last: { run: again, name: 'train.py', at: '2026-01-01T00:02:00.000Z' },
    })
    expect(lineage).toMatchObject({ complete: true, version: { name: 'm', number: 1 } })
  })

  test('make nothing of that version depend on that data, and nothing live', async () => {
    const { first, second, affected } = await madeAgain()

    const [ofFirst, ofSecond] = [await affected(first), await affected(second)]

    expect(liveIn(ofFirst)).toEqual(['production'])
    expect(liveIn(ofSecond)).toEqual([])
    expect(ofSecond.edges.filter(({ edge }) => edge === 'version-of')).toMatchObject([{ sameBytes: true }])
  })

  test('are on no way from that data to the version, but are where the file lies', async () => {
    const { first, second, read, surroundings } = await madeAgain()
    const waysTo = async (a: string, b: string) => (await read((store) => path(store, { a, b }, surroundings))).ways

    expect(await waysTo(first, 'm@1')).toHaveLength(1)
    expect(await waysTo(second, 'm@1')).toEqual([])
    expect(await waysTo(second, 'm.joblib')).toHaveLength(1)
  })

  test('are what a version comes from that was registered afterwards', async () => {
    const { first, second, traced, affected, write, read, surroundings } = await madeAgain()
    await write((store) => register(store, { reference: 'm.joblib', name: 'm', version: 2 }, surroundings))
    await write((store) => deploy(store, { reference: 'm@2', slot: 'canary' }, surroundings))

    const lineage = await traced('m')

    expect(idsOf(lineage)).toContain(second)
    expect(idsOf(lineage)).not.toContain(first)
    expect(lineage.madeAgain).toEqual({ before: 1, after: 0 })
    expect(liveIn(await affected(second))).toEqual(['canary'])
    expect(liveIn(await affected(first))).toEqual(['production'])
    const { causes } = await read((store) => diff(store, { a: 'm@1', b: 'm@2' }, surroundings))
    expect(causes.map(({ subject }) => subject)).toEqual(['raw.csv'])
  })
})

test('a file that is registered is the one at its place, also where the same bytes lie elsewhere', async () => {
  const { file, runOf, write, read, surroundings } = makeProject()
  for (const name of ['raw.csv', 'bo/raw.csv']) file(name, name)
  for (const name of ['m.joblib', 'bo/m.joblib']) file(name, 'model')
  await runOf({ name: 'ann', reads: ['raw.csv'], writes: ['m.joblib'] })
  await runOf({ name: 'bo', reads: ['bo/raw.csv'], writes: ['bo/m.joblib'] })
  await write((store) => register(store, { reference: 'bo/m.joblib', name: 'm' }, surroundings))

  const { nodes, place } = await read((store) => trace(store, { reference: 'm@1' }, surroundings))

  expect(nodes.flatMap(({ type, name }) => (type === 'run' ? [name] : []))).toEqual(['bo'])
  expect(place).toMatch(/bo\/m\.joblib$/)
})

test('bytes that one run wrote under two names were made once', async () => {
  const { file, runOf, write, read, surroundings } = makeProject()
  file('raw.csv', 'raw')
  for (const name of ['deep.joblib', 'best.joblib']) file(name, 'model')
  await runOf({ name: 'sweep.py', reads: ['raw.csv'], writes: ['deep.joblib', 'best.joblib'] })
  await write((store) => register(store, { reference: 'best.joblib', name: 'm' }, surroundings))

  const { madeAgain } = await read((store) => trace(store, { reference: 'm' }, surroundings))

  expect(madeAgain).toBeUndefined()
})
