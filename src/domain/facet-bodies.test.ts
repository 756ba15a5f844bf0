import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureFacts, codeFacts, environmentFacts } from './facet-bodies.ts'

test('an environment is told in the order in which people name its parts', () => {
  const facts = environmentFacts({
    cpu: { count: 2, memoryGiB: 24, model: 'AMD EPYC' },
    imported: { numpy: '2.3.5', pandas: '2.3.3' },
    python: { implementation: 'cpython', version: '3.11.7' },
    system: { arch: 'x64', libc: 'glibc 2.36', platform: 'linux', release: '6.18', swapBytes: 2e9 },
  })

  expect(facts).toEqual({
    python: 'Python 3.11.7',
    packages: ['numpy 2.3.5', 'pandas 2.3.3'],
    machine: ['linux 6.18 x64 glibc 2.36, 2.0 GB swap', 'AMD EPYC, 2 CPUs, 24 GiB memory'],
  })
})

test('code that a patch is known of is not as committed, also where no path is named', () => {
  expect(codeFacts({ commit: '4f1d', patch: 'sha256:77aa' })).toEqual({
    commit: '4f1d',
    branch: undefined,
    patched: [],
    untracked: [],
    isDirty: true,
    isOutsideGit: false,
  })
  expect(codeFacts({ commit: '4f1d', dirty: false, patched: [] }).isDirty).toBe(false)
})

test('data that git follows is no edited code', () => {
  const edited = (...patched: string[]) => {
    const { patched: told, isDirty } = codeFacts({ commit: '4f1d', dirty: true, patch: 'sha256:77aa', patched }, isData)
    return [told, isDirty]
  }
  const isData = (path: string) => path === 'notes.txt'

  expect(edited('raw.csv', 'm.pkl', 'notes.txt')).toEqual([[], false])
  expect(edited('raw.csv', 'train.py', 'requirements.txt')).toEqual([['train.py', 'requirements.txt'], true])
})

test('a file that git does not follow is no edited one', () => {
  const body = {
    commit: '4f1d',
    dirty: true,
    patch: 'sha256:77aa',
    patched: ['nb.py', 'train.py'],
    untracked: ['nb.py'],
  }

  expect(codeFacts(body)).toMatchObject({ patched: ['train.py'], untracked: ['nb.py'], isDirty: true })
  expect(codeFacts({ ...body, patched: ['nb.py'] })).toMatchObject({ untracked: ['nb.py'], isDirty: false })
})

test('code outside git has no edits, since there is nothing that it could differ from', () => {
  expect(codeFacts({ dirty: true, patched: [], untracked: [] })).toMatchObject({ isDirty: false, isOutsideGit: true })
  expect(codeFacts({ branch: 'main', dirty: true })).toMatchObject({ isDirty: true, isOutsideGit: false })
  expect(codeFacts({})).toMatchObject({ isDirty: false, isOutsideGit: false })
})

test('a body of any other shape says nothing, and breaks nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(typeof codeFacts(body).isDirty).toBe('boolean')
      expect(Array.isArray(environmentFacts(body).machine)).toBe(true)
      expect(Array.isArray(captureFacts(body).blind)).toBe(true)
    }),
  )
})
