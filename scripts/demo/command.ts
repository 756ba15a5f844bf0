import { spawn } from 'node:child_process'
import { PedigreeError } from '../../src/domain/error.ts'

/** A program to start: `folder` is where, `environment` is all that it sees of ours. */
export type Command = {
  readonly program: string
  readonly arguments: readonly string[]
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
}

/** Runs a command to its end and gives what it wrote, both streams in the order of arrival. @throws PedigreeError `unavailable` when it fails, with the last lines that it wrote */
export async function output(command: Command): Promise<string> {
  const parts: Buffer[] = []
  const code = await end(command, 'pipe', (part) => parts.push(part))
  const text = Buffer.concat(parts).toString()
  if (code === 0) return text
  const said = text.trimEnd().split('\n').slice(-20).join('\n')
  throw new PedigreeError('unavailable', `\`${commandLine(command)}\` ended with ${code}:\n${said}`)
}

/** Runs a command whose output goes to the terminal as it comes, and gives its exit code. */
export function show(command: Command): Promise<number | string> {
  return end(command, 'inherit', () => {})
}

/** The command as a person would type it into a shell. */
export function commandLine({ program, arguments: words }: Pick<Command, 'program' | 'arguments'>): string {
  return [program, ...words].map((word) => (/^[\w./:@=+-]+$/.test(word) ? word : quoted(word))).join(' ')
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

function end(command: Command, stream: 'pipe' | 'inherit', onData: (part: Buffer) => void): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.arguments, {
      cwd: command.folder,
      env: command.environment,
      stdio: ['ignore', stream, stream],
    })
    child.stdout?.on('data', onData)
    child.stderr?.on('data', onData)
    child.on('error', (error) => {
      reject(
        new PedigreeError('unavailable', `${command.program} cannot be started: ${error.message}`, { cause: error }),
      )
    })
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'no exit code'))
  })
}
