import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Measure, printMeasures } from './measure.ts'
import { median, pairedMs } from './pairs.ts'

const root = join(import.meta.dirname, '..')
const entry = join(root, 'bin', 'pedigree.cjs')
const runOverheadMsMax = 150

/** What whole processes take, as built for the package, beside what they are measured by; in turn. */
export async function startUpBench(): Promise<Measure[]> {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] })
  return [await help(), await shortRun()]
}

/** T16: `pedigree --help` beside starting Node to do nothing. */
async function help(): Promise<Measure> {
  const node = (...words: string[]) => ended(process.execPath, words)
  const { ours, theirs } = await pairedMs(41, node(entry, '--help'), node('-e', '0'))
  const ratio = median(ours.map((ms, index) => ms / (theirs[index] ?? 1)))
  return {
    name: 'T16 pedigree --help ÷ node -e 0',
    ours: `${median(ours).toFixed(1)} ms`,
    theirs: `${median(theirs).toFixed(1)} ms`,
    ratio,
    target: '≤ 1.15',
    holds: ratio <= 1.15,
  }
}

/** The shortest command under `pedigree run`, in a git repository with a record, beside the command alone. */
async function shortRun(): Promise<Measure> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-start-up-'))
  try {
    writeFileSync(join(folder, 'train.py'), 'print()\n')
    const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words])
    git('init', '--quiet')
    git('add', '.')
    git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '--message', 'first')
    const options = { cwd: folder, env: { ...process.env, XDG_STATE_HOME: join(folder, 'state') } }
    const recorded = ended(process.execPath, [entry, 'run', '--quiet', '--', 'true'], options)
    const { ours, theirs } = await pairedMs(41, recorded, ended('true', []))
    const differenceMs = median(ours.map((ms, index) => ms - (theirs[index] ?? 0)))
    return {
      name: 'pedigree run -- true, over true alone',
      ours: `${median(ours).toFixed(1)} ms`,
      theirs: `${median(theirs).toFixed(1)} ms`,
      ratio: median(ours) / median(theirs),
      difference: `${differenceMs.toFixed(0)} ms`,
      target: `≤ ${runOverheadMsMax} ms`,
      holds: differenceMs <= runOverheadMsMax,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function ended(program: string, words: readonly string[], options: Parameters<typeof spawnSync>[2] = {}): () => void {
  return () => {
    const { status } = spawnSync(program, words, { ...options, stdio: 'ignore' })
    if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}`)
  }
}

if (import.meta.main) printMeasures(await startUpBench())
