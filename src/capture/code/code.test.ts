import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inflateSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { treeDigest } from '../../domain/digest.ts'
import { type CodePlace, completeCode, type SourceFile, snapshotCode } from './code.ts'
import { withoutCredentials } from './git-repository.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A repository in a folder of its own, with git as it comes: no settings of whoever runs the tests. */
function makeRepository(...options: string[]) {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'code-')))
  folders.push(outer)
  const root = join(outer, 'project')
  const home = join(outer, 'home')
  mkdirSync(root)
  mkdirSync(home)
  const env = { PATH: process.env.PATH ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
  const run = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim()
  const git = (...args: string[]) => run(root, ...args)
  git('init', '-q', '-b', 'main', ...options)
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const commit = () => {
    git('add', '-A')
    git('commit', '-qm', 'A state')
  }
  const place = (scratch = 'scratch'): CodePlace => ({
    folder: root,
    objects: join(outer, 'objects'),
    scratch: join(outer, scratch),
    env,
  })
  // What our objects hold, with the user's for what did not change.
  const ours = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: root,
      env: {
        ...env,
        GIT_OBJECT_DIRECTORY: join(outer, 'objects'),
        GIT_ALTERNATE_OBJECT_DIRECTORIES: join(root, '.git', 'objects'),
      },
    }).toString()
  const source = (path: string): SourceFile => {
    const content = readFileSync(join(root, path))
    return {
      path: join(root, path),
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
    }
  }
  return { outer, root, home, git, run, write, commit, place, ours, source }
}

async function codeOf(place: CodePlace, sources: readonly SourceFile[] = []) {
  const snapshot = await snapshotCode(place)
  expect(snapshot).toMatchObject({ kind: 'repository' })
  return completeCode(snapshot, sources)
}

/** What git objects hold, without their headers. */
function contentsIn(objects: string): string[] {
  return readdirSync(objects, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[\da-f]{2}\/[\da-f]+$/.test(name))
    .map((name) => inflateSync(readFileSync(join(objects, name))).toString('latin1'))
    .map((object) => object.slice(object.indexOf('\0') + 1))
}

/** Everything below a folder with content, size, mode, number and times to the nanosecond. */
function stateOf(folder: string): Map<string, string> {
  const state = new Map<string, string>()
  const visit = (path: string) => {
    const { mode, size, ino, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true })
    const stats = lstatSync(path)
    const content = stats.isSymbolicLink() ? readlinkSync(path) : stats.isFile() ? readFileSync(path, 'latin1') : ''
    state.set(path, [mode, size, ino, mtimeNs, ctimeNs, content].join(' '))
    if (stats.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name))
  }
  visit(folder)
  return state
}

test('what is committed has the tree of the commit, and nothing is written for it', async () => {
  const { git, write, commit, place, outer } = makeRepository()
  write('train.py', 'print(1)\n')
  commit()

  const code = await codeOf(place())

  expect(code).toEqual({
    tree: `git-tree:${git('rev-parse', 'HEAD^{tree}')}`,
    root: join(outer, 'project'),
    commit: git('rev-parse', 'HEAD'),
    branch: 'main',
    dirty: false,
    patched: [],
    untracked: [],
    withheld: [],
    notes: [],
  })
  expect(readdirSync(join(outer, 'objects'))).toEqual([])
  expect(readdirSync(join(outer, 'scratch'))).toEqual([])
})

test('what stands in the work tree counts, not what is staged, and later committed it is the same tree', async () => {
  const { git, write, commit, place, ours } = makeRepository()
  write('train.py', 'print(1)\n')
  write('lib/old.py', 'old\n')
  write('run.sh', 'echo\n')
  commit()
  write('train.py', 'print("staged")\n')
  git('add', 'train.py')
  write('train.py', 'print("as it stands")\n')
  rmSync(join(place().folder, 'lib'), { recursive: true })
  chmodSync(join(place().folder, 'run.sh'), 0o755)

  const code = await codeOf(place())

  git('add', '-A')
  git('commit', '-qm', 'What was run')
  expect(code.tree).toBe(`git-tree:${git('rev-parse', 'HEAD^{tree}')}`)
  expect(code).toMatchObject({ dirty: true, patched: ['lib/old.py', 'run.sh', 'train.py'] })
  expect(ours('cat-file', 'blob', `${code.tree.slice('git-tree:'.length)}:train.py`)).toBe('print("as it stands")\n')
})

