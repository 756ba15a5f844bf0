import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Summary } from '../../src/capture/summary.ts'
import { hasStrace, python } from './programs.ts'
import { main, makeProject, type Project } from './project.ts'

const digest = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`
const written = ({ writes }: Summary) => writes.map(({ path, digest: held }) => [path, held])
/** A run has been looked at by then, also on a busy machine. */
const lookedAtMs = 2_000

type Meanwhile = {
  readonly options?: readonly string[]
  readonly before: string
  readonly after?: string
  readonly meanwhile: (place: (path: string) => string) => unknown
}

/** What a shell's run is that does something, lets somebody else do something, and then goes on. */
async function overlapped(project: Project, { before, after = 'true', meanwhile, options = [] }: Meanwhile) {
  const place = (path: string) => join(project.folder, path)
  const summary = join(project.home, 'summary.json')
  rmSync(summary, { force: true })
  const script = `${before}\n: > waits\nuntil test -e go; do sleep 0.05; done\n${after}`
  const child = project.start(['run', '--summary', summary, ...options, '--', 'sh', '-c', script])
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while (!existsSync(place('waits'))) await delay(20)
  await delay(lookedAtMs)

  await meanwhile(place)
  project.write('go', '')
  await ended
  for (const name of ['go', 'waits']) rmSync(place(name))
  const found = JSON.parse(readFileSync(summary, 'utf8')) as Summary
  return { ...found, writes: found.writes.filter(({ path }) => path !== 'waits' && path !== 'go') }
}

const own = `${'the run’s own bytes, '.repeat(10)}\n`
const other = `${'what somebody else wrote, '.repeat(10)}\n`

describe.skipIf(!hasStrace)('an output that somebody else', { concurrent: true }, () => {
  test.each<[string, (path: string) => unknown]>([
    ['writes to', (path) => writeFileSync(path, other)],
    ['adds to', (path) => writeFileSync(path, other, { flag: 'a' })],
    [
      'replaces',
      (path) => {
        writeFileSync(`${path}.new`, other)
        renameSync(`${path}.new`, path)
      },
    ],
    ['removes', (path) => rmSync(path)],
  ])('%s while the run goes on is what the run left', async (_, change) => {
    const project = makeProject({ isRepository: false })
    project.write('in', own)

    const run = await overlapped(project, {
      before: 'cp in model.pkl',
      meanwhile: (place) => change(place('model.pkl')),
    })

    expect(written(run)).toEqual([['model.pkl', digest(own)]])
    expect(run).toMatchObject({ grade: 'A', blind: [] })
    const shown = project.pedigree(['show', run.run]).stdout.toString()
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('The run’s own bytes are on record of model.pkl: something else')
  })

  test('writes to has the digest of nobody else’s bytes where there was no time to hash it', async () => {
    const project = makeProject({ isRepository: false })

    const run = await overlapped(project, {
      before: 'head -c 270000000 /dev/zero > large',
      meanwhile: (place) => writeFileSync(place('large'), other),
    })

    expect(written(run)).toEqual([['large', undefined]])
    expect(run.blind).toEqual([
      'large has no digest: something else wrote there after the run, or removed it, and nobody had hashed it before.',
    ])
    const id = run.run.replace('run:', '').replaceAll('/', '.')
    const made = project.statements().filter((said) => said.type === 'edge' && said.edge === 'generated')
    expect(made).toContainEqual(expect.objectContaining({ target: `unpinned:${id}/large` }))
  })

  test('writes metrics to has none of those', async () => {
    const project = makeProject({ isRepository: false })

    const run = await overlapped(project, {
      before: `echo '{"accuracy": 0.5}' > metrics.json`,
      meanwhile: (place) => writeFileSync(place('metrics.json'), '{"accuracy": 0.9}\n'),
    })

    expect(written(run)).toEqual([['metrics.json', digest('{"accuracy": 0.5}\n')]])
    expect(run.metrics).toEqual([])
    expect(run.blind).toEqual(['Metrics are missing: metrics.json was overwritten before it could be looked into.'])
  })

  test('writes to while a run inside another goes on is what that one left, and nothing of the outer', async () => {
    const project = makeProject({ isRepository: false })
    project.write('in', own)
    const step = `'${process.execPath}' '${main}' run --quiet --summary inner.json -- sh -c 'cp in x; sleep 4'`

    const outer = await overlapped(project, {
      before: `cp in y; (sleep ${lookedAtMs / 1_000 + 1}; ${step}; cat in in > y) &`,
      after: 'wait',
      meanwhile: async (place) => {
        while (!existsSync(place('x'))) await delay(20)
        await delay(lookedAtMs)
        for (const name of ['x', 'y']) writeFileSync(place(name), other)
      },
    })

    const inner = JSON.parse(project.read('inner.json')) as Summary
    expect(written(inner)).toEqual([['x', digest(own)]])
    expect(written(outer)).toEqual([['y', digest(own + own)]])
  })

  test('writes to in a run of its own comes from that one alone', async () => {
    const project = makeProject({ isRepository: false })
    project.write('inA.csv', own)
    project.write('inB.csv', other)

    const run = await overlapped(project, {
      before: 'cat inA.csv inA.csv > x.pkl',
      meanwhile: () => project.shell('cat inB.csv inB.csv > x.pkl'),
    })

    expect(written(run)).toEqual([['x.pkl', digest(own + own)]])
    const trace = JSON.parse(project.pedigree(['trace', digest(other + other), '--json']).stdout.toString())
    expect(trace.nodes.filter(({ type }: { type: string }) => type === 'run')).toHaveLength(1)
    const impact = project.pedigree(['impact', 'inA.csv', '--json']).stdout.toString()
    expect(impact).not.toContain(digest(other + other))
  })
})

test.skipIf(python === undefined)(
  'an output that another recorded run wrote since is not the run’s, also where no system calls are seen',
  { concurrent: true },
  async () => {
    const project = makeProject({ isRepository: false })
    project.write('in', other)
    project.write('own.py', `open('x.pkl', 'w').write('own' * 100)\nopen('y.pkl', 'w').write('own' * 100)\n`)

    const run = await overlapped(project, {
      before: `'${python?.path}' own.py`,
      options: ['--tracer', 'python'],
      meanwhile: () => {
        project.shell('cat in in > x.pkl')
        project.shell('wc y.pkl')
      },
    })

    expect(written(run)).toEqual([
      ['x.pkl', undefined],
      ['y.pkl', digest('own'.repeat(100))],
    ])
    expect(run.blind).toContainEqual(expect.stringMatching(/^x\.pkl has no digest: something else wrote there after/))
    const trace = JSON.parse(project.pedigree(['trace', digest(other + other), '--json']).stdout.toString())
    expect(trace.nodes.filter(({ type }: { type: string }) => type === 'run')).toHaveLength(1)
  },
)

test.skipIf(python === undefined)(
  'what changed while a run without system calls went on is another run’s where that says so, and else inferred',
  { concurrent: true },
  async () => {
    const project = makeProject({ isRepository: false })
    for (const name of ['in', 'read.csv']) project.write(name, other)
    project.write('own.py', `open('read.csv').read()\n`)

    const run = await overlapped(project, {
      before: `'${python?.path}' own.py`,
      options: ['--tracer', 'python'],
      meanwhile: (place) => {
        project.shell('cat in in > made.csv')
        writeFileSync(place('read.csv'), own)
      },
    })

    expect(run.writes).toEqual([expect.objectContaining({ path: 'read.csv', witnesses: ['snapshot'] })])
    const id = digest(own)
    const made = project.statements().filter((said) => said.type === 'edge' && said.target === id)
    expect(made).toEqual([expect.objectContaining({ edge: 'generated', origin: 'inferred' })])
  },
)

describe.skipIf(!hasStrace)('an output that the run itself goes on writing', { concurrent: true }, () => {
  test.each([
    ['through a descriptor that it kept open', 'exec 7> out; echo a >&7', 'echo b >&7', 'a\nb\n'],
    ['through one that a process inherited', '(sleep 3; echo b) > out & echo c >> out', 'wait', 'b\n'],
    ['in the background', '(echo a; sleep 3; echo b) > out &', 'wait', 'a\nb\n'],
    ['by opening it again', 'echo a > out', 'echo b >> out', 'a\nb\n'],
    ['under another of its names', 'echo a > out', 'echo b >> second', 'a\nb\n'],
    ['by tee', '(echo a; sleep 3; echo b) | tee out > copy &', 'wait', 'a\nb\n'],
    ['by moving another into its place', 'echo a > out', 'echo b > t; mv t out', 'b\n'],
  ])('%s has the digest of what it holds', async (_, before, after, content) => {
    const project = makeProject({ isRepository: false })
    linkSync(project.write('out', ''), join(project.folder, 'second'))

    const run = await overlapped(project, { before, after, meanwhile: () => undefined })

    expect(project.read('out')).toBe(content)
    expect(written(run)).toContainEqual(['out', digest(content)])
    expect(run).toMatchObject({ grade: 'A', blind: [] })
  })

  test.skipIf(python === undefined)(
    'through memory, when its descriptor is closed, has that of what it holds',
    async () => {
      const project = makeProject({ isRepository: false })
      project.write(
        'map.py',
        `
