import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nothingFromPython } from '../python/no-python.ts'
import type { PythonEnd } from '../python/python-event.ts'
import { environmentOf, gpuOf } from './environment.ts'

const endOf = (fields: Partial<PythonEnd>): PythonEnd => ({
  pid: 1,
  at: 0,
  implementation: 'cpython',
  version: '3.11.7',
  executable: '/usr/bin/python3',
  prefix: '/usr',
  basePrefix: '/usr',
  platform: 'Linux',
  packages: [],
  modules: [],
  variables: {},
  ...fields,
})

const ended = (...ends: PythonEnd[]) => ({ ...nothingFromPython, ends })

test('a run without Python has a machine, and the variables that matter alone', () => {
  const found = environmentOf(nothingFromPython, {
    OMP_NUM_THREADS: '4',
    AWS_SECRET_ACCESS_KEY: 'hunter2',
    PATH: '/bin',
    TZ: 'UTC',
  })

  expect(found).toMatchObject({
    system: { platform: process.platform, release: release(), arch: process.arch },
    cpu: { count: cpus().length, memoryGiB: expect.any(Number) },
    variables: { OMP_NUM_THREADS: '4', TZ: 'UTC' },
  })
  expect(found).not.toHaveProperty('python')
  expect(JSON.stringify(found)).not.toContain('hunter2')
})

test('packages of all processes count, sorted, and the version of the process that ended last', () => {
  const worker = endOf({
    at: 1,
    version: '3.10.0',
    packages: [{ name: 'numpy', version: '1.26.4' }, { name: 'lightgbm' }],
  })
  const main = endOf({
    at: 2,
    packages: [
      { name: 'scikit-learn', version: '1.8.1' },
      { name: 'numpy', version: '2.0.0' },
    ],
  })

  expect(environmentOf(ended(main, worker), {})).toMatchObject({
    python: { version: '3.11.7', implementation: 'cpython' },
    imported: { lightgbm: 'unknown', numpy: '2.0.0', 'scikit-learn': '1.8.1' },
    conflicting: { numpy: ['2.0.0', '1.26.4'] },
  })
})

test('a package whose version one process knows has that version', () => {
  const ends = [endOf({ at: 1, packages: [{ name: 'a', version: '1' }] }), endOf({ at: 2, packages: [{ name: 'a' }] })]

  const found = environmentOf(ended(...ends), {})

  expect(found.imported).toEqual({ a: '1' })
  expect(found).not.toHaveProperty('conflicting')
})

test('what a process told before it was killed counts, and that there may be more is said', () => {
  const killed = endOf({ pid: 2, packages: [{ name: 'scikit-learn', version: '1.8.1' }] })
  const main = endOf({ at: 2, packages: [{ name: 'nbconvert', version: '7.0' }] })

  const found = environmentOf({ ...ended(main), imports: [killed] }, {})

  expect(found.imported).toEqual({ nbconvert: '7.0', 'scikit-learn': '1.8.1' })
  expect(found.isCut).toBe(true)
  expect(environmentOf({ ...ended(main), imports: [{ ...killed, worker: true }] }, {}).isCut).toBeUndefined()
})

test('a variable that the program set for itself is what it had', () => {
  const end = endOf({ variables: { OMP_NUM_THREADS: '1', HOME: '/home/ann' } })

  expect(environmentOf(ended(end), { OMP_NUM_THREADS: '8' }).variables).toEqual({ OMP_NUM_THREADS: '1' })
})

test('an NVIDIA driver says its version and its devices', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nvidia-'))
  const version =
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\nGCC version: 12\n'
  writeFileSync(join(folder, 'version'), version)
  for (const device of ['0000:17:00.0', '0000:65:00.0']) {
    mkdirSync(join(folder, 'gpus', device), { recursive: true })
    writeFileSync(join(folder, 'gpus', device, 'information'), 'Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ: 1\n')
  }

  const found = gpuOf(folder)

  rmSync(folder, { recursive: true })
  expect(found).toEqual({ driver: '535.104.05', models: ['NVIDIA A100-SXM4-40GB', 'NVIDIA A100-SXM4-40GB'] })
  expect(gpuOf(folder)).toBeUndefined()
})
