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
 * @param name how people name the file, for `from`.
 */
export function readComposed(bytes: Uint8Array, name: string, path: string): Configuration {
  const { values, ...rest } = readConfiguration(bytes, name)
  const overridden = overriddenIn(join(posix.dirname(path), 'overrides.yaml'))
  const isOverridden = (key: string) => overridden.some((one) => key === one || key.startsWith(`${one}.`))
  const placed = Object.entries(values).map(([key, { value, from }]) => {
    return [key, { value, from: isOverridden(key) ? 'command line' : from }] as const
  })
  return { ...rest, values: Object.fromEntries(placed) }
}

/** `- +model.depth=6` a line, as Hydra writes it. */
function overriddenIn(path: string): string[] {
  try {
    const lines = readFileSync(pathBytes(path), 'utf8').split('\n')
    return lines.flatMap((line) => /^- ['"]?[+~]*([\w./@-]+)=/.exec(line)?.[1] ?? [])
  } catch {
    return []
  }
}
