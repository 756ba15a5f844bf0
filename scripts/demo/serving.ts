import { PedigreeError } from '../../src/domain/error.ts'

/**
 * At a terminal the record is served until somebody presses Ctrl-C, so that who has read this far can look around in it.
 * Where nobody sits, it is not. @param serve starts the server and gives how it ended.
 */
export async function serveAtTerminal(
  { stdin, stdout }: Pick<NodeJS.Process, 'stdin' | 'stdout'>,
  serve: () => Promise<number | string>,
): Promise<void> {
  if (!stdin.isTTY || !stdout.isTTY) return
  // Ctrl-C reaches every program at the terminal; the server ends by it, and the demo after the server.
  const wait = () => {}
  process.on('SIGINT', wait)
  try {
    const code = await serve()
    if (code !== 0) throw new PedigreeError('unavailable', `The server ended with ${code}.`)
  } finally {
    process.off('SIGINT', wait)
  }
}
