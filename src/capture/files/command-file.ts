import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'

/** A command as the system can execute it, or why a shell would not: 127 when there is none, 126 when it must not. */
export type CommandFile =
  | { readonly kind: 'found'; readonly file: string; readonly command: readonly string[] }
  | { readonly kind: 'refused'; readonly exit: 126 | 127; readonly message: string }

// What `execvp` searches where PATH is not set.
const pathByDefault = '/bin:/usr/bin'

/**
 * Finds the file of `command[0]` as a shell does: along PATH, unless the name has a slash. A text file without `#!` is
 * given to `/bin/sh`, as `execvp` does.
 */
export async function findCommand(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommandFile> {
  const [name = '', ...rest] = command
  const candidates = name.includes('/')
    ? [resolve(cwd, name)]
    : (env.PATH ?? pathByDefault)
        .split(':')
        .map((folder) => join(isAbsolute(folder) ? folder : join(cwd, folder), name))

  let refusal: CommandFile = { kind: 'refused', exit: 127, message: `${name}: command not found` }
  for (const file of name === '' ? [] : candidates) {
    const state = await stateOf(file)
    if (state === 'absent' || (state === 'is a folder' && !name.includes('/'))) continue
    if (state === 'executable') {
      if (await isScriptWithoutShell(file))
        return { kind: 'found', file: '/bin/sh', command: ['/bin/sh', file, ...rest] }
      return { kind: 'found', file, command: env.PATH === undefined ? [file, ...rest] : command }
    }
    if (refusal.exit === 127) refusal = { kind: 'refused', exit: 126, message: `${name}: ${state}` }
  }
  return refusal
}

async function stateOf(file: string): Promise<'absent' | 'is a folder' | 'permission denied' | 'executable'> {
  try {
    const { mode } = await stat(file)
    if ((mode & constants.S_IFMT) === constants.S_IFDIR) return 'is a folder'
    await access(file, constants.X_OK)
    return 'executable'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'EACCES' || code === 'EPERM' ? 'permission denied' : 'absent'
  }
}

async function isScriptWithoutShell(file: string): Promise<boolean> {
  try {
    await using handle = await open(file)
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(256), 0, 256, 0)
    const start = buffer.subarray(0, bytesRead)
    return !start.includes(0) && start.toString('latin1', 0, 2) !== '#!' && start[0] !== 0x7f
  } catch {
    return false
  }
}
