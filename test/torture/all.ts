import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flipBits, truncate } from '../durability/damage.ts'
import { killRounds } from '../durability/kill-rounds.ts'
import { type Project, projectIn } from '../durability/project.ts'
import { seeded } from '../durability/random.ts'

/** The long versions of tests that run short elsewhere, by name: how often, and what came of it. To add one: a line. */
const tortures: Readonly<Record<string, (project: Project, times: number) => Promise<object>>> = {
  kill: (project, times) => killRounds(project, times, seeded(times)),
  flip: async (project, times) => {
    await killRounds(project, 10, seeded(1))
    return flipBits(project, times, seeded(times))
  },
  truncate: async (project, times) => {
    await killRounds(project, 10, seeded(2))
    return truncate(project, times, seeded(times))
  },
}
const timesByDefault: Readonly<Record<string, number>> = { kill: 1_000, flip: 500, truncate: 200 }

// `npm run torture -- kill 50` runs one of them, as often as it says; without words all run in full.
const [only, times] = process.argv.slice(2)
for (const [name, torture] of Object.entries(tortures)) {
  if (only !== undefined && only !== name) continue
  const folder = mkdtempSync(join(tmpdir(), `pedigree-torture-${name}-`))
  const start = Date.now()
  const figures = await torture(projectIn(folder), Number(times ?? timesByDefault[name]))
  console.log(`${name}: ${JSON.stringify(figures)} in ${Math.round((Date.now() - start) / 1000)} s`)
  rmSync(folder, { recursive: true, force: true })
}
