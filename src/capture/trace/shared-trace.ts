import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ofProcesses, type Trace, type TraceFold } from './trace.ts'

/** A process has one tracer at most, so a Pedigree inside a run takes from the run's trace what its own command did. */
export type SharedTrace = {
  /** Where to ask, for whoever is in the run: a socket in a private folder. */
  readonly address: string
  /** Processes that others have taken: what they did is on record there. */
  readonly taken: ReadonlySet<number>
  close(): void
}

type Question = { readonly pid: number; readonly descendantsMs: number }
type Part = Omit<Trace, 'refused'>

// The trace is read some milliseconds after things happened.
const lookEveryMs = 10
const unknownMs = 2_000
const answerMs = 60_000

/**
 * Answers what a process and its descendants did, once they have ended; those that outlive it are waited for as long as
 * the question says. Undefined where no socket can be made there, and then nobody can ask.
 */
export async function shareTrace(folder: string, fold: TraceFold): Promise<SharedTrace | undefined> {
  const address = join(folder, 'nested')
  const taken = new Set<number>()
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.unref().once('close', () => open.delete(socket))
    // Whoever asked has gone.
    socket.on('error', () => socket.destroy())
    readLine(socket)
      .then(async (line) => {
        const part = await partOf(fold, JSON.parse(line) as Question, taken)
        for (const { pid } of part?.processes ?? []) taken.add(pid)
        socket.end(JSON.stringify(part ?? null))
      })
      .catch(() => socket.destroy())
  })
  if (!(await listens(server, address))) return undefined
  server.unref()
  const close = () => {
    server.close()
    for (const socket of open) socket.destroy()
  }
  return { address, taken, close }
}

function listens(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(address, () => resolve(true))
  })
}

async function partOf(fold: TraceFold, { pid, descendantsMs }: Question, taken: ReadonlySet<number>) {
  const asked = performance.now()
  let ended: number | undefined
  for (;;) {
    const [state, now] = [fold.stateOf(pid), performance.now()]
    if (state === undefined && now - asked > unknownMs) return undefined
    if (state === 'outlived') ended ??= now
    const isWaitedFor = ended !== undefined && now - ended > descendantsMs
    if (state === 'ended' || isWaitedFor) return ofProcesses(fold.partOf(pid), (each) => !taken.has(each))
    await delay(lookEveryMs, undefined, { ref: false })
  }
}

/**
 * What the run around this process saw of a process that this one started.
 * @returns undefined where nobody answers there, or nobody saw it.
 */
export async function askSharedTrace(address: string, question: Question): Promise<Part | undefined> {
  const socket = createConnection(address)
  socket.setTimeout(answerMs, () => socket.destroy())
  try {
    const answer = readLine(socket)
    socket.write(`${JSON.stringify(question)}\n`)
    return (JSON.parse(await answer) as Part | null) ?? undefined
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

/** Up to a line's end, or to the end of what the other side says. */
function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: string[] = []
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => {
      const end = piece.indexOf('\n')
      pieces.push(end < 0 ? piece : piece.slice(0, end))
      if (end >= 0) resolve(pieces.join(''))
    })
    socket.once('end', () => resolve(pieces.join('')))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the other side has gone')))
  })
}
