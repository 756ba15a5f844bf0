import { lstatSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { pathBytes } from '../files/path-text.ts'
import { holdsSecrets } from '../parameters/configuration.ts'
import { isSecretFile } from '../secrets/secret-name.ts'

const settings =
  /^\.(?:[^.]+|env\..+)$|^(?:docker|container)file(?:\..+)?$|\.(?:ya?ml|json[5c]?|toml|ini|cfg|cnf|conf|config|properties|env|tfvars|hcl|xml|plist)$/i

/** What is looked through before one run starts: some 200 ms. Nobody writes more settings by hand between two commits. */
const bytesMax = 1024 * 1024

/**
 * The files whose content may not be kept although they are in the code tree, and why, as a clause for people: those that
 * hold secrets by their name, and settings (configuration, dotenv, what tools read) in which a secret stands, or that
 * could not be looked through. `paths` are below `root`, and are looked at as they stand there.
 */
export function withheldAmong(root: string, paths: readonly string[]): ReadonlyMap<string, string> {
  let left = bytesMax
  const reasonFor = (path: string): string | undefined => {
    if (isSecretFile(path)) return 'by its name it holds secrets'
    if (!settings.test(posix.basename(path))) return undefined
    const file = pathBytes(join(root, path))
    const stats = lstatSync(file, { throwIfNoEntry: false })
    if (stats?.isDirectory() || stats?.isSymbolicLink()) return undefined
    if (stats === undefined || stats.size > left) return 'it was not looked through for secrets'
    left -= stats.size
    return holdsSecrets(readFileSync(file), path) ? 'it holds what looks like a secret' : undefined
  }
  const reasons = new Map<string, string>()
  for (const path of new Set(paths)) {
    const reason = unlessUnreadable(() => reasonFor(path))
    if (reason !== undefined) reasons.set(path, reason)
  }
  return reasons
}

function unlessUnreadable(reason: () => string | undefined): string | undefined {
  try {
    return reason()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 'it cannot be read'
    throw error
  }
}
