import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { hasFilter, probeTracer, traceArguments, tracedBy, versionOf } from './tracer.ts'

test('reads the version of strace', () => {
  expect(versionOf('strace -- version 6.1\nCopyright (c) 1991-2022')).toBe('6.1')
  expect(versionOf('strace -- version 5.19.0.4-ab12\n')).toBe('5.19.0.4-ab12')
  expect(versionOf('something else')).toBeUndefined()
})

test('knows which versions can filter calls', () => {
  expect(['4.26', '5.2', '5.3', '5.10', '6.0', 'UNKNOWN'].map(hasFilter)).toEqual([
    false,
    false,
    true,
    true,
    true,
    false,
  ])
})

test('knows who traces a process', () => {
  expect(tracedBy('Name:\tnode\nTracerPid:\t0\nUid:\t0')).toBeUndefined()
  expect(tracedBy('Name:\tnode\nTracerPid:\t4711\nUid:\t0')).toBe(4711)
})

const tracer = await probeTracer()
const reason = tracer.kind === 'none' ? ` (skipped: ${tracer.reason})` : ''

test.skipIf(tracer.kind === 'none')(`refuses to trace from within a trace${reason}`, () => {
  const probe = `import(${JSON.stringify(new URL('./tracer.ts', import.meta.url).href)})
    .then(({ probeTracer }) => probeTracer()).then((tracer) => console.log(JSON.stringify(tracer)))`
  const traced = [...traceArguments({ filtered: true }, '/dev/null'), process.execPath, '-e', probe]

  const answer = JSON.parse(execFileSync('strace', traced, { encoding: 'utf8' }))

  expect(answer).toMatchObject({ kind: 'none', reason: expect.stringMatching(/^process \d+ traces this one already/) })
})

test.skipIf(process.platform !== 'linux').each([
  ['fails in every call', 'exit 1', 'the strace that is installed does not work: it ended with 1'],
  ['is no strace', 'echo hello', 'the strace that is installed does not work: it does not tell its version'],
  [
    'may not trace',
    'case $1 in -V) echo "strace -- version 6.1";; *) echo "strace: one" >&2; echo "strace: two" >&2; exit 1;; esac',
    'strace cannot trace here (a container may need --cap-add=SYS_PTRACE): strace: one; strace: two',
  ],
  [
    'reports nothing',
    'case $1 in -V) echo "strace -- version 6.1";; esac',
    'strace cannot trace here (a container may need --cap-add=SYS_PTRACE): it reports no calls',
  ],
])('a strace that %s is there and does not work', async (_, script, reason) => {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-strace-'))
  writeFileSync(join(folder, 'strace'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
  try {
    expect(await probeTracer()).toEqual({ kind: 'none', reason })
  } finally {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  }
})
