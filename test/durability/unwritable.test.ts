import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { recordRuns, verifyProject } from './recording.ts'
import { smallDisks } from './small-disk.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('unwritable')
const { canMount, smallDisk, remount } = smallDisks(folderOf)
const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** A run that fails by itself, so that its exit code is seen to be its own. */
const failing = ['run', '--name', 'failing', '--', 'sh', '-c', 'echo out; exit 3']

async function nodesFound(project: Project, name: string, env: Record<string, string> = {}) {
  const { out } = await pedigree(project, ['find', name, '--json'], env)
  return JSON.parse(out).nodes
}

describe('a state folder that cannot be written', () => {
  const stateFolders: [string, () => string][] = [
    [
      'because a file is in its place',
      () => {
        const file = join(folderOf(), 'state')
        writeFileSync(file, '')
        return file
      },
    ],
    ['because the system lets nobody', () => '/proc'],
    ...(canMount
      ? [
          [
            'because its disk is read-only',
            () => {
              const disk = smallDisk(64)
              remount(disk, 'ro')
              return disk
            },
          ] as [string, () => string],
        ]
      : []),
  ]
  test.each(stateFolders)('%s, stops neither a command nor its record, and is named', async (_, stateFolder) => {
    const project = projectIn(folderOf())
    const env = { XDG_STATE_HOME: stateFolder() }

    const { code, out, said } = await pedigree(project, failing, env)
    const asked = await pedigree(project, ['verify'], env)

    expect({ code, out }).toEqual({ code: 3, out: 'out\n' })
    expect(said.split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^pedigree: the command runs all the same, and is lost where the record does not take it: what waits to be recorded cannot be kept in ${env.XDG_STATE_HOME}/pedigree/spool/\\w+ \\(E.*\\); XDG_STATE_HOME names another state folder$`,
        ),
      ),
      expect.stringMatching(/^pedigree: the checkpoint could not be copied to .*; the record itself is safe$/),
      expect.stringMatching(/^pedigree: recorded failing as failed \(exit \d+\), /),
      '',
    ])
    expect(await nodesFound(project, 'failing', env)).toMatchObject([{ state: 'failed' }])
    expect(asked).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^pedigree: there is no copy of the checkpoint/),
    })
  })

  test('and a record that cannot, either: the command runs, and its record is said to be lost', async () => {
    const project = projectIn(folderOf())
    const state = join(project.state, 'in the way')
    mkdirSync(project.state)
    for (const path of [state, project.record.path]) writeFileSync(path, '')

    const { code, said } = await pedigree(project, failing, { XDG_STATE_HOME: state })

    expect(code).toBe(3)
    expect(said).toMatch(/^pedigree: could not record failing, /m)
    expect(said).toMatch(
      /^pedigree: what the run read and wrote is lost: \S+\.pedigree is no folder: put the record back/m,
    )
    expect(said).not.toMatch(/^pedigree: (?:recorded|kept for later)/m)
  })

  const isRoot = process.getuid?.() === 0
  test.skipIf(!isRoot)('because the user is known to nobody and has no home', () => {
    const project = projectIn(folderOf())
    const folders = [join(project.cwd, '..', '..'), join(project.cwd, '..'), project.cwd]
    for (const folder of folders) chmodSync(folder, 0o777)

    const { status, stderr, error } = spawnSync(process.execPath, [program, ...failing], {
      cwd: project.cwd,
      uid: 54_321,
      env: { PATH: process.env.PATH },
    })

    if (error !== undefined) throw error
    expect(stderr.toString()).toMatch(/cannot be kept in \/\.local\/state\/pedigree.*XDG_STATE_HOME/)
    expect(stderr.toString()).toMatch(/^pedigree: recorded failing as failed/m)
    expect(status).toBe(3)
  })
})

describe('a project that cannot take a record', () => {
  test.skipIf(!canMount)(
    'because its disk is read-only: the run waits, a question says so, and then it is there',
    async () => {
      const disk = smallDisk(1_024)
      const project = { ...projectIn(disk), state: folderOf() }
      remount(disk, 'ro')

      const { code, said } = await pedigree(project, failing)
      const asked = await pedigree(project, ['find', 'failing'])
      const registered = await pedigree(project, ['register', '/etc/hostname', 'host'])
      remount(disk, 'rw')
      await pedigree(project, ['run', '--', 'true'])

      expect(code).toBe(3)
      expect(said).toMatch(
        /^pedigree: the command runs all the same, but its record cannot be opened: \S+\.pedigree cannot be made \(EROFS: read-only file system, .*\)\npedigree: kept for later: failing as failed \(exit 3\), .*\npedigree: the next command records it; now it could not: \S+\.pedigree cannot be made \(EROFS.*\)\n$/,
      )
      expect(asked).toMatchObject({
        code: 4,
        said: `pedigree: there is no record at ${project.record.path} yet, and 1 run waits for it: the next \`pedigree run\` makes it.\n`,
      })
      expect(registered).toMatchObject({
        code: 6,
        said: expect.stringMatching(/^pedigree: \S+\.pedigree cannot be made \(EROFS.*\)\n$/),
      })
      expect(await nodesFound(project, 'failing')).toMatchObject([{ state: 'failed' }])
    },
  )

  test.each([
    ['a file', (path: string) => writeFileSync(path, 'mine'), 'no folder: put the record back, or name another folder'],
    [
      'a link to nothing',
      (path: string) => symlinkSync('/nowhere', path),
      'a link to no record: name the folder itself',
    ],
    [
      'a folder of something else',
      (path: string) => {
        mkdirSync(path)
        writeFileSync(join(path, 'notes'), 'mine')
      },
      'there, but store.db is not in it: put the record back, or name another folder',
    ],
  ])(
    'because %s stands in its place: whoever writes or asks hears it, and it stays as it is',
    async (_, make, what) => {
      const project = projectIn(folderOf())
      make(project.record.path)
      const sentence = `pedigree: ${project.record.path} is ${what} with --store.\n`

      const { code, said } = await pedigree(project, failing)
      const written = await pedigree(project, ['register', '/etc/hostname', 'host'])
      const asked = await Promise.all([['verify'], ['log', 'continue']].map((args) => pedigree(project, args)))

      expect({ code, said }).toEqual({
        code: 3,
        said: expect.stringMatching(/^pedigree: kept for later: failing as failed/m),
      })
      expect(written).toEqual({ code: 6, out: '', said: sentence })
      for (const answer of asked) expect(answer).toEqual({ code: 4, out: '', said: sentence })
      expect(readdirSync(project.cwd)).toEqual(['.pedigree'])
      rmSync(project.record.path, { recursive: true })
      await pedigree(project, ['run', '--', 'true'])
      expect(await nodesFound(project, 'failing')).toMatchObject([{ state: 'failed' }])
    },
  )
})

