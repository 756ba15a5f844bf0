import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { searchable } from '../src/domain/searchable.ts'
import { statementNumber } from '../src/domain/statement-number.ts'
import type { Row } from '../src/store/port.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import * as tables from '../src/store/tables.ts'

const folders = ['train', 'features', 'raw', 'evaluation', 'reports']
const subjects = ['flight-delay', 'churn', 'credit-risk', 'sales-daily', 'fraud', 'weather', 'customers', 'events']
const endings = ['.parquet', '.csv', '.joblib', '.py', '.json']
const pick = (values: readonly string[], number: number) => values[number % values.length] ?? ''

/** Of 40 letters or so, as people and programs give them: words, numbers, every third with random digits. */
function nameOf(number: number): string {
  const mark = number % 3 === 0 ? randomBytes(6).toString('hex') : String(number)
  const [folder, subject, ending] = [pick(folders, number), pick(subjects, number >> 2), pick(endings, number >> 4)]
  return `${folder}/${subject}/${pick(subjects, number >> 5)}-${mark}/part-${number % 97}${ending}`
}

/** Gives a store's tables so many files with a name each. @returns some of the names. */
export async function nameMany(folder: string, count: number): Promise<string[]> {
  const port = await openSqlite(join(folder, '.pedigree', 'store.db'))
  const first = 1_000_000
  const some: string[] = []
  for (let start = 0; start < count; start += 50_000) {
    const [nodes, claims]: [Row[], Row[]] = [[], []]
    for (let number = start; number < Math.min(count, start + 50_000); number++) {
      const [id, name] = [first + number, nameOf(number)]
      if (number % 1_009 === 0) some.push(name)
      nodes.push({ id, name: `sha256:${number.toString(16).padStart(64, '0')}`, type: 'artifact' })
      const statement = statementNumber(1 + Math.floor(number / 10), number % 10)
      const body = JSON.stringify({ name, kind: 'data' })
      claims.push({ statement, node: id, kind: 'data', name, folded: searchable(name), origin: 2, body })
    }
    await port.write(async (transaction) => {
      await transaction.put(tables.nodes, nodes)
      await transaction.put(tables.claims, claims)
    })
  }
  // What the tables say is known only up to the last entry.
  const last = { number: count, log: 0, leaf_index: 0, producer: '', sequence: 0, time: 0, leaf: new Uint8Array(1) }
  await port.write((transaction) => transaction.put(tables.entries, [last]))
  await port.close()
  return some
}

/** What people type: whole names, ends and middles of them, words, two letters, digits of a digest, and what is not there. */
export function searchesFor(names: readonly string[]): string[] {
  const of = names.slice(-150).flatMap((name, index) => {
    const from = 12 + (index % 8)
    const middle = name.slice(from, from + 3 + (index % 7))
    return [name, name.slice(-14), middle, name.slice(name.indexOf('-') + 1, name.indexOf('-') + 8)]
  })
  const missing = ['nothing-of-that-name', 'flight-delayed', 'zq', 'qx', 'part-98', 'model.joblibx', '99999999', 'é']
  const common = [
    'flight',
    'train',
    'csv',
    'pa',
    'e',
    'part-9',
    '000',
    '0123456',
    'credit-risk',
    'joblib',
    'Flight-DELAY',
  ]
  return [...of, ...missing, ...common, ...missing, ...common]
}