test('the patch turns the commit into the tree', async () => {
  const { outer, root, git, run, write, commit, place } = makeRepository()
  write('train.py', 'a\nb\nc\n')
  write(
    'weights.bin',
    Uint8Array.from({ length: 300 }, (_, index) => index % 256),
  )
  commit()
  write('train.py', 'a\nB\nc\n')
  write(
    'weights.bin',
    Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256),
  )

  const { tree, commit: id = '', patch } = await codeOf(place())

  git('worktree', 'add', '-q', join(outer, 'again'), id)
  writeFileSync(join(outer, 'patch'), patch?.content ?? '')
  run(join(outer, 'again'), 'apply', '--index', join(outer, 'patch'))
  expect(`git-tree:${run(join(outer, 'again'), 'write-tree')}`).toBe(tree)
  expect(patch?.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(root).not.toBe('')
})

test('untracked sources that were read are in the tree, outputs, secrets and files elsewhere are not', async () => {
  const { outer, write, commit, place, ours, source } = makeRepository()
  write('train.py', 'print(1)\n')
  commit()
  write('.gitignore', 'ignored.py\n')
  for (const name of ['new.py', 'ignored.py', 'output.csv', '.env', '.pedigree/x.py']) write(name, `${name}\n`)
  writeFileSync(join(outer, 'elsewhere.py'), 'x\n')
  const elsewhere = { path: join(outer, 'elsewhere.py'), sha256: '', bytes: 2 }

  const code = await codeOf(place(), [
    ...['train.py', 'new.py', 'ignored.py', '.env', '.pedigree/x.py'].map(source),
    elsewhere,
  ])

  const names = ours('ls-tree', '-r', '--name-only', code.tree.slice('git-tree:'.length)).trim().split('\n')
  expect(names).toEqual(['ignored.py', 'new.py', 'train.py'])
  expect(code).toMatchObject({
    untracked: ['new.py', 'ignored.py'],
    patched: ['ignored.py', 'new.py'],
    notes: ['.env is not in the code tree: by its name it holds secrets.'],
  })
  expect(String(code.patch?.content)).toContain('+new.py')
})

