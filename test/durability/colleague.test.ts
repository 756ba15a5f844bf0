import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { pedigree } from './pedigree.ts'
import { projectIn } from './project.ts'
import { recordRuns } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('colleague')
const nobody = 65_534

test.skipIf(process.getuid?.() !== 0)(
  'who may not read the key is told who writes, and asks all the same',
  async () => {
    const project = projectIn(folderOf())
    await recordRuns(project, 2)
    const key = readFileSync(project.record.key, 'utf8')
    const base = dirname(project.cwd)
    for (const folder of [dirname(base), base, project.cwd, project.record.path]) chmodSync(folder, 0o777)
    const colleague = { ...project, state: `${base}/nobody` }

    const asked = await pedigree(colleague, ['find', 'train'], {}, nobody)
    const told = await pedigree(colleague, ['tag', 'asset:flights/delay', 'a=b'], {}, nobody)
    const continued = await pedigree(colleague, ['log', 'continue'], {}, nobody)

    const says =
      /key is one that belongs to user 0, and only that user may read: .* Questions and `pedigree verify` work all the same; .*`pedigree serve`/
    expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('train') })
    expect(told).toMatchObject({ code: 6, said: expect.stringMatching(says) })
    // Whoever may write into the folder could move the owner's key away, and has no cause to.
    expect(continued).toMatchObject({ code: 6, said: expect.stringMatching(says) })
    expect(readFileSync(project.record.key, 'utf8')).toBe(key)
    expect(existsSync(`${project.record.key}.broken`)).toBe(false)
  },
)
