import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFilesIn } from './lock-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pedigree-locks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const imported = { numpy: '2.3.5', 'scikit-learn': '1.8.1', torch: '2.4.0+cpu', ours: 'unknown' }

const contents: Readonly<Record<string, string>> = {
  'requirements.txt':
    '# pinned\n--index-url https://ann:hunter2@pypi.example.org/simple\nNumPy==2.3.4 ; python_version >= "3.11"\nscikit_learn[extra]==1.8.1 \\\n  --hash=sha256:00\ntorch==2.4\npandas>=2\n',
  'uv.lock':
    'version = 1\n[[package]]\nname = "numpy"\nversion = "2.3.4"\n[[package]]\nname = "scikit-learn"\nversion = "1.8.1"\n[[package]]\nname = "torch"\nversion = "2.4.0"\n',
  'poetry.lock':
    '[[package]]\nname = "numpy"\nversion = "2.3.4"\n[[package]]\nname = "scikit-learn"\nversion = "1.7"\n[[package]]\nname = "scikit-learn"\nversion = "1.8.1"\n[[package]]\nname = "torch"\nversion = "2.4.0"\n',
  'pylock.toml':
    'lock-version = "1.0"\n[[packages]]\nname = "numpy"\nversion = "2.3.4"\n[[packages]]\nname = "scikit-learn"\nversion = "1.8.1"\n[[packages]]\nname = "torch"\nversion = "2.4.0"\n',
  'Pipfile.lock': JSON.stringify({
    default: { numpy: { version: '==2.3.4' }, 'scikit-learn': { version: '==1.8.1' } },
    develop: { torch: { version: '==2.4.0' } },
  }),
  'conda-lock.yml':
    'package:\n- {name: numpy, version: 2.3.4}\n- {name: scikit-learn, version: 1.8.1}\n- {name: torch, version: 2.4.0}\n',
  'environment.yml':
    'dependencies:\n- python=3.11\n- numpy=2.3.4=py311_0\n- conda-forge::scikit-learn=1.8\n- pip:\n  - torch==2.4.0\n',
}

test.each(Object.entries(contents))('holds the pins of %s against what was imported', (name, text) => {
  writeFileSync(join(folder, name), text)

  const [file] = lockFilesIn([folder, folder], folder, imported)

  expect(file).toMatchObject({ path: name, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) })
  expect(file?.pins).toBe(name === 'environment.yml' ? 4 : 3)
  expect(file?.differing).toEqual({ numpy: { pinned: '2.3.4', imported: '2.3.5' } })
  expect(file).not.toHaveProperty('missing')
  expect(JSON.stringify(file)).not.toContain('hunter2')
})

test('names what was imported and is pinned nowhere', () => {
  writeFileSync(join(folder, 'requirements-dev.txt'), 'numpy==2.3.*\n')

  expect(lockFilesIn([folder], folder, imported)).toMatchObject([{ pins: 1, missing: ['scikit-learn', 'torch'] }])
  expect(lockFilesIn([folder], folder, imported)[0]).not.toHaveProperty('differing')
})

test('says of a file that is broken no more than that, since it may hold a password', () => {
  writeFileSync(join(folder, 'Pipfile.lock'), '{"hunter2"')

  const [file] = lockFilesIn([folder], folder, imported)

  expect(file).toMatchObject({ pins: 0, problem: 'Pipfile.lock cannot be read as what its name says' })
})

test('finds nothing in a folder that is not there', () => {
  expect(lockFilesIn([join(folder, 'gone')], folder, imported)).toEqual([])
})
