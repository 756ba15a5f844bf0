import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openToRead, openToWrite } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { pedigree } from './pedigree.ts'
import { projectIn } from './project.ts'
import { recordRuns, verifyProject } from './recording.ts'
import { requestsOfRuns } from './requests.ts'
import { fill, smallDisks } from './small-disk.ts'
import { temporaryFolders } from './temporary-folder.ts'
import { startWriter } from './writer-process.ts'

const folderOf = temporaryFolders('full')
const { canMount, smallDisk, remount } = smallDisks(folderOf)

describe.skipIf(!canMount)('on a disk that is full', () => {
  test.each([
    ['at its commit', 2_048, 20_000],
    // Past what the engine holds in memory, which goes to the disk while the group is still being put.
    ['in its middle', 12_288, 600_000],
  ])(
    'a group is refused whole %s with one sentence, the rest stands, and with space it goes on',
    async (_, kilobytes, padding) => {
      const disk = smallDisk(kilobytes)
      const project = { ...projectIn(disk), state: folderOf() }
      const surroundings = { ...project.surroundings, env: { XDG_STATE_HOME: project.state } }
      const requestOf = requestsOfRuns(padding)
      const groups: PromiseSettledResult<unknown>[][] = []
      {
        await using store = await openToWrite(surroundings)
        for (let full = false; !full && groups.length < 100; full = groups.at(-1)?.[0]?.status === 'rejected') {
          groups.push(await Promise.allSettled(Array.from({ length: 8 }, () => store.record(requestOf()))))
        }
        expect(groups.length).toBeGreaterThan(1)
        expect(groups.at(-1)?.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.message : ''))).toEqual(
          Array(8).fill(`${project.record.store}: the disk is full; nothing of this request was stored`),
        )
        expect(await verify(store, [], surroundings)).toMatchObject({ intact: true, entries: (groups.length - 1) * 8 })

        remount(disk, 'size=64m')
        expect(await store.record(requestOf())).toMatchObject({ entry: (groups.length - 1) * 8 + 1 })
      }
      await using store = await openToRead(surroundings)
      expect(await verify(store, [], surroundings)).toMatchObject({ intact: true, warnings: [] })
      expect(project.warnings).toEqual([])
    },
  )

  test('a record is still read and verified, also by a process that comes later', async () => {
    const disk = smallDisk(1_024)
    const project = projectIn(disk)
    await recordRuns(project, 3)
    fill(disk)

    const writing = await recordRuns(project, 1).catch((error: Error) => error)
    const verdict = await verifyProject(project)

    expect(writing).toMatchObject({ code: 'unavailable', message: expect.stringContaining('disk is full') })
    expect(verdict).toMatchObject({ intact: true, entries: 3 })
    rmSync(join(disk, 'filling'))
    expect(await recordRuns(project, 1)).toBe(4)
  })

  test('so it is where nobody may write, as an auditor gets it', async () => {
    const disk = smallDisk(1_024)
    const project = projectIn(disk)
    await recordRuns(project, 3)
    remount(disk, 'ro')

    const verdict = await verifyProject(project)
    const writing = await recordRuns(project, 1).catch((error: Error) => error)

    expect(verdict).toMatchObject({ intact: true, entries: 3 })
    expect(writing).toMatchObject({ code: 'unavailable', message: expect.stringContaining(project.record.store) })
  })

  test('what a killed writer left beside the record is said to be needed, not that the record is old', async () => {
    const disk = smallDisk(2_048)
    const project = { ...projectIn(disk), state: folderOf() }
    const surroundings = { ...project.surroundings, env: { XDG_STATE_HOME: project.state } }
    await recordRuns({ ...project, surroundings }, 1)
    const writer = startWriter(project)
    await writer.opened()
    await sleep(200)
    writer.kill()
    const { acknowledged } = await writer.ended
    rmSync(`${project.record.store}-shm`)
    fill(disk)

    const asked = await pedigree(project, ['verify'])
    rmSync(join(disk, 'filling'))

    expect(asked).toMatchObject({
      code: 6,
      out: '',
      said: expect.stringMatching(/store\.db-wal, and can only be read/),
    })
    expect(await verifyProject({ ...project, surroundings })).toMatchObject({ entries: 1 + acknowledged.length })
  })

  test('the worst day: commands end as they do, nothing is lost, and with space it goes on', async () => {
    const disk = smallDisk(2_048)
    const project = { ...projectIn(disk), state: folderOf() }
    const [kept, exported] = ['kept', 'exported'].map((name) => join(project.cwd, name)) as [string, string]
    await pedigree(project, ['run', '--name', 'before', '--', 'sh', '-c', 'echo model > model.bin'])
    await pedigree(project, ['register', 'model.bin', 'delay'])
    await pedigree(project, ['checkpoint', '--out', kept])
    const old = readFileSync(kept, 'utf8')
    fill(disk)

    const run = await pedigree(project, ['run', '--name', 'during', '--', 'sh', '-c', 'cat model.bin; exit 9'])
    const [registered, traced, verified, again, out] = await Promise.all([
      pedigree(project, ['register', 'model.bin', 'other']),
      pedigree(project, ['trace', 'delay@1', '--json']),
      pedigree(project, ['verify']),
      pedigree(project, ['checkpoint', '--out', kept]),
      pedigree(project, ['log', 'export', exported]),
    ])
    rmSync(join(disk, 'filling'))
    const after = await pedigree(project, ['verify', '--checkpoint', kept])
    const found = await pedigree(project, ['find', 'during', '--json'])

    expect(run).toEqual({
      code: 9,
      out: 'model\n',
      said: expect.stringMatching(
        /^pedigree: kept for later: during as failed.*\n.*: the disk is full; nothing of this request was stored\n$/,
      ),
    })
    expect(registered).toMatchObject({
      code: 6,
      said: expect.stringMatching(/: the disk is full; nothing of this request was stored\n$/),
    })
    expect(traced.code).toBe(0)
    expect(JSON.parse(traced.out).nodes.map(({ name }: { name?: string }) => name)).toContain('before')
    expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/^intact: 2 entries/) })
    for (const { said } of [traced, verified])
      expect(said).toMatch(/^pedigree: 1 run waits to be recorded and is not in this answer: .*\n$/)
    for (const { code, said } of [again, out])
      expect({ code, said }).toEqual({ code: 6, said: expect.stringContaining('cannot be written (ENOSPC') })
    expect(readFileSync(kept, 'utf8')).toBe(old)
    expect(existsSync(exported) ? readdirSync(exported) : []).toEqual([])
    expect(after).toMatchObject({ code: 0, out: expect.stringMatching(/^intact: 3 entries/), said: '' })
    expect(JSON.parse(found.out).nodes).toMatchObject([{ name: 'during', state: 'failed' }])
    expect((await pedigree(project, ['log', 'export', exported])).code).toBe(0)
  })

  test('no half of a new record is left behind', async () => {
    const disk = smallDisk(96)
    const project = projectIn(disk)
    fill(disk)

    await expect(recordRuns(project, 1)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/\.pedigree.*(?:no space left|disk is full)/),
    })

    expect(readdirSync(project.cwd)).toEqual([])
  })

  test('what is recorded stands when only its copies find no room', async () => {
    const disk = smallDisk(128)
    const project = projectIn(folderOf())
    const surroundings = { ...project.surroundings, env: { XDG_STATE_HOME: disk } }
    fill(disk)

    await recordRuns({ ...project, surroundings }, 2)

    expect(project.warnings).toEqual([
      expect.stringMatching(/could not be copied to .*no space.*record itself is safe/),
    ])
    expect(await verifyProject({ ...project, surroundings })).toMatchObject({
      intact: true,
      entries: 2,
      warnings: [expect.stringContaining('there is no copy')],
    })
  })
})

