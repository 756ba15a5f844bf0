import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Measure, printMeasures } from './measure.ts'
import { median, pairedMs } from './pairs.ts'

const root = join(import.meta.dirname, '..')
const entry = join(root, 'bin', 'pedigree.cjs')

/** T16: `pedigree --help`, as built for the package, beside starting Node to do nothing; in turn, whole processes. */
export async function startUpBench(): Promise<Measure[]> {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] })
  const run = (words: readonly string[]) => () => {
    const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' })
    if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}`)
  }
  const { ours, theirs } = await pairedMs(41, run([entry, '--help']), run(['-e', '0']))
  const ratio = median(ours.map((ms, index) => ms / (theirs[index] ?? 1)))
  return [
    {
      name: 'T16 pedigree --help ÷ node -e 0',
      ours: `${median(ours).toFixed(1)} ms`,
      theirs: `${median(theirs).toFixed(1)} ms`,
      ratio,
      target: '≤ 1.15',
      holds: ratio <= 1.15,
    },
  ]
}

if (import.meta.main) printMeasures(await startUpBench())
