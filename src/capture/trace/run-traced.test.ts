import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { runTraced } from './run-traced.ts'
import { probeTracer, type Tracer } from './tracer.ts'

const base = realpathSync(mkdtempSync(join(tmpdir(), 'pedigree-run-')))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const probe = await probeTracer()
const ways: readonly (readonly [string, Tracer | undefined])[] = [
  ['without a tracer', undefined],
  ...(probe.kind === 'none' ? [] : ([['with strace', probe]] as const)),
]

function run(command: readonly string[], tracer: Tracer | undefined, descendantsMs?: number) {
  const folder = mkdtempSync(join(base, 'private-'))
  return runTraced(command, {
    cwd: base,
    env: process.env,
    folder,
    tracer,
    ...(descendantsMs !== undefined && { descendantsMs }),
  })
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !condition() && Date.now() < end; ) await delay(20)
}

describe.each(ways)('%s', (_, tracer) => {
  test('passes the exit of the command on', async () => {
    const { exit, signal, from, until, processes } = await run(['sh', '-c', 'exit 7'], tracer)

    expect([exit, signal]).toEqual([7, undefined])
    expect(from).toBeLessThanOrEqual(until)
    expect(processes).toMatchObject([{ argv: ['sh', '-c', 'exit 7'], exit: 7 }])
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)('passes death by %s on', async (name) => {
    const { exit, signal } = await run(['sh', '-c', `kill -${constants.signals[name]} $$`], tracer)

    expect([exit, signal]).toEqual([undefined, name])
  })

  test('says what a shell says of a command it cannot find or execute', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    writeFileSync(join(base, 'closed'), '#!/bin/sh\n', { mode: 0o644 })

    const ends = [await run(['no-such-command'], tracer), await run(['./closed'], tracer), await run(['/tmp'], tracer)]

    expect(ends.map(({ exit }) => exit)).toEqual([127, 126, 126])
    expect(said.mock.calls.flat()).toEqual([
      'pedigree: no-such-command: command not found',
      'pedigree: ./closed: permission denied',
      'pedigree: /tmp: is a folder',
    ])
    said.mockRestore()
  })

  test('says 127 where the interpreter of a script is missing', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    writeFileSync(join(base, 'orphan'), '#!/no/such/interpreter\n', { mode: 0o755 })

    const { exit } = await run(['./orphan'], tracer)

    expect(exit).toBe(127)
    said.mockRestore()
  })

  test('runs a script that names no interpreter', async () => {
    writeFileSync(join(base, 'plain'), 'exit "$1"\n', { mode: 0o755 })

    expect(await run(['./plain', '5'], tracer)).toMatchObject({ exit: 5 })
  })

  test('hands a signal on to the command, survives it and leaves no handler behind', async () => {
    const ready = join(base, `ready-${tracer?.kind}`)
    const before = process.listenerCount('SIGTERM')

    const ended = run(['sh', '-c', `trap 'exit 9' TERM; : > ${ready}; while :; do sleep 0.05; done`], tracer)
    await waitFor(() => existsSync(ready))
    process.kill(process.pid, 'SIGTERM')

    expect(await ended).toMatchObject({ exit: 9, signal: undefined })
    expect(process.listenerCount('SIGTERM')).toBe(before)
  })
})

const reason = probe.kind === 'none' ? ` (skipped: ${probe.reason})` : ''
describe.skipIf(probe.kind === 'none')(`descendants${reason}`, () => {
  const tracer = probe.kind === 'none' ? undefined : probe

  test('that outlive the record are named, and go on unharmed', async () => {
    const late = join(base, 'late')
    // More than the pipe holds (64 KiB), so that nobody reading would block it, and a closed pipe would break it.
    const script = `exec > /dev/null 2>&1; sleep 0.5; for i in $(seq 2000); do : > ${late}.$((i % 3)); done; echo 1 > ${late}`

    const result = await run(['sh', '-c', `(${script}) & exit 3`], tracer, 100)

    expect(result.exit).toBe(3)
    expect(result.events.some(({ path }) => path.startsWith(late))).toBe(false)
    expect(result.blind).toEqual([expect.stringMatching(/^\d processes outlived the record \(sh(, s\w+)?\)/)])
    await waitFor(() => existsSync(late) && readFileSync(late, 'utf8') !== '')
    expect(readFileSync(late, 'utf8')).toBe('1\n')
  })

  test('go on unharmed when Pedigree is killed', async () => {
    const late = join(base, 'late-after-kill')
    const script = `sleep 0.5; for i in $(seq 2000); do : > ${late}.$((i % 3)); done; echo 1 > ${late}`
    const runner = `import { runTraced } from ${JSON.stringify(new URL('./run-traced.ts', import.meta.url).href)}
      await runTraced(['sh', '-c', ${JSON.stringify(script)}], { cwd: '/', env: process.env, folder: ${JSON.stringify(base)}, tracer: ${JSON.stringify(tracer)} })`
    const pedigree = spawn(process.execPath, ['--input-type=module', '-e', runner], { stdio: 'ignore' })
    await waitFor(() => existsSync(join(base, 'trace')))
    await delay(200)

    pedigree.kill('SIGKILL')

    await waitFor(() => existsSync(late) && readFileSync(late, 'utf8') !== '')
    expect(readFileSync(late, 'utf8')).toBe('1\n')
  })

  test('that end soon are waited for', async () => {
    const soon = join(base, 'soon')

    const result = await run(['sh', '-c', `(sleep 0.3; echo 1 > ${soon}) &`], tracer)

    expect(result.events.some(({ path }) => path === soon)).toBe(true)
    expect(result.blind).toEqual([])
    expect(Date.now() - result.until).toBeLessThan(1_500)
  })
})