test('of settings in which a secret stands the tree has the digest alone, and the rest is kept', async () => {
  const { outer, root, git, write, commit, place } = makeRepository()
  write('.gitattributes', '* text=auto\n')
  write('edited.yaml', 'password: CHANGEME\nrate: 1\n')
  write('staged.toml', 'api_key = "CHANGEME"\n')
  write('stagedOnly.ini', '[db]\npassword = CHANGEME\n')
  write('app/.env', 'MODE=CHANGEME\n')
  write('broken.json', '{"a": 1}\n')
  write('emptied.yaml', 'password: geheim-before\n')
  write('untouched.yaml', 'password: geheim-committed\n')
  write('open.yaml', 'rate: 1\n')
  write('large.json', '{}\n')
  write('gone.conf', 'password=CHANGEME\n')
  commit()
  write('edited.yaml', 'env:\n  - name: DB_PASSWORD\n    value: geheim-edited\n')
  write('staged.toml', '# api_key = "geheim-staged"\n')
  write('stagedOnly.ini', '[db]\npassword = geheim-index\n')
  write('gone.conf', 'password=geheim-gone\n')
  write('first.yaml', 'rate: 3\n')
  write('second.yaml', 'rate: 3\n')
  git('add', 'staged.toml', 'stagedOnly.ini', 'gone.conf', 'first.yaml', 'second.yaml')
  write('first.yaml', 'rate: 4\n')
  write('stagedOnly.ini', '[db]\nsize = 3\n')
  rmSync(join(root, 'gone.conf'))
  write('app/.env', 'MODE=geheim-dotenv\n')
  write('broken.json', '{"a": "geheim-unread",\n')
  write('emptied.yaml', 'password:\n')
  write('untouched.yaml', 'password: geheim-committed\n')
  write('open.yaml', 'rate: 2\n')
  write('large.json', JSON.stringify(Array.from({ length: 100_000 }, (_, at) => `geheim ${at}`)))

  const { tree, patch, withheld, notes } = await codeOf(place())

  git('add', '-A')
  git('commit', '-qm', 'What was run')
  expect(tree).toBe(`git-tree:${git('rev-parse', 'HEAD^{tree}')}`)
  const kept = contentsIn(join(outer, 'objects'))
  expect(kept.filter((content) => /geheim/.test(content))).toEqual([])
  for (const content of ['rate: 2\n', 'rate: 3\n', 'rate: 4\n', 'password:\n', '[db]\nsize = 3\n'])
    expect(kept).toContain(content)
  expect(withheld).toEqual(['app/.env', 'broken.json', 'edited.yaml', 'large.json', 'staged.toml'])
  expect(notes.toSorted()).toEqual([
    'app/.env is in the code tree by its digest alone: by its name it holds secrets.',
    'broken.json is in the code tree by its digest alone: it holds what looks like a secret.',
    'edited.yaml is in the code tree by its digest alone: it holds what looks like a secret.',
    'large.json is in the code tree by its digest alone: it was not looked through for secrets.',
    'staged.toml is in the code tree by its digest alone: it holds what looks like a secret.',
  ])
  expect(String(patch?.content)).toContain('+    value: geheim-edited')
})

test('nothing of the user is touched, whatever state the repository is in', async () => {
  const { outer, root, home, git, write, commit, place, source } = makeRepository()
  for (let number = 0; number < 40; number += 1) write(`pack/${number % 5}/f${number}.py`, `print(${number})\n`)
  write('old.py', 'version one\n')
  commit()
  write('old.py', 'version two\n')
  commit()
  // Content and trees that the user's repository has already: git would renew the times of those objects.
  write('old.py', 'version one\n')
  write('pack/1/f1.py', 'print(0)\n')
  git('mv', 'pack/2/f2.py', 'pack/2/moved.py')
  write('staged.py', 'staged\n')
  git('add', 'staged.py')
  write('new.py', 'version two\n')
  git('config', 'core.fsmonitor', join(outer, 'run-me'))
  git('config', 'core.hooksPath', join(outer, 'hooks'))
  git('config', 'core.untrackedCache', 'true')
  git('config', 'filter.loud.clean', join(outer, 'run-me'))
  git('config', 'filter.loud.required', 'true')
  write('.gitattributes', '*.nb filter=loud\n')
  writeFileSync(join(home, '.gitconfig'), `[diff]\n\texternal = ${join(outer, 'run-me')}\n`)
  writeFileSync(join(outer, 'run-me'), `#!/bin/sh\ntouch ${join(outer, 'was-run')}\ncat\n`, { mode: 0o755 })
  mkdirSync(join(outer, 'hooks'))
  symlinkSync(join(outer, 'run-me'), join(outer, 'hooks', 'post-index-change'))
  const before = stateOf(root)

  const code = await codeOf(place(), ['new.py', 'old.py'].map(source))

  expect(stateOf(root)).toEqual(before)
  expect(code).toMatchObject({ dirty: true, untracked: ['new.py'], notes: [] })
  expect(() => readFileSync(join(outer, 'was-run'))).toThrow('ENOENT')
})

test('a change that git could overlook, of equal size and time, is seen in the copy of the index, too', async () => {
  const { root, write, commit, place } = makeRepository()
  // Git keeps times in seconds: it compares the content of files as young as the index, and the copy has to look as old.
  await setTimeout(1_000 - (Date.now() % 1_000))
  write('train.py', 'alpha = 1\n')
  commit()
  const { mtimeMs } = lstatSync(join(root, 'train.py'))
  write('train.py', 'alpha = 2\n')
  utimesSync(join(root, 'train.py'), mtimeMs / 1000, mtimeMs / 1000)
  await setTimeout(1_000)

  expect(await codeOf(place())).toMatchObject({ dirty: true, patched: ['train.py'] })
})

