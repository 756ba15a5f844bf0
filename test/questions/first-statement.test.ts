import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openToState } from '../../src/operations/project/open-to-state.ts'
import { register } from '../../src/operations/register.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

test('a statement that is refused in a new project leaves no record behind', async () => {
  const { surroundings } = makeProject()
  await using store = await openToState(surroundings, undefined, { mayBegin: true })

  await expect(register(store, { reference: 'absent.joblib', name: 'delay' }, surroundings)).rejects.toThrow(
    '"absent.joblib" is not on record',
  )
  await expect(register(store, { reference: 'absent.joblib', name: 'a@b' }, surroundings)).rejects.toThrow(
    'cannot be a name',
  )
  expect(existsSync(store.folder.path)).toBe(false)
})

test('a first statement makes the record, under the namespace that the statement was made for', async () => {
  const { file, surroundings, read } = makeProject()
  file('found.joblib', 'found')
  await using store = await openToState(surroundings, undefined, { mayBegin: true })

  const { asset, version } = await register(store, { reference: 'found.joblib', name: 'found' }, surroundings)

  expect(version).toBe(1)
  const lineage = await read((recorded) => trace(recorded, { reference: 'found@1' }, surroundings))
  expect(lineage.edges).toMatchObject([{ edge: 'version-of', target: asset }])
  expect(asset).toBe(await read(async ({ namespace }) => `asset:${namespace}/found`))
})

test('where there is no record, nothing can be deployed or approved', async () => {
  const { surroundings } = makeProject()

  await expect(openToState(surroundings, undefined)).rejects.toThrow('there is no record at')
})

test('where a record is, it is the one that is opened', async () => {
  const { file, surroundings } = makeProject()
  file('found.joblib', 'found')
  await (await openToWrite(surroundings))[Symbol.asyncDispose]()
  await using store = await openToState(surroundings, undefined)

  expect((await register(store, { reference: 'found.joblib', name: 'found' }, surroundings)).recorded?.entry).toBe(1)
})
