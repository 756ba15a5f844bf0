import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { FileEvent } from '../files/file-event.ts'
import { runTraced } from './run-traced.ts'
import { probeTracer } from './tracer.ts'

/** What a command did below its folder, as seen by a real strace, against a list written by hand. */
type Case = {
  readonly name: string
  /** Files there beforehand, with their content; a link says where it leads. */
  readonly files?: Readonly<Record<string, string | { readonly link: string }>>
  readonly python?: string
  readonly shell?: string
  /** `*` marks that the call discarded what was there. */
  readonly expected: readonly string[]
  /** Where the order of two processes is theirs to choose. */
  readonly anyOrder?: boolean
}

const tracer = await probeTracer()
const python = findPython()
const base = realpathSync(mkdtempSync(join(tmpdir(), 'pedigree-operations-')))
afterAll(() => rmSync(base, { recursive: true, force: true }))

function findPython(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

function prepare(files: Case['files'] = {}): string {
  const folder = mkdtempSync(join(base, 'case-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    if (typeof content === 'string') writeFileSync(join(folder, name), content)
    else symlinkSync(content.link, join(folder, name))
  }
  return folder
}

async function observe(command: readonly string[], cwd: string) {
  const folder = mkdtempSync(join(base, 'private-'))
  if (tracer.kind === 'none') throw new Error(tracer.reason)
  const { LANG: _, ...env } = process.env
  return runTraced(command, { cwd, env: { ...env, PYTHONDONTWRITEBYTECODE: '1' }, folder, tracer })
}

function describeEvents(events: readonly FileEvent[], folder: string): string[] {
  const name = (path: string) => path.slice(folder.length + 1)
  return events
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .map(({ operation, truncates, exchanges, path, to }) => {
      const target = to === undefined ? '' : ` ${exchanges ? '<' : ''}-> ${to.startsWith('/') ? name(to) : to}`
      return `${operation}${truncates ? '*' : ''} ${name(path)}${target}`
    })
}

const cases: readonly Case[] = [
  { name: 'read', files: { a: '1' }, python: `open('a').read()`, expected: ['read a'] },
  { name: 'write', python: `open('a', 'w').write('1')`, expected: ['write* a'] },
  { name: 'exclusive creation', python: `open('a', 'x').write('1')`, expected: ['write* a'] },
  { name: 'append', files: { a: '1' }, python: `open('a', 'a').write('1')`, expected: ['write a'] },
  { name: 'read and write in place', files: { a: '1' }, python: `open('a', 'r+').write('2')`, expected: ['update a'] },
  {
    name: 'a file that is emptied after it was opened',
    files: { a: '1' },
    python: `import os\nwith open('a', 'r+') as file: os.ftruncate(file.fileno(), 0)`,
    expected: ['update a', 'write* a'],
  },
  { name: 'write and read back', python: `open('a', 'w+').write('2')`, expected: ['update* a'] },
  { name: 'a failed read', python: `import os\ntry: open('a')\nexcept OSError: pass`, expected: [] },
  {
    name: 'rename over another file',
    files: { a: '1' },
    python: `import os\nopen('a.new', 'w').write('2')\nos.replace('a.new', 'a')`,
    expected: ['write* a.new', 'rename a.new -> a'],
  },
  {
    name: 'a temporary file that is moved',
    python: `import os, shutil, tempfile
handle, name = tempfile.mkstemp(prefix='x', suffix='y', dir='.')
os.close(handle)
os.rename(name, 'middle')
shutil.move('middle', 'a')`,
    expected: ['update* TEMPORARY', 'rename TEMPORARY -> middle', 'rename middle -> a'],
  },
  { name: 'cp', files: { a: '1' }, shell: 'cp a b', expected: ['read a', 'write* b'] },
  { name: 'cp over a file', files: { a: '1', b: '2' }, shell: 'cp a b', expected: ['read a', 'write* b'] },
  { name: 'mv', files: { a: '1' }, shell: 'mv a b', expected: ['rename a -> b'] },
  {
    name: 'redirections of a shell',
    files: { a: '1' },
    shell: 'cat < a > b; echo x >> c',
    expected: ['read a', 'write* b', 'write c'],
  },
  {
    name: 'tar',
    files: { 'd/a': '1', 'd/b': '2' },
    shell: 'tar cf t.tar d/a d/b && mkdir out && tar xf t.tar -C out',
    expected: ['write* t.tar', 'read d/a', 'read d/b', 'read t.tar', 'write* out/d/a', 'write* out/d/b'],
  },
  {
    name: 'find -exec',
    files: { 'd/a': '1', 'd/e/b': '2' },
    shell: 'find d -type f -exec cat {} + > all',
    expected: ['read d/a', 'read d/e/b', 'write* all'],
    anyOrder: true,
  },
  {
    name: 'open below a folder descriptor',
    files: { 'd/a': '1' },
    python: `import os
folder = os.open('d', os.O_RDONLY)
os.open('a', os.O_RDONLY, dir_fd=folder)
os.rename('a', 'b', src_dir_fd=folder, dst_dir_fd=folder)
os.unlink('b', dir_fd=folder)`,
    expected: ['read d/a', 'rename d/a -> d/b', 'delete d/b'],
  },
  {
    name: 'relative paths after a change of folder',
    files: { 'd/a': '1' },
    python: `import os
os.chdir('d')
open('a').close()
os.rename('a', '../b')
os.fchdir(os.open('..', os.O_RDONLY | os.O_DIRECTORY))
os.unlink('b')`,
    expected: ['read d/a', 'rename d/a -> b', 'delete b'],
  },
  {
    name: 'fork and _exit',
    python: `import os
if os.fork() == 0:
    os.chdir('/')
    open('${'CWD'}/a', 'w').write('1')
    os._exit(0)
os.wait()
os.rename('a', 'b')`,
    expected: ['write* a', 'rename a -> b'],
  },
  {
    name: 'a child without environment',
    files: { a: '1' },
    python: `import subprocess\nsubprocess.run(['/bin/cp', 'a', 'b'], env={})`,
    expected: ['read a', 'write* b'],
  },
  {
    name: 'an isolated Python',
    files: { a: '1' },
    python: `import subprocess, sys\nsubprocess.run([sys.executable, '-I', '-c', 'open("a").read()'], env={})`,
    expected: ['read a'],
  },
  {
    name: 'a child in another folder with redirections',
    files: { 'd/a': '1' },
    python: `import subprocess
subprocess.run('cat a > b', shell=True, cwd='d')
with open('log', 'w') as log: subprocess.run(['cat', 'a'], cwd='d', stdout=log)`,
    expected: ['write* d/b', 'read d/a', 'write* log', 'read d/a'],
  },
  {
    name: 'mmap',
    files: { a: '1' },
    python: `import mmap
with open('a', 'r+b') as file: mmap.mmap(file.fileno(), 0)[0:1] = b'2'`,
    expected: ['update a'],
  },
  {
    name: 'SQLite, written and read',
    python: `import sqlite3
store = sqlite3.connect('a.db')
store.execute('create table t (x)')
store.commit()
store.close()
sqlite3.connect('file:a.db?mode=ro', uri=True).execute('select * from t').fetchall()`,
    expected: ['update a.db', 'update a.db-journal', 'delete a.db-journal', 'read a.db'],
  },
  {
    name: 'a read through symbolic links',
    files: { 'real/a': '1', way: { link: 'real' }, name: { link: 'way/a' } },
    python: `open('name').close()\nopen('way/a').close()`,
    expected: ['read real/a'],
  },
  {
    name: 'names changed through a symbolic link',
    files: { 'real/a': '1', way: { link: 'real' } },
    python: `import os
os.rename('way/a', 'way/b')
os.symlink('b', 'way/c')
os.link('way/b', 'way/../d')
os.truncate('way/b', 0)
os.unlink('way/c')`,
    expected: ['rename real/a -> real/b', 'symlink real/c -> b', 'link real/b -> d', 'write* real/b', 'delete real/c'],
  },
  {
    name: 'a hard link, written through',
    files: { a: '1' },
    shell: 'ln a b; echo 2 >> b',
    expected: ['link a -> b', 'write b'],
  },
  {
    name: 'a removed input',
    files: { a: '1' },
    shell: 'cat a > b; rm a',
    expected: ['write* b', 'read a', 'delete a'],
  },
  {
    name: 'a removed tree',
    files: { 'd/a': '1', 'd/e/b': '1' },
    python: `import os, shutil\nos.mkdir('d/f')\nshutil.rmtree('d')`,
    expected: ['delete d/a', 'delete d/e/b'],
    anyOrder: true,
  },
  {
    name: 'a renamed folder',
    files: { 'd/a': '1' },
    python: `import os\nos.rename('d', 'e')\nopen('e/a').close()`,
    expected: ['rename d -> e', 'read e/a'],
  },
  {
    name: 'names in Unicode, with spaces, quotes, brackets and newlines',
    files: { 'ä 日本': '1', 'sp ace "q" <b> \n) = -1 E': '2' },
    python: `open('ä 日本').close()\nopen('sp ace "q" <b> \\n) = -1 E').close()\nopen('e ...', 'w').close()`,
    expected: ['read ä 日本', 'read sp ace "q" <b> \n) = -1 E', 'write* e ...'],
  },
  {
    name: 'a name that is not UTF-8',
    python: `import os\nopen(b'a\\xff', 'w').close()\nos.rename(b'a\\xff', b'b\\xe4')`,
    expected: ['write* a\uefff', 'rename a\uefff -> b\uefe4'],
  },
  {
    name: 'a detached child that writes half a second later',
    shell: '(setsid sh -c "sleep 0.5; echo 1 > late" > /dev/null 2>&1 < /dev/null &)',
    expected: ['write* late'],
  },
  {
    name: 'a pool of threads',
    files: { a: '1', b: '2', c: '3' },
    python: `import concurrent.futures as futures
def copy(name):
    with open(name) as source, open(name + '.out', 'w') as target: target.write(source.read())
with futures.ThreadPoolExecutor(3) as pool: list(pool.map(copy, 'abc'))`,
    expected: ['read a', 'read b', 'read c', 'write* a.out', 'write* b.out', 'write* c.out'],
    anyOrder: true,
  },
  {
    name: 'a pool of processes',
    files: { a: '1', b: '2' },
    python: `import multiprocessing, os
def copy(name):
    with open(name) as source, open(name + '.new', 'w') as target: target.write(source.read())
    os.replace(name + '.new', name + '.out')
with multiprocessing.get_context('fork').Pool(2) as pool: pool.map(copy, 'ab', 1)`,
    expected: ['read a', 'read b', 'rename a.new -> a.out', 'rename b.new -> b.out', 'write* a.new', 'write* b.new'],
    anyOrder: true,
  },
  {
    name: 'a file that gets its name last',
    python: `import ctypes, os
handle = os.open('.', os.O_TMPFILE | os.O_WRONLY)
os.write(handle, b'1')
ctypes.CDLL(None).linkat(-100, b'/proc/self/fd/%d' % handle, -100, b'a', 0x400)`,
    expected: ['write* a'],
  },
  {
    name: 'two files that change places',
    files: { a: '1', b: '2' },
    python: `import ctypes\nctypes.CDLL(None).renameat2(-100, b'a', -100, b'b', 2)`,
    expected: ['rename a <-> b'],
  },
  {
    name: 'sed in place',
    files: { a: '1' },
    shell: 'sed -i s/1/2/ a',
    expected: ['read a', 'update* TEMPORARY', 'rename TEMPORARY -> a'],
  },
  {
    name: 'an executed script, and the file it executes instead of itself',
    files: { 'go.sh': '#!/bin/sh\nexec cat a > b\n', a: '1' },
    shell: 'chmod +x go.sh && ./go.sh',
    expected: ['read go.sh', 'write* b', 'read a'],
  },
  { name: 'touch', files: { a: '1' }, shell: 'touch a b', expected: ['write a', 'write b'] },
  {
    name: 'a read file that changes and is read again',
    files: { a: '1' },
    python: `for mode in ['r', 'r', 'w', 'r', 'r']: open('a', mode).close()`,
    expected: ['read a', 'write* a', 'read a'],
  },
]

// Names that a program draws at random.
const temporary = /\b(?:x\w{6,}y|sed\w{6})\b/g

const reason = tracer.kind === 'none' ? ` (skipped: ${tracer.reason})` : ''
describe.skipIf(tracer.kind === 'none')(`strace sees and invents nothing${reason}`, () => {
  for (const { name, files, python: code, shell = '', expected, anyOrder } of cases) {
    test.skipIf(code !== undefined && python === undefined)(name, async () => {
      const folder = prepare(files)
      const program = code?.replaceAll('CWD', folder)
      const command = program === undefined ? ['sh', '-c', shell] : [python ?? '', '-c', program]

      const run = await observe(command, folder)

      const seen = describeEvents(run.events, folder).map((text) => text.replace(temporary, 'TEMPORARY'))
      expect(anyOrder ? seen.sort() : seen).toEqual(anyOrder ? [...expected].sort() : expected)
      expect(run.exit).toBe(0)
      expect(run.blind).toEqual([])
    })
  }

  test('keeps up with a command that opens thousands of files', { timeout: 8_000 }, async () => {
    const folder = prepare()

    const run = await observe(['sh', '-c', 'i=0; while [ $i -lt 5000 ]; do : > a; i=$((i + 1)); done'], folder)

    expect(describeEvents(run.events, folder)).toEqual(Array.from({ length: 5_000 }, () => 'write* a'))
  })

  test.skipIf(python === undefined)('tells the processes apart, and which started which', async () => {
    const code = `import os, subprocess, threading
thread = threading.Thread(target=subprocess.run, args=(['sh', '-c', 'cat /dev/null; exit 3'],))
thread.start()
thread.join()`

    const run = await observe([python ?? '', '-c', code], base)

    const [first, shell, cat] = run.processes
    expect(run.processes).toHaveLength(3)
    expect(first).toMatchObject({ argv: [python, '-c', code], executable: python, exit: 0 })
    expect(shell).toMatchObject({ parent: first?.pid, argv: ['sh', '-c', 'cat /dev/null; exit 3'], exit: 3 })
    expect(cat).toMatchObject({ parent: shell?.pid, argv: ['cat', '/dev/null'], exit: 0 })
  })
})
