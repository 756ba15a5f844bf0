import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../src/export/text/diagnosis-text.ts'
import { hasGit, hasStrace, python } from './programs.ts'
import { makeProject, type Project } from './project.ts'

describe('doctor', () => {
  test.skipIf(!hasStrace || !hasGit || python === undefined)(
    'says what is seen where all is there, in ten lines',
    () => {
      const project = makeProject()

      const { exit, stdout } = project.pedigree(['doctor'])

      const lines = stdout.toString().trimEnd().split('\n')
      expect(exit).toBe(0)
      expect(lines.at(-1)).toBe('grade A: every file that a program touches is seen')
      expect(lines[0]).toMatch(/^✓ system calls +seen by strace/)
      expect(stdout.toString()).toMatch(/✓ Python +3\.\d+\.\d+ tells parameters/)
      expect(lines.length).toBeLessThanOrEqual(14)
    },
  )

  test.skipIf(python === undefined)('says what to install where only Python is there', () => {
    const project = makeProject({ isRepository: false })

    const { grade, findings } = diagnosis(project, { PATH: folderWith(project, { python3: python?.path ?? '' }) })

    expect(grade).toBe('B')
    expect(finding(findings, 'system calls')).toMatchObject({
      state: 'missing',
      says: expect.stringContaining('apt-get'),
    })
    expect(finding(findings, 'code')).toMatchObject({ state: 'limited', advice: 'install git' })
  })

  test('says that nothing can be seen where nothing is there', () => {
    const project = makeProject({ isRepository: false })

    const { grade, findings } = diagnosis(project, { PATH: folderWith(project, {}) })

    expect(grade).toBe('C')
    expect(finding(findings, 'Python')).toMatchObject({ state: 'limited' })
  })

  test.skipIf(python === undefined)('finds a Python that does not load the plug-in', () => {
    const project = makeProject({ isRepository: false })
    const path = folderWith(project, {})
    writeFileSync(join(path, 'python3'), `#!/bin/sh\nexec ${python?.path} -I "$@"\n`, { mode: 0o755 })

    const { findings } = diagnosis(project, { PATH: `${path}:/usr/bin:/bin` })

    expect(finding(findings, 'Python')).toMatchObject({ state: 'missing', says: expect.stringContaining('plug-in') })
  })

  test('counts what waits to be recorded, and names a place that cannot be written to', () => {
    const project = makeProject({ isRepository: false })
    project.write('.pedigree', 'a file where the record would be')
    project.pedigree(['run', '--', 'true'])
    project.pedigree(['run', '--', 'true'])

    const { findings } = diagnosis(project, {})

    expect(finding(findings, 'waiting runs').says).toContain('2 requests to record')
    expect(finding(findings, 'record')).toMatchObject({ state: 'missing', says: expect.stringContaining('no folder') })
  })
})

function diagnosis(project: Project, env: NodeJS.ProcessEnv): Diagnosis {
  return JSON.parse(project.pedigree(['doctor', '--json'], { env }).stdout.toString()) as Diagnosis
}

function finding(findings: Diagnosis['findings'], subject: string) {
  const found = findings.find((each) => each.subject === subject)
  if (found === undefined) throw new Error(`nothing is said of ${subject}`)
  return found
}

/** A folder with links to programs and nothing else, for PATH. */
function folderWith(project: Project, programs: Readonly<Record<string, string>>): string {
  const folder = join(project.home, 'bin')
  mkdirSync(folder)
  for (const [name, path] of Object.entries(programs)) symlinkSync(path, join(folder, name))
  return folder
}
