import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { namespaceOf, normalRemote } from './namespace.ts'

const folder = mkdtempSync(join(tmpdir(), 'pedigree-namespace-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['https://github.com/acme/flights', 'github.com/acme/flights'],
  ['https://github.com/acme/flights.git', 'github.com/acme/flights'],
  ['https://github.com/acme/flights.git/', 'github.com/acme/flights'],
  ['https://GitHub.com/Acme/Flights', 'github.com/Acme/Flights'],
  ['https://ann:s3cret@github.com/acme/flights.git', 'github.com/acme/flights'],
  ['https://ghp_token@github.com/acme/flights', 'github.com/acme/flights'],
  ['https://ann:p@ss@github.com/acme/flights', 'github.com/acme/flights'],
  ['https://git.acme.com:8443/ml/flights.git', 'git.acme.com/ml/flights'],
  ['https://git.acme.com/ml/flights.git?private_token=s3cret', 'git.acme.com/ml/flights'],
  ['http://git.acme.com/a/b/c/d', 'git.acme.com/a/b/c/d'],
  ['https://acme@dev.azure.com/acme/ml/_git/flights', 'dev.azure.com/acme/ml/_git/flights'],
  ['ssh://git@github.com/acme/flights.git', 'github.com/acme/flights'],
  ['ssh://git@git.acme.com:2222/ml/flights.git', 'git.acme.com/ml/flights'],
  ['git+ssh://git@github.com/acme/flights', 'github.com/acme/flights'],
  ['git://git.acme.com/flights', 'git.acme.com/flights'],
  ['ssh://git@[2001:db8::1]:22/ml/flights.git', '[2001:db8::1]/ml/flights'],
  ['git@github.com:acme/flights.git', 'github.com/acme/flights'],
  ['git@github.com:/acme/flights.git', 'github.com/acme/flights'],
  ['github.com:acme/flights', 'github.com/acme/flights'],
  ['git@git.acme.com:22/ml/flights', 'git.acme.com/22/ml/flights'],
  ['[git@git.acme.com:2222]:ml/flights.git', 'git.acme.com/ml/flights'],
  ['git@[2001:db8::1]:ml/flights', '[2001:db8::1]/ml/flights'],
  ['git@host:~ann/flights.git', 'host/~ann/flights'],
  ['/srv/git/flights.git', undefined],
  ['../flights', undefined],
  ['./flights.git', undefined],
  ['flights/main', undefined],
  ['~/flights.git', undefined],
  ['file:///srv/git/flights.git', undefined],
  ['FILE://host/srv/flights', undefined],
  ['C:\\repos\\flights', undefined],
  ['C:/repos/flights', undefined],
  ['https://github.com', undefined],
  ['https://github.com/', undefined],
  ['https://ann:s3/cret@github.com/acme/flights', undefined],
  ['https://to/ken@github.com/acme/flights', undefined],
  ['https://host/with space', undefined],
  ['', undefined],
])('names %s %s', (url, name) => {
  expect(normalRemote(url)).toBe(name)
})

test('takes the remote of the repository around, whatever repository a hook names', async () => {
  const project = join(folder, 'here', 'sub')
  mkdirSync(project, { recursive: true })
  execFileSync('git', ['init', '-q', join(folder, 'here')])
  execFileSync('git', ['-C', project, 'remote', 'add', 'origin', 'git@github.com:acme/flights.git'])
  vi.stubEnv('GIT_DIR', '/nowhere')

  const namespace = await namespaceOf(project)

  vi.unstubAllEnvs()
  expect(namespace).toBe('github.com/acme/flights')
})

test('takes the name of the folder without a remote, with nothing in it that a terminal obeys', async () => {
  const project = join(folder, 'plain \u001b[2J é')
  mkdirSync(project)

  expect(await namespaceOf(project)).toBe('plain -[2J é')
  expect(await namespaceOf('/')).toBe('root')
})