test('files that are only newer than the index says are read, and nothing is written for them', async () => {
  const { outer, root, write, commit, place } = makeRepository()
  write('.gitattributes', '* text=auto\n')
  write('train.py', 'alpha = 1\n')
  write('large.bin', 'x\r\n')
  commit()
  for (const name of ['train.py', 'large.bin']) utimesSync(join(root, name), 1, 1)

  expect(await codeOf(place())).toMatchObject({ dirty: false, patched: [] })
  expect(readdirSync(join(outer, 'objects'))).toEqual([])
})

test('files that git was told not to look at are looked at', async () => {
  const { git, write, commit, place } = makeRepository()
  for (const name of ['assumed.yaml', 'skipped.yaml', 'absent.yaml', 'same.yaml']) write(name, 'lr: 1\n')
  commit()
  git('update-index', '--assume-unchanged', 'assumed.yaml', 'same.yaml')
  git('update-index', '--skip-worktree', 'skipped.yaml', 'absent.yaml')
  write('assumed.yaml', 'lr: 2\n')
  write('skipped.yaml', 'lr: 3\n')
  unlinkSync(join(place().folder, 'absent.yaml'))

  expect((await codeOf(place())).patched).toEqual(['assumed.yaml', 'skipped.yaml'])
})

test('a file under a filter is taken without running it, and one under Git LFS as its pointer', async () => {
  const { git, root, write, commit, place, ours } = makeRepository()
  write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n*.ipynb filter=strip\n')
  const pointer = (content: string) =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash('sha256').update(content).digest('hex')}\nsize ${content.length}\n`
  write('model.bin', pointer('weights'))
  write('big.bin', pointer('large'))
  write('a.ipynb', 'before\n')
  commit()
  // As LFS leaves it after a checkout: the index has the pointer, the work tree the content.
  write('model.bin', 'weights')
  write('big.bin', 'larger')
  write('a.ipynb', 'after\n')

  const code = await codeOf(place())

  const tree = code.tree.slice('git-tree:'.length)
  expect(code.patched).toEqual(['a.ipynb', 'big.bin'])
  expect(ours('cat-file', 'blob', `${tree}:big.bin`)).toBe(pointer('larger'))
  expect(ours('cat-file', 'blob', `${tree}:a.ipynb`)).toBe('after\n')
  expect(git('status', '--porcelain', '--', 'a.ipynb')).toContain('a.ipynb')
  expect(root).not.toBe('')
})

test('line ends are converted as git would, and left where it would leave them', async () => {
  const { git, write, commit, place } = makeRepository()
  write('dos.py', 'a\r\nb\r\n')
  write('unix.py', 'a\nb\n')
  commit()
  git('config', 'core.autocrlf', 'input')
  write('dos.py', 'a\r\nc\r\n')
  write('unix.py', 'a\r\nc\r\n')

  const { tree } = await codeOf(place())

  git('add', '-A')
  expect(tree).toBe(`git-tree:${git('write-tree')}`)
})

test('a conflict, a link, a folder in the place of a file and a file in the place of a folder are taken as they stand', async () => {
  const { root, git, write, commit, place } = makeRepository()
  write('both.py', 'base\n')
  write('file', 'a file\n')
  write('folder/x.py', 'x\n')
  write('turned/y.py', 'y\n')
  commit()
  git('checkout', '-qb', 'other')
  write('both.py', 'theirs\n')
  commit()
  git('checkout', '-q', 'main')
  write('both.py', 'ours\n')
  commit()
  try {
    git('merge', 'other')
  } catch {
    // It ends in the conflict that is wanted.
  }
  unlinkSync(join(root, 'file'))
  write('file/inside.py', 'inside\n')
  rmSync(join(root, 'folder'), { recursive: true })
  write('folder', 'now a file\n')
  rmSync(join(root, 'turned'), { recursive: true })
  mkdirSync(join(root, 'elsewhere'))
  writeFileSync(join(root, 'elsewhere', 'y.py'), 'y\n')
  symlinkSync('elsewhere', join(root, 'turned'))

  const code = await codeOf(place(), [])

  expect(code.notes).toEqual([])
  expect(code.patched).toEqual(['both.py', 'file', 'folder/x.py', 'turned/y.py'])
  expect(String(code.patch?.content)).toContain('+<<<<<<< ')
})

test('names with spaces, line feeds and bytes that are no UTF-8 are kept', async () => {
  const { root, git, write, commit, place } = makeRepository()
  const odd = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.of(0xe9), Buffer.from('.py')])
  write('a b\n"c".py', '1\n')
  writeFileSync(odd, '1\n')
  commit()
  write('a b\n"c".py', '2\n')
  writeFileSync(odd, '2\n')

  const code = await codeOf(place())

  git('add', '-A')
  expect(code.tree).toBe(`git-tree:${git('write-tree')}`)
  expect(code.patched).toEqual(['a b\n"c".py', 'caf\uefe9.py'])
})

test('a submodule counts with the commit that is checked out, and what is changed in it is said', async () => {
  const inner = makeRepository()
  inner.write('lib.py', '1\n')
  inner.commit()
  const { root, git, run, write, commit, place, source } = makeRepository()
  write('train.py', '1\n')
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'libs/inner')
  commit()
  writeFileSync(join(root, 'libs/inner/lib.py'), '2\n')
  run(join(root, 'libs/inner'), 'commit', '-qam', 'Two')
  writeFileSync(join(root, 'libs/inner/new.py'), 'new\n')

  const code = await codeOf(place(), ['libs/inner/lib.py', 'libs/inner/new.py'].map(source))

  git('add', 'libs/inner')
  expect(code.tree).toBe(`git-tree:${git('write-tree')}`)
  expect(code.notes).toEqual([
    'libs/inner is a submodule: the code tree has its commit, not what may be changed in it.',
  ])
})

test('a further work tree, a folder inside it and a branch without commits are found', async () => {
  const { outer, git, write, commit, place, source } = makeRepository()
  write('deep/er/train.py', '1\n')
  const unborn = await codeOf(place('1'), [source('deep/er/train.py')])
  commit()
  git('worktree', 'add', '-q', '-b', 'side', join(outer, 'side'))
  appendFileSync(join(outer, 'side', 'deep/er/train.py'), '2\n')

  const side = await codeOf({ ...place('2'), folder: join(outer, 'side', 'deep/er') })
  git('checkout', '-q', '--detach')
  const detached = await codeOf(place('3'))

  expect(unborn).toMatchObject({ branch: 'main', dirty: true, untracked: ['deep/er/train.py'] })
  expect(unborn).not.toHaveProperty('commit')
  expect(unborn.tree).toBe(`git-tree:${git('rev-parse', 'HEAD^{tree}')}`)
  expect(side).toMatchObject({ root: join(outer, 'side'), branch: 'side', patched: ['deep/er/train.py'] })
  expect(detached).toMatchObject({ commit: git('rev-parse', 'HEAD'), dirty: false })
  expect(detached).not.toHaveProperty('branch')
})

test.each([
  ['SHA-256', ['--object-format=sha256'], []],
  ['a split index', [], ['config', 'core.splitIndex', 'true']],
])('a repository with %s is read', async (_, options, setting) => {
  const { root, git, write, commit, place } = makeRepository(...options)
  if (setting.length > 0) git(...setting)
  write('train.py', '1\n')
  write('lib/a.py', '1\n')
  commit()
  git('update-index', '--refresh')
  write('train.py', '2\n')
  const before = stateOf(root)

  const code = await codeOf(place())

  expect(stateOf(root)).toEqual(before)
  git('add', '-A')
  expect(code.tree).toBe(`git-tree:${git('write-tree')}`)
})

test('a sparse index is read, and what is left out of the work tree stays in the tree', async () => {
  const { git, write, commit, place } = makeRepository()
  for (const name of ['a/x.py', 'b/y.py', 'b/deep/z.py', 'top.py']) write(name, '1\n')
  commit()
  git('sparse-checkout', 'init', '--cone', '--sparse-index')
  git('sparse-checkout', 'set', 'a')
  write('a/x.py', '2\n')

  const code = await codeOf(place())

  git('add', 'a/x.py')
  expect(code).toMatchObject({ patched: ['a/x.py'], notes: [] })
  expect(code.tree).toBe(`git-tree:${git('write-tree')}`)
})

test.skipIf(process.getuid?.() !== 0)(
  'a repository that git refuses, because somebody else owns it, is read',
  async () => {
    const { root, git, write, commit, place } = makeRepository()
    write('train.py', '1\n')
    commit()
    for (const path of [root, join(root, '.git')]) chownSync(path, 12_345, 12_345)

    const code = await codeOf({ ...place(), env: { ...place().env, GIT_DIR: '/nowhere' } })

    expect(() => git('status')).toThrow('status')
    expect(code).toMatchObject({ root, dirty: false })
  },
)

test('a tracked file that is too large stays as it was committed, and that is said', async () => {
  const { git, write, commit, place } = makeRepository()
  write('data.csv', 'a,b\n')
  write('pipe.py', 'x\n')
  commit()
  write('data.csv', new Uint8Array(51 * 1024 * 1024))
  unlinkSync(join(place().folder, 'pipe.py'))
  execFileSync('mkfifo', [join(place().folder, 'pipe.py')])

  const code = await codeOf(place())

  expect(code.tree).toBe(`git-tree:${git('rev-parse', 'HEAD^{tree}')}`)
  expect(code.notes).toEqual([
    'data.csv is not in the code tree as it stood: it has over 50 MiB.',
    'pipe.py is not in the code tree as it stood: it is neither a file nor a link.',
  ])
})

test('the remote is that of the branch, without user and password', async () => {
  const { git, write, commit, place } = makeRepository()
  write('train.py', '1\n')
  commit()
  git('remote', 'add', 'origin', 'https://ann:secret@example.org/acme/x.git')
  const first = await codeOf(place('1'))
  git('remote', 'add', 'fork', 'git@example.org:bo/x.git')
  git('config', 'branch.main.remote', 'fork')

  const second = await codeOf(place('2'))

  expect(first.remote).toBe('https://example.org/acme/x.git')
  expect(second.remote).toBe('git@example.org:bo/x.git')
})

test.each([
  ['https://token@example.org:8443/x.git?a=b', 'https://example.org:8443/x.git'],
  ['ssh://git:secret@example.org/x.git', 'ssh://git@example.org/x.git'],
  ['https://a:b@c@example.org/x', 'https://example.org/x'],
  ['/srv/git/x.git', '/srv/git/x.git'],
])('an address loses its credentials: %s', (address, expected) => {
  expect(withoutCredentials(address)).toBe(expected)
})

test('without a repository, or without git, code is the digest of the sources that were read', async () => {
  const { root, write, place, source } = makeRepository()
  write('train.py', '1\n')
  write('lib/a.py', '2\n')
  rmSync(join(root, '.git'), { recursive: true })
  const sources = ['train.py', 'lib/a.py'].map(source)
  const below = sources.map(({ path, ...rest }) => ({ ...rest, path: path.slice(root.length + 1) }))

  const outside = await completeCode(await snapshotCode(place('1')), sources)
  mkdirSync(join(root, '.git'))
  writeFileSync(join(root, '.git', 'HEAD'), 'ref: refs/heads/main\n')
  const without = await completeCode(await snapshotCode({ ...place('2'), env: { PATH: '/nowhere' } }), sources)

  expect(outside).toEqual({
    tree: treeDigest(below),
    root,
    dirty: true,
    patched: [],
    untracked: [],
    withheld: [],
    notes: [],
  })
  expect(without.tree).toBe(treeDigest(below))
  expect(without.notes).toEqual([expect.stringMatching(/^There is no git tree of the code: git config: .*ENOENT/)])
})
