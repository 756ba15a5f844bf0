import { join } from 'node:path'

/** The Python plug-in: what each process loads from its `PYTHONPATH`, and what that loads where it is of use. */
export const pluginFolder = join(import.meta.dirname, 'python')
const pathFolder = join(pluginFolder, 'path')

/** What a process needs beside its own environment for the plug-in to write its events to a file. */
export function pluginEnvironment(env: Readonly<Record<string, string | undefined>>, eventsFile: string) {
  // An empty element would add the current folder to what Python imports from.
  const others = (env.PYTHONPATH ?? '').split(':').filter((element) => element !== '' && element !== pathFolder)
  return { PYTHONPATH: [pathFolder, ...others].join(':'), PEDIGREE_EVENTS: eventsFile }
}
