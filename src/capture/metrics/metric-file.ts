import { readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { pathBytes } from '../files/path-text.ts'
import { type Located, plainOf } from '../parameters/located.ts'
import { locatedJson } from '../parameters/located-json.ts'
import { locatedYaml } from '../parameters/located-late.ts'
import { betterOf } from './better.ts'
import { type MetricPoints, metricsOfTable, single } from './metric-table.ts'

export { betterOf } from './better.ts'

/** A metric in a file: its value, the last one where the file has a curve. */
export type FileMetric = {
  readonly key: string
  readonly value: number
  readonly better: 'lower' | 'higher' | undefined
  /** All points, in columns of equal length: one at step 0 where the file has but a number. */
  readonly points: Pick<MetricPoints, 'steps' | 'values'>
}

const bytesMax = 100_000
const metricsMax = 1_000
const keysMax = 50
const measured = /^(?:metrics?|scores?|results?|evals?|evaluations?)$/i
const setting = /^(?:config|configuration|settings?|params?|parameters?|schema)$/i

/**
 * Whether a file that was written can hold metrics, by its name: `metrics.json`, `test_results.json`, `scores.yaml`,
 * `results.csv`, and tables in a folder `metrics`. A table has the word first or last, since `credit_scores_2024.csv` is
 * data. What it holds has the last word (`holdsMetrics`).
 */
export function isMetricFile(path: string): boolean {
  const { name, ext } = posix.parse(path)
  const words = name.split(/[^A-Za-z]+/).filter((word) => word !== '')
  if (words.some((word) => setting.test(word))) return false
  switch (ext.toLowerCase()) {
    case '.json':
      return words.some((word) => measured.test(word))
    case '.yaml':
    case '.yml':
      return words.some((word) => /^(?:metrics?|scores?)$/i.test(word))
    case '.csv':
    case '.tsv':
      return (
        measured.test(words[0] ?? '') || /\/metrics\//.test(path) || /^(?:metrics|results)$/i.test(words.at(-1) ?? '')
      )
    default:
      return false
  }
}

/** Whether there is any metric in a file that can hold some by its name: large files, rows of data and predictions have none. */
export function holdsMetrics(path: string): boolean {
  try {
    return readMetricFile(path).length > 0
  } catch {
    return false
  }
}

/**
 * The numbers in a metric file under dotted keys (`test.mae`). A list of numbers is a curve where its key is a metric's, as
 * in a training's history; points of a diagram (beside `thresholds`), matrices and records are none. No metrics where the
 * file is over 100 KB, or cannot be read as what its name says.
 */
export function readMetricFile(path: string): FileMetric[] {
  if (statSync(pathBytes(path)).size > bytesMax) return []
  const found = metricsOf(readFileSync(pathBytes(path)).toString(), posix.extname(path).toLowerCase())
  if (isList(found)) return []
  return found.slice(0, metricsMax).flatMap(({ key, steps, values }) => {
    const value = values.at(-1)
    return value === undefined ? [] : [{ key, value, better: betterOf(key), points: { steps, values } }]
  })
}

/** A number for each of many things, as predictions by id are: of metrics, some have a name that is known as one. */
function isList(found: readonly MetricPoints[]): boolean {
  const known = found.filter(({ key }) => betterOf(key) !== undefined)
  return found.length > keysMax && known.length < found.length / 10
}

function metricsOf(text: string, suffix: string): MetricPoints[] {
  if (suffix === '.csv' || suffix === '.tsv') return metricsOfTable(text, suffix === '.tsv' ? '\t' : ',')
  try {
    return numbersIn(suffix === '.json' ? locatedJson(text) : locatedYaml(text), '')
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function numbersIn(located: Located, key: string): MetricPoints[] {
  if (located.kind === 'value') {
    const value = numberOf(located.value)
    return value === undefined ? [] : [single(key === '' ? 'value' : key, value)]
  }
  if (located.kind === 'list') {
    const values = located.items.map((item) => numberOf(plainOf(item)))
    const isCurve = betterOf(key) !== undefined && values.length > 0 && values.every((value) => value !== undefined)
    return isCurve ? [{ key, steps: values.map((_, step) => step), values }] : []
  }
  const isDiagram = located.members.some(({ key: name, value }) => /^thresholds?$/i.test(name) && value.kind === 'list')
  return located.members
    .filter(({ value }) => !isDiagram || value.kind !== 'list')
    .flatMap(({ key: name, value }) => numbersIn(value, key === '' ? name : `${key}.${name}`))
}

// As `plainNumber` writes it.
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const text = typeof value === 'object' && value !== null && 'number' in value ? value.number : undefined
  return typeof text === 'string' && /^(?:NaN|-?Infinity|-?\d+)$/.test(text) ? Number(text) : undefined
}