test('a record named below a file is refused in a sentence', async () => {
  const project = projectIn(folderOf())
  writeFileSync(join(project.cwd, 'file'), '')

  const answer = await pedigree(project, ['register', '/etc/hostname', 'host', '--store', 'file/record'])

  expect(answer).toEqual({
    code: 6,
    out: '',
    said: expect.stringMatching(/^pedigree: \S+file\/record cannot be looked into \(ENOTDIR: .*\)\n$/),
  })
})

describe('the configuration', () => {
  test.each(['{"namesp', undefined])(
    'that is %j is named once by a question, and a run waits until it is mended',
    async (text) => {
      const project = projectIn(folderOf())
      await recordRuns(project, 1)
      const whole = readFileSync(project.record.config)
      if (text === undefined) rmSync(project.record.config)
      else writeFileSync(project.record.config, text)

      const { code } = await pedigree(project, failing)
      const asked = await pedigree(project, ['verify'])
      writeFileSync(project.record.config, whole)

      expect(code).toBe(3)
      expect(asked).toEqual({
        code: 2,
        out: '',
        said: expect.stringMatching(/^pedigree: \S+config (cannot be read|is not there).*\n$/),
      })
      expect(await nodesFound(project, 'failing')).toMatchObject([{ state: 'failed' }])
    },
  )
})

describe('the key', () => {
  test.skipIf(process.platform === 'win32')('that others may read is warned of, with what to do', async () => {
    const project = projectIn(folderOf())
    await recordRuns(project, 1)
    chmodSync(project.record.key, 0o644)

    await recordRuns(project, 1)
    const verdict = await verifyProject(project)

    const sentence = `the log's key ${project.record.key} is open to others (mode 644), who can sign as you with it: chmod 600 ${project.record.key}`
    expect(project.warnings).toEqual([sentence])
    expect(verdict).toMatchObject({ intact: true, warnings: [sentence] })
    chmodSync(project.record.key, 0o600)
    expect(await verifyProject(project)).toMatchObject({ intact: true, warnings: [] })
  })

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['cut', 30],
    ['of another log', 'other'],
  ])('that is %s takes nothing from the record: verify says what cannot be done, and a run waits', async (_, how) => {
    const [project, other] = [projectIn(folderOf()), projectIn(folderOf())]
    await recordRuns(project, 2)
    await recordRuns(other, 1)
    const whole = readFileSync(project.record.key, 'utf8')
    if (how === undefined) rmSync(project.record.key)
    else if (how === 'other') writeFileSync(project.record.key, readFileSync(other.record.key))
    else writeFileSync(project.record.key, typeof how === 'number' ? whole.slice(0, how) : how)

    const verdict = await verifyProject(project)
    const { code, said } = await pedigree(project, failing)
    writeFileSync(project.record.key, whole, { mode: 0o600 })

    expect(verdict).toMatchObject({
      intact: true,
      entries: 2,
      warnings: [expect.stringMatching(/^nothing can be added to the record: .*\.pedigree\/key\b/)],
    })
    expect({ code, said }).toEqual({
      code: 3,
      said: expect.stringMatching(/^pedigree: kept for later: failing as failed/),
    })
    expect(said.trimEnd().split('\n')).toHaveLength(2)
    expect(await nodesFound(project, 'failing')).toMatchObject([{ state: 'failed' }])
    expect(existsSync(`${project.record.key}.new`)).toBe(false)
  })
})
