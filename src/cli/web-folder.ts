import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'

/** Where the built page is: in a package beside the program, in a checkout in a cache that is made where it is missing. */
export function webFolder(): string {
  if (import.meta.filename.endsWith('.js')) return join(import.meta.dirname, 'web')
  const script = join(import.meta.dirname, '../../scripts/web.ts')
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  try {
    return execFileSync(process.execPath, [script], { encoding: 'utf8', stdio: [...stdio] }).trim()
  } catch (error) {
    const why = 'the page could not be built in this checkout; `npm run setup` installs what it is built with'
    throw new PedigreeError('unavailable', why, { cause: error })
  }
}
