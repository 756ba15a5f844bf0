import { execFile, spawn } from 'node:child_process'
import { closeSync, constants, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PedigreeError } from '../../domain/error.ts'

/** Where a tracer writes and we read. */
export type TracePipe = {
  readonly path: string
  /** Resolves when the tracer has closed its end, which it does when the last process it traces has ended. */
  readonly written: Promise<void>
  /** Takes what comes at once from now on: the command has ended, and nobody is held up by it any more. */
  hurry(): void
  /** Stops reading. What the tracer still writes goes nowhere, and nobody is held up. */
  close(): Promise<void>
}

const execute = promisify(execFile)
// The pipe holds 64 KiB, which a tracer takes some 20 ms to fill.
const pipeBytes = 65_536
const gatherMs = 5

/**
 * Makes a named pipe in a private folder and hands each line that arrives to `line`, which holds the tracer back while it
 * works. A trace can hold secrets and can grow without end, so it never touches the disk.
 *
 * A tracer that nobody reads from would block, or fail, and the traced processes with it. So a second process, in a
 * session of its own, holds the pipe open too and reads it to the end as soon as this one closes it or dies.
 * @throws PedigreeError `unavailable` when no pipe can be made there.
 */
export async function openTracePipe(folder: string, line: (text: string) => void): Promise<TracePipe> {
  const path = join(folder, 'trace')
  try {
    await execute('mkfifo', ['-m', '600', path])
  } catch (cause) {
    throw new PedigreeError('unavailable', `cannot make a named pipe at ${path}: mkfifo failed`, { cause })
  }
  const { ours, theirs } = openBothEnds(path)
  const drain = spawn('/bin/sh', ['-c', 'read -r _; exec cat <&3'], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore', theirs],
  })
  closeSync(theirs)
  drain.unref()
  // Closing a pipe to a process that has died already is not an error.
  drain.stdin?.on('error', () => undefined)

  const { socket, hurry } = openReader(ours, line)
  const written = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return {
    path,
    written,
    hurry,
    async close() {
      socket.destroy()
      drain.stdin?.destroy()
      rmSync(path, { force: true })
    },
  }
}

/**
 * Two descriptors that read. Theirs has to block, and opening it would wait for a writer, so one is there for a moment.
 * Ours is opened after that writer has gone, or it would see an end at once (Linux counts writers, see `fifo_open`).
 */
function openBothEnds(path: string): { ours: number; theirs: number } {
  const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants
  const first = openSync(path, O_RDONLY | O_NONBLOCK)
  const writer = openSync(path, O_WRONLY | O_NONBLOCK)
  const theirs = openSync(path, O_RDONLY)
  closeSync(writer)
  closeSync(first)
  return { ours: openSync(path, O_RDONLY | O_NONBLOCK), theirs }
}

/**
 * A tracer writes line by line, and waking up for each costs more than the line does, so they are let gather. Pausing the
 * stream would not do: it goes on reading into its own queue and gives that out one small piece at a time.
 */
function openReader(fd: number, line: (text: string) => void): { socket: Socket; hurry: () => void } {
  const buffer = Buffer.alloc(pipeBytes)
  let rest = ''
  let isInHurry = false
  const callback = (bytes: number): boolean => {
    // strace writes ASCII and escapes the rest, and this is the cheapest decoding there is.
    const lines = (rest + buffer.toString('latin1', 0, bytes)).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) line(text)
    if (!isInHurry) setTimeout(() => socket.resume(), gatherMs)
    return isInHurry
  }
  const socket = new Socket({ fd, readable: true, writable: false, onread: { buffer, callback } })
  const hurry = () => {
    isInHurry = true
    socket.resume()
  }
  return { socket, hurry }
}
