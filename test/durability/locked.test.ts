import { realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { runsWaiting, spool } from '../../src/operations/spool.ts'
import { openToRead } from '../../src/operations/store.ts'
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

const left = ({ record, surroundings }: Project) => runsWaiting(realpathSync(record.path), surroundings)

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

    expect(waitedMs).toBeLessThan(6_000)
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

test('what takes longer to record than a question can wait is recorded in part, and the next goes on', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const target = realpathSync(project.record.path)
  const facet = { type: 'facet', subject: 'run:flights/1', name: 'note', body: 'x'.repeat(400_000) }
  for (let number = 0; number < 120; number++) {
    const producer = number.toString(16).padStart(32, '0')
    spool({ target, producer, sequence: 0, agent: undefined, via: 'test', statements: [facet] }, project.surroundings)
  }

  const answers = []
  for (let asked = 0; asked < 20 && left(project) > 0; asked++) {
    const start = performance.now()
    await using _ = await openToRead(project.surroundings)
    answers.push({ ms: performance.now() - start, left: left(project) })
  }

  expect(answers.length).toBeGreaterThan(1)
  expect(answers.at(-1)?.left).toBe(0)
  for (const { ms } of answers) expect(ms).toBeLessThan(3_000)
  expect(project.warnings).toEqual(
    answers
      .slice(0, -1)
      .map(({ left }) => expect.stringContaining(`${left.toLocaleString('en')} runs wait to be recorded`)),
  )
})