test.skipIf(!canMount)(
  'a run during which the user’s state folder fills up is recorded once, and whole, by the store alone',
  async () => {
    const disk = smallDisk(256)
    const project = projectIn(folderOf())
    const env = { XDG_STATE_HOME: disk }
    const script = `cat /dev/zero > ${disk}/filling 2> /dev/null; exit 7`

    const { code, said } = await pedigree(project, ['run', '--name', 'filler', '--', 'sh', '-c', script], env)
    const { out, said: asked } = await pedigree(project, ['find', 'filler', '--json'], env)

    expect(code).toBe(7)
    expect(said).toMatch(/^pedigree: recorded filler as failed/m)
    expect(JSON.parse(out).nodes).toMatchObject([{ name: 'filler', state: 'failed' }])
    expect(asked).toBe('')
  },
)

// Quotas and limits on the size of files give another error than a full disk does.
test.skipIf(!existsSync('/bin/sh') || process.platform === 'win32')(
  'at a limit on the size of files a group is refused whole, and without the limit it goes on',
  async () => {
    const project = projectIn(folderOf())

    const { acknowledged, said, error } = await startWriter(project, {
      count: 200,
      together: 8,
      padding: 20_000,
      limit: 'ulimit -f 2000; exec',
    }).ended

    expect(error).toBe('')
    expect(acknowledged.length).toBeGreaterThan(7)
    expect(said.length).toBeGreaterThan(7)
    for (const line of said.filter((said) => !said.startsWith('warning'))) {
      expect(line).toMatch(
        /^refused \w+ \d+ unavailable: .*: the disk refused \(.*limit.*\); nothing of this request was stored$/,
      )
    }
    expect(await verifyProject(project)).toMatchObject({ intact: true, entries: acknowledged.length })
    expect(await recordRuns(project, 1)).toBe(acknowledged.length + 1)
  },
)
