import { spawnSync } from 'node:child_process'
import { generatedLineage } from '../src/drawing/generated.test-lineage.ts'
import { lineageSvg } from '../src/drawing/lineage-svg.ts'
import { toDrawn } from '../src/drawing/to-drawn.ts'
import { type Measure, printMeasures } from './measure.ts'

const rounds = 7
const msMax = 300
// Draws a few more than 300 cards and pills, so that the most are drawn that ever are.
const size = 420
const seed = 1

/** What one picture of 300 nodes costs a process that drew nothing before: folded, laid out, painted and written, in CPU time. */
export async function drawingBench(): Promise<readonly Measure[]> {
  const { nodes } = toDrawn(generatedLineage(seed, size))
  if (nodes.length !== 300) throw new Error(`${nodes.length} nodes are drawn, not 300`)
  const ours = Math.min(...Array.from({ length: rounds }, coldMs))
  return [
    {
      name: 'a picture of 300 nodes, cold: folded, laid out, painted, written',
      ours: `${ours.toFixed(0)} core-ms`,
      theirs: `${msMax} core-ms`,
      ratio: ours / msMax,
      target: '≤ 1',
      holds: ours <= msMax,
    },
  ]
}

/** In a process of its own, whose code nothing has warmed. */
function coldMs(): number {
  const { stdout, status } = spawnSync(process.execPath, [import.meta.filename, '--once'], { encoding: 'utf8' })
  if (status !== 0) throw new Error('the process that draws once has failed')
  return Number(stdout)
}

function drawOnce(): number {
  const lineage = generatedLineage(seed, size)
  const before = process.cpuUsage()
  lineageSvg(lineage, 'light')
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

if (import.meta.main) {
  if (process.argv.includes('--once')) console.log(drawOnce())
  else printMeasures(await drawingBench())
}
