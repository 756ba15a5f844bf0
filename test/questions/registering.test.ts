import { expect, test } from 'vitest'
import { deploy, retire } from '../../src/operations/deploy.ts'
import { register } from '../../src/operations/register.ts'
import { makeProject } from './project.ts'

test('of two who register at once each gets a number of its own', async () => {
  const { file, write, surroundings } = makeProject()
  for (const name of ['one.joblib', 'other.joblib']) file(name, name)

  const versions = await write(async (store) => {
    const registered = ['one.joblib', 'other.joblib'].map((reference) =>
      register(store, { reference, name: 'race' }, surroundings),
    )
    return (await Promise.all(registered)).map(({ version }) => version)
  })

  expect(versions.sort()).toEqual([1, 2])
})

test('a number that was asked for is refused where other content has it meanwhile', async () => {
  const { file, write, surroundings } = makeProject()
  for (const name of ['one.joblib', 'other.joblib']) file(name, name)

  const outcomes = await write((store) =>
    Promise.allSettled(
      ['one.joblib', 'other.joblib'].map((reference) =>
        register(store, { reference, name: 'race', version: 1 }, surroundings),
      ),
    ),
  )

  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test.each([' ', ' delay', 'delay ', 'de\nlay', 'de\u0007lay', ''])('%j is no name', async (name) => {
  const { file, write, surroundings } = makeProject()
  file('one.joblib', 'one')

  const registered = write((store) => register(store, { reference: 'one.joblib', name }, surroundings))

  await expect(registered).rejects.toMatchObject({ code: 'invalid-input' })
})

test('nothing is retired at a time when nothing was live', async () => {
  const { file, write, surroundings, clock } = makeProject()
  file('one.joblib', 'one')
  await write((store) => register(store, { reference: 'one.joblib', name: 'delay' }, surroundings))
  await write((store) => deploy(store, { reference: 'delay@1', slot: 'staging' }, surroundings))
  clock.now += 60_000

  const early = write((store) => retire(store, { reference: 'delay@staging', at: '2020-01-01' }, surroundings))

  await expect(early).rejects.toThrow(/nothing was live in staging of delay at 2020-01-01 .*since 2026-01-01/)
  await expect(write((store) => retire(store, { reference: 'delay@staging' }, surroundings))).resolves.toMatchObject({
    slot: 'staging',
  })
})
