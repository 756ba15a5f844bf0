import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { pathBytes } from './path-text.ts'

export type FileMetric = {
  readonly key: string
  readonly value: number
  readonly better: 'lower' | 'higher' | undefined
}

const names = /^(metrics?|scores?|results?|eval(uation)?)([-_.]\w+)*\.(json|csv|tsv)$/i
const bytesMax = 100_000
const valuesMax = 1_000

/** Whether a file that was written holds metrics, by its name: `metrics.json`, `scores_test.csv`, … */
export const isMetricFile = (path: string): boolean => names.test(basename(path))

/** The numbers in a metric file, under dotted keys; of a table the last row. None where it is large or no such file. */
export function readMetricFile(path: string): FileMetric[] {
  const bytes = readFileSync(pathBytes(path))
  if (bytes.length > bytesMax) return []
  const text = bytes.toString()
  const found =
    extname(path).toLowerCase() === '.json'
      ? numbersOfJson(text)
      : numbersOfTable(text, extname(path).toLowerCase() === '.tsv' ? '\t' : ',')
  return found.slice(0, valuesMax).map(([key, value]) => ({ key, value, better: betterOf(key) }))
}

function numbersOfJson(text: string): [string, number][] {
  const found: [string, number][] = []
  const flatten = (value: unknown, key: string): void => {
    if (typeof value === 'number') found.push([key || 'value', value])
    else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) flatten(member, key === '' ? name : `${key}.${name}`)
    }
  }
  try {
    // Python writes NaN and Infinity, which are no JSON.
    flatten(JSON.parse(text.replace(/(?<=[:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, 'null')), '')
  } catch {
    return []
  }
  return found
}

function numbersOfTable(text: string, separator: string): [string, number][] {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(separator))
  const [header = [], ...lines] = rows
  const last = lines.at(-1) ?? []
  return header.flatMap((name, index): [string, number][] => {
    const value = Number(last[index])
    return last[index] === undefined || last[index] === '' || Number.isNaN(value)
      ? []
      : [[name.replace(/^"|"$/g, ''), value]]
  })
}

const lower =
  /(^|[^a-z])(m?[asr]{0,3}e|rmse|rmsle|mape|smape|loss|error|deviance|perplexity|brier|log_?loss|hamming|wer|cer)([^a-z]|$)|_(loss|error)\b/i
const higher =
  /(^|[^a-z])(acc|accuracy|auc|roc_?auc|r2|f1|f_?beta|precision|recall|kappa|mcc|map|ndcg|iou|dice|bleu|rouge|score|explained_variance)([^a-z]|$)/i

/** Which direction is better, for metrics that are known by name; undefined for others. */
export function betterOf(key: string): 'lower' | 'higher' | undefined {
  if (lower.test(key)) return 'lower'
  return higher.test(key) ? 'higher' : undefined
}
