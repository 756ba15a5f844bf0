/** A metric at some steps, or a single number where there is but one. */
export type MetricPoints = {
  readonly key: string
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

const stepName = /^(?:epochs?|steps?|global_step|iter(?:ation)?s?|rounds?)$/i
const rowsMax = 10_000
const labelsMax = 50

/**
 * The metrics in a table with a header. Where a column counts steps (`epoch`), every other is a curve. One row of numbers
 * is a metric a column; rows of a name and a number are a metric a row; a few rows of a label and several numbers (a
 * report by class) are `label.column`. Anything else is data, and gives none.
 */
export function metricsOfTable(text: string, separator: ',' | '\t'): MetricPoints[] {
  const [header = [], ...rows] = cellsOf(text, separator)
  const names = header.map((name) => name.trim())
  if (rows.length === 0 || rows.length > rowsMax || rows.some(({ length }) => length !== names.length)) return []
  // A table without a header tells nothing by name; pandas calls a column of values `0`.
  if (names.some((name) => isNumber(name) && name !== '0')) return []
  const columns = names.map((name, index) => ({ name, cells: rows.map((row) => row[index] ?? '') }))
  const numbers = columns.filter(
    ({ cells }) => cells.some(isNumber) && cells.every((cell) => isNumber(cell) || cell.trim() === ''),
  )
  const step = columns.find(({ name, cells }) => stepName.test(name) && cells.every((cell) => /^\s*\d+\s*$/.test(cell)))
  if (step !== undefined) return numbers.filter((column) => column !== step).map((column) => curve(column, step.cells))
  const isPairs = columns.length === 2 && numbers.length === 1 && numbers[0] === columns[1]
  // Of one row with two columns only the header tells a name and its value from a label and a metric.
  if (rows.length === 1 && !(isPairs && isNameAndValue(names))) return numbers.map((column) => curve(column, ['0']))

  const [labels] = columns
  if (labels === undefined || numbers.includes(labels) || new Set(labels.cells).size < rows.length) return []
  if (isPairs) {
    return rows.flatMap(([name = '', cell = '']) => (isNumber(cell) ? [single(name.trim(), Number(cell))] : []))
  }
  if (numbers.length < columns.length - 1 || rows.length > labelsMax) return []
  return rows.flatMap(([label = '', ...cells]) =>
    cells.flatMap((cell, at) => (isNumber(cell) ? [single(`${label.trim()}.${names[at + 1]}`, Number(cell))] : [])),
  )
}

function isNameAndValue([first = '', second = '']: readonly string[]): boolean {
  return /^(?:names?|metrics?|measures?|keys?|)$/i.test(first) && /^(?:values?|scores?|results?|0)$/i.test(second)
}

export function single(key: string, value: number): MetricPoints {
  return { key, steps: [0], values: [value] }
}

// Where a cell is empty, nothing was measured at that step.
function curve({ name, cells }: { name: string; cells: readonly string[] }, steps: readonly string[]): MetricPoints {
  const measured = cells.flatMap((cell, at) =>
    isNumber(cell) ? [{ step: Number(steps[at]), value: Number(cell) }] : [],
  )
  return { key: name, steps: measured.map(({ step }) => step), values: measured.map(({ value }) => value) }
}

function isNumber(cell: string): boolean {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(cell)
}

/** Rows of cells (RFC 4180): a quoted cell may hold separators, line feeds and doubled quotes. */
function cellsOf(text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const cell = new RegExp(`("(?:[^"]|"")*"|[^"\\r\\n${separator}]*)(${separator}|\\r?\\n|$)`, 'y')
  for (let at = 0; at < text.length; ) {
    cell.lastIndex = at
    const match = cell.exec(text)
    if (match === null) return []
    const [whole, content = '', end = ''] = match
    row.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content)
    at += whole.length
    if (end === separator && at < text.length) continue
    if (end === separator) row.push('')
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
