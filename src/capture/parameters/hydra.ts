import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { pathBytes } from '../files/path-text.ts'
import { type Configuration, readConfiguration } from './configuration.ts'

/** Whether a file that was written is what Hydra composed: the configuration that a program in fact ran with. */
export function isComposed(path: string): boolean {
  return path.endsWith('/.hydra/config.yaml')
}

/**
 * The parameters in what Hydra composed. Those that the command line overrode, as the list beside it says, are from there.
 * Where the files are that it was composed from, its own settings say.
 * @param name how people name the file, for `from`.
 */
export function readComposed(bytes: Uint8Array, name: string, path: string): Configuration {
  const { values, ...rest } = readConfiguration(bytes, name)
  const overridden = overriddenIn(join(posix.dirname(path), 'overrides.yaml'))
  const isOverridden = (key: string) => overridden.some((one) => key === one || key.startsWith(`${one}.`))
  const placed = Object.entries(values).map(([key, { value, from }]) => {
    return [key, { value, from: isOverridden(key) ? 'command line' : from }] as const
  })
  const composedFrom = foldersIn(join(posix.dirname(path), 'hydra.yaml'))
  return { ...rest, values: Object.fromEntries(placed), ...(composedFrom.length > 0 && { composedFrom }) }
}

/** `- path: /project/conf` of a source that is a folder, as Hydra writes it. */
function foldersIn(path: string): string[] {
  return [...(textOf(path) ?? '').matchAll(/^ *- path: (\/.*)\n *schema: file$/gm)].flatMap(
    ([, folder]) => folder ?? [],
  )
}

/** `- +model.depth=6` a line, as Hydra writes it. */
function overriddenIn(path: string): string[] {
  const lines = (textOf(path) ?? '').split('\n')
  return lines.flatMap((line) => /^- ['"]?[+~]*([\w./@-]+)=/.exec(line)?.[1] ?? [])
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(pathBytes(path), 'utf8')
  } catch {
    return undefined
  }
}
