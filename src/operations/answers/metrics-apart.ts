import { fileOfMetric, namesApart } from '../../domain/metric-name.ts'
import type { MetricRow } from '../../store/describing.ts'

type Row = Pick<MetricRow, 'run' | 'name' | 'on' | 'of' | 'source' | 'value' | 'origin'>

/**
 * Metrics of runs under names that tell the files apart that a run has one in, each as it is best known. What a call computed and the
 * run wrote down under that name, rounded or not, is one metric.
 */
export function toldApart<Metric extends Row>(rows: readonly Metric[]): Metric[] {
  const claims = Map.groupBy(rows, ({ run, name, on, of }) => JSON.stringify([run, name, on, of]))
  const told = new Set([...claims.values()].flatMap(bestKnown))
  const byRun = Map.groupBy(told, ({ run }) => run)
  const named = ({ name, source }: Row) => ({ name, from: source })
  const namesOf = new Map([...byRun].map(([run, metrics]) => [run, namesApart(metrics.map(named))]))
  return rows.flatMap((row) => (told.has(row) ? { ...row, name: namesOf.get(row.run)?.(named(row)) ?? row.name } : []))
}

function bestKnown<Metric extends Row>(claims: readonly Metric[]): Metric[] {
  const best = Math.max(...claims.map(({ origin }) => origin))
  const known = claims.filter(({ origin }) => origin === best)
  const isInFile = ({ name, source }: Row) => fileOfMetric({ name, from: source }) !== undefined
  const written = known.filter(isInFile)
  return known.filter((claim) => isInFile(claim) || !written.some(({ value }) => isWrittenAs(claim.value, value)))
}

/** Whether a number in a file is one that was computed, to as many decimals as the file has. */
function isWrittenAs(computed: string, written: string): boolean {
  const decimals = /^-?\d+\.(\d+)$/.exec(written)?.[1]?.length
  return (
    computed === written ||
    (decimals !== undefined && Number(computed).toFixed(decimals) === Number(written).toFixed(decimals))
  )
}
