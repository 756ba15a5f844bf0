import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '../../src/domain/role.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { createToken } from '../../src/operations/tokens.ts'
import { type Served, serve } from '../../src/server/serve.ts'
import { pedigree } from '../durability/pedigree.ts'
import { makeProject, type Project } from '../questions/project.ts'

/** A project whose record a server serves, with the command line beside it, on the store itself or through the server. */
export type ServedProject = Project & {
  readonly address: string
  readonly stop: () => Promise<void>
  /** Starts it again, at the same address. */
  readonly restart: () => Promise<void>
  readonly pedigree: (words: readonly string[], env?: Record<string, string>) => ReturnType<typeof pedigree>
  readonly token: (role: Role, name?: string) => Promise<string>
}

export async function servedProject(project: Project = makeProject()): Promise<ServedProject> {
  const { surroundings } = project
  const { cwd } = surroundings
  const start = (port: number): Promise<Served> =>
    serve({ store: undefined, host: '127.0.0.1', port, url: undefined }, surroundings)
  let served = await start(0)
  const { address } = served
  return {
    ...project,
    address,
    stop: () => served.stop(),
    restart: async () => {
      served = await start(Number(new URL(address).port))
    },
    pedigree: (words, env = {}) => pedigreeIn(cwd, words, env),
    token: async (role, name = role) => {
      await using store = await openToWrite(surroundings)
      return (await createToken(store, { name, role }, surroundings)).text
    },
  }
}

/** The command line in a folder, whose user has a state of their own there. */
export const pedigreeIn = (cwd: string, words: readonly string[], env: Record<string, string> = {}) =>
  pedigree({ cwd, state: join(cwd, '.state') }, words, env)

/** What `project.file` wrote, gone. */
export const remove = ({ surroundings }: Project, name: string): void => rmSync(join(surroundings.cwd, name))
