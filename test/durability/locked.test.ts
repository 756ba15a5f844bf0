import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { recordRuns } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('locked')

/** Holds the writer's lock, as another process does that writes for long. */
function held({ record }: Project): Disposable {
  const database = new DatabaseSync(record.store)
  database.exec('begin immediate')
  return { [Symbol.dispose]: () => database.close() }
}

test('a run whose record is locked says one thing: that it is kept, and why', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  using _ = held(project)

  const { code, said } = await pedigree(project, ['run', '--', 'sh', '-c', 'exit 3'], { PEDIGREE_LOCK_WAIT_MS: '50' })

  const [line, why, ...more] = said.trimEnd().split('\n')
  expect({ code, more }).toEqual({ code: 3, more: [] })
  expect(line).toMatch(/^pedigree: kept for later: sh as failed \(.*\), .*, grade \w/)
  expect(why).toMatch(
    /^pedigree: the next command records it; now it could not: \S+store\.db: another process has held the store for 0\.05 s; try again$/,
  )
  expect(said).not.toMatch(/\brecorded\b/)
})

test('a question does not wait long for the lock, and says how many runs its answer lacks', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  {
    using _ = held(project)
    for (const name of ['one', 'two']) {
      await pedigree(project, ['run', '--name', name, '--', 'true'], { PEDIGREE_LOCK_WAIT_MS: '50' })
    }
    const start = performance.now()
    const answers = await Promise.all([['live'], [], ['find', 'delay']].map((args) => pedigree(project, args)))
    const waitedMs = performance.now() - start

    // Well below the half minute that a command which records would wait, also on a busy machine.
    expect(waitedMs).toBeLessThan(20_000)
    for (const { code, out, said } of answers) {
      expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/delay|flights/) })
      expect(said).toMatch(
        /^pedigree: 2 runs wait to be recorded and are not in this answer: \S+store\.db: another process has held the store for 0\.\d+ s; try again\n$/,
      )
    }
  }

  const { out, said } = await pedigree(project, ['find', 'two', '--json'])

  expect(JSON.parse(out).nodes).toMatchObject([{ name: 'two', state: 'succeeded' }])
  expect(said).toBe('')
})
