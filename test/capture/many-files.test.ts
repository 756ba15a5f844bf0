import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { hasStrace } from './programs.ts'
import { makeProject, type Project } from './project.ts'

const count = 25_000
// Over 64 bytes each, since less says nothing and is followed at its own place alone.
const awk = (path: string, files: number) =>
  `awk 'BEGIN { for (i = 0; i < ${files}; i++) { f = ${path}; printf "%080d\\n", i > f; close(f) } }'`

describe.skipIf(!hasStrace)('a folder of 25,000 files', () => {
  const project = makeProject({ isRepository: false })

  test('joins who wrote it with who reads all of it or one file, and is listed once', { timeout: 180_000 }, () => {
    const writer = project.shell(`mkdir parts; ${awk('"parts/" i ".txt"', count)}`)
    const bytes = statSync(storeOf(project)).size
    const reader = project.shell('find parts -type f -exec cat {} + > whole.txt')
    const single = project.shell('cat parts/17.txt > single.txt')

    expect([writer.summary.writes.length, reader.summary.reads.length]).toEqual([count, count])
    expect([bytes < 200 * count, statSync(storeOf(project)).size < bytes + 200_000]).toEqual([true, true])
    for (const [output, middle] of [
      ['./whole.txt', reader],
      ['./single.txt', single],
    ] as const) {
      const { nodes } = JSON.parse(project.pedigree(['trace', output, '--json']).stdout.toString())
      const runs = nodes.filter(({ type }: { type: string }) => type === 'run').map(({ id }: { id: string }) => id)
      expect({ output, runs: runs.sort() }).toEqual({ output, runs: [writer.summary.run, middle.summary.run].sort() })
    }
    expect(project.pedigree(['verify']).exit).toBe(0)
  })
})

describe.skipIf(!hasStrace)('6,000 files in folders of 60', () => {
  const project = makeProject({ isRepository: false })

  test('are several requests, of which the last ends the run', { timeout: 60_000 }, () => {
    const { summary } = project.shell(`mkdir $(seq 0 99); ${awk('i % 100 "/" i ".txt"', 6_000)}`)

    expect(summary.writes.length).toBe(6_000)
    expect(requestsOf(project, summary.run)).toBe(2)
    expect(project.pedigree(['verify']).exit).toBe(0)
  })
})

const storeOf = ({ folder }: Project) => join(folder, '.pedigree/store.db')

/** How many requests told of a run, which has ended once, in the last of them. */
function requestsOf(project: Project, run: string): number {
  const ends = project.statements().filter((said) => said.type === 'node' && said.id === run && 'state' in said)
  expect(ends).toMatchObject([{ state: 'succeeded' }])
  const database = new DatabaseSync(storeOf(project), { readOnly: true })
  // The first producer of the store.
  const first = 'select producer from entry order by number limit 1'
  const entries = database.prepare(`select sequence from entry where producer = (${first})`).all()
  database.close()
  return entries.length
}
