import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { continueLog } from '../../src/operations/continue-log.ts'
import { openToRead, openToWrite } from '../../src/operations/store.ts'
import { type Verdict, verify } from '../../src/operations/verify.ts'
import type { Project } from './project.ts'
import { requestsOfRuns } from './requests.ts'

/** Opens the project's record, records so many requests one after another, and closes it. @returns the last entry. */
export async function recordRuns({ surroundings }: Project, count: number): Promise<number> {
  const requestOf = requestsOfRuns()
  await using store = await openToWrite(surroundings)
  let last = 0
  for (let written = 0; written < count; written++) last = (await store.record(requestOf())).entry
  return last
}

export async function verifyProject({ surroundings }: Project, older: readonly string[] = []): Promise<Verdict> {
  await using store = await openToRead(surroundings)
  return await verify(store, older, surroundings)
}

/** Copies the whole of `.pedigree`, as a backup or a careless hand does. @returns where it is. */
export function copyRecord({ record }: Project, to: string): string {
  const path = join(to, '.pedigree')
  cpSync(record.path, path, { recursive: true })
  return path
}

/** Goes on with a new log as in a store that came from another machine: nobody here knows where its log is written. */
export async function continueFromElsewhere({ state, surroundings }: Project): Promise<void> {
  const logs = join(state, 'pedigree', 'logs')
  for (const log of readdirSync(logs)) rmSync(join(logs, log, 'place'))
  await continueLog(surroundings, undefined)
}
