import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileSystemOf } from '../../src/capture/files/file-system.ts'
import { doctor } from '../../src/operations/doctor.ts'
import { find } from '../../src/operations/find.ts'
import { destinationHere } from '../../src/operations/project/destination.ts'
import { openToState } from '../../src/operations/project/open-to-state.ts'
import { run } from '../../src/operations/run.ts'
import { openToRead, openToWrite } from '../../src/operations/store.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'
import { type Project, projectIn } from './project.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('network')

/** The project's folder on another machine, for all that Pedigree can tell; everything else is local. */
function shared(): Project & { readonly surroundings: Surroundings } {
  const project = projectIn(folderOf())
  const surroundings: Surroundings = {
    ...project.surroundings,
    fileSystemOf: async (path) => ({
      ...(await fileSystemOf(path)),
      network: path.startsWith(project.cwd) ? 'NFS' : undefined,
    }),
  }
  return { ...project, surroundings }
}

const runIn = (surroundings: Surroundings, name: string) =>
  run(
    ['true'],
    {
      destination: () => destinationHere(undefined, surroundings),
      said: [['name', name]],
      witnesses: 'python',
      main: 'main.ts',
    },
    surroundings,
  )
async function found(surroundings: Surroundings, text: string) {
  await using store = await openToRead(surroundings)
  return (await find(store, { text }, surroundings)).nodes.map(({ name }) => name)
}

test('a run waits where its record would lie on a network file system, says why and what to set, and makes nothing there', async () => {
  const { surroundings, record, warnings } = shared()

  const { end, state, problem } = await runIn(surroundings, 'one')

  expect({ exit: end.exit, state, warnings }).toEqual({ exit: 0, state: 'waiting', warnings: [] })
  expect(problem).toMatch(
    /^\S+\.pedigree is on a network file system \(NFS\), where a SQLite file is not safe; set PEDIGREE_STORE to a local folder, such as \/\S+$/,
  )
  expect(existsSync(record.path)).toBe(false)
})

test('commands that write refuse, also where a record is there, and one that asks says how a run comes on record', async () => {
  const { surroundings, record } = shared()
  await runIn(surroundings, 'one')

  await expect(found(surroundings, 'one')).rejects.toThrow(/1 run waits for it/)
  mkdirSync(record.path)
  for (const open of [openToWrite, openToState]) {
    await expect(open(surroundings, undefined)).rejects.toThrow(/network file system \(NFS\).*PEDIGREE_STORE/)
  }
})

test('a local store that stands in records what waits for the project’s own, and the doctor counts it', async () => {
  const { surroundings, state } = shared()
  await runIn(surroundings, 'one')
  const local = { ...surroundings, env: { ...surroundings.env, PEDIGREE_STORE: join(state, 'local') } }

  const before = await doctor(local, undefined)
  await runIn(local, 'two')

  expect(before.findings.find(({ subject }) => subject === 'waiting runs')?.says).toMatch(/1 request to record$/)
  expect(await found(local, 'one')).toEqual(['one'])
  expect(await found(local, 'two')).toEqual(['two'])
})

test('what waits for a project on a local disk is not taken by another store', async () => {
  const { surroundings, state } = shared()
  await runIn(surroundings, 'one')
  const { fileSystemOf: _, ...ordinary } = surroundings
  const local = { ...ordinary, env: { ...surroundings.env, PEDIGREE_STORE: join(state, 'local') } }

  await runIn(local, 'two')

  expect(await found(local, 'one')).toEqual([])
})