import ctypes, os, time
library = ctypes.CDLL(None, use_errno=True)
library.mmap.restype = ctypes.c_void_p
library.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
number = os.open('out', os.O_RDWR | os.O_CREAT, 0o644)
os.ftruncate(number, 4096)
address = library.mmap(None, 4096, 3, 1, number, 0)
os.close(number)
open('waits', 'w').close()
while not os.path.exists('go'): time.sleep(0.05)
ctypes.memset(address, 0x61, 4096)
`,
      )

      const run = await overlapped(project, {
        before: `'${python?.path}' map.py`,
        meanwhile: () => undefined,
      })

      expect(written(run)).toEqual([['out', digest('a'.repeat(4096))]])
      expect(run.blind).toEqual([])
    },
  )

  test('has another time and the same bytes', async () => {
    const project = makeProject({ isRepository: false })

    const run = await overlapped(project, {
      before: 'echo a > out; head -c 270000000 /dev/zero > large',
      after: 'touch -c -d 2001-01-01 out large; chmod 600 out',
      meanwhile: () => undefined,
    })

    expect(written(run).map(([path]) => path)).toEqual(['out', 'large'])
    expect(run.blind).toEqual([])
  })
})

const tellsReads = (() => {
  const file = join(mkdtempSync(join(tmpdir(), 'reads-')), 'file')
  writeFileSync(file, own)
  const before = statSync(file).atimeMs
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  readFileSync(file)
  const tells = statSync(file).atimeMs !== before
  rmSync(dirname(file), { recursive: true })
  if (!tells)
    console.warn('Skipped: tests of what is read meanwhile, which need a temporary folder mounted with relatime.')
  return tells
})()

describe.skipIf(!hasStrace || !tellsReads)('what a run had written before, and', { concurrent: true }, () => {
  const again = `cat in > ckpt.pkl; printf second >> ckpt.pkl`

  test.each([
    ['writes over', again],
    ['replaces', 'cat in in > new; mv new ckpt.pkl'],
    ['removes', 'rm ckpt.pkl'],
    ['moves away', 'mv ckpt.pkl older.pkl'],
  ])('%s after somebody has read it, comes from that run, as does what was made of it', async (_, after) => {
    const project = makeProject({ isRepository: false })
    project.write('in', own)

    const run = await overlapped(project, {
      before: 'cat in in in > ckpt.pkl',
      after,
      meanwhile: async () => {
        project.shell('wc ckpt.pkl > report.txt; cat ckpt.pkl >> report.txt')
        // It is asked once a second who has read it.
        await delay(lookedAtMs)
      },
    })

    const early = digest(own + own + own)
    expect(run.earlier).toEqual([
      { path: 'ckpt.pkl', digest: early, bytes: 3 * Buffer.byteLength(own), witnesses: ['strace'] },
    ])
    expect(run.writes.filter(({ path }) => path === 'ckpt.pkl')).toHaveLength(
      after === again || /new/.test(after) ? 1 : 0,
    )
    const trace = JSON.parse(project.pedigree(['trace', 'report.txt', '--json']).stdout.toString())
    expect(trace.nodes.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining([run.run, early, digest(own)]),
    )
    const impact = JSON.parse(project.pedigree(['impact', 'in', '--json']).stdout.toString())
    const [report] = trace.nodes
    expect(impact.nodes.map(({ id }: { id: string }) => id)).toContain(report.id)
  })

  test.each([
    ['nobody', () => undefined, again],
    ['only the run', () => undefined, `cat ckpt.pkl > copy; ${again}`],
    ['nobody but who asks for its state', (place: (path: string) => string) => statSync(place('ckpt.pkl')), again],
  ])('%s has read, is not on record', async (_, meanwhile, after) => {
    const project = makeProject({ isRepository: false })
    project.write('in', own)

    const run = await overlapped(project, { before: 'cat in in in > ckpt.pkl', after, meanwhile })

    expect(run).not.toHaveProperty('earlier')
    expect(written(run)).toContainEqual(['ckpt.pkl', digest(`${own}second`)])
  })
})
