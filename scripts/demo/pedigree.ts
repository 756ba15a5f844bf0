import { join } from 'node:path'
import type { Command } from './command.ts'
import { project, root } from './places.ts'

/** How the demo calls Pedigree: the command line of this clone, in the demo's project. */
export function pedigree(words: readonly string[], environment: NodeJS.ProcessEnv): Command {
  return {
    program: process.execPath,
    arguments: [join(root, 'src', 'cli', 'main.ts'), ...words],
    folder: project,
    environment,
  }
}
