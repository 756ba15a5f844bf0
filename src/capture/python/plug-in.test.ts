import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readPythonEvents } from './events.ts'
import type { PythonEvents } from './python-event.ts'

const plugIn = join(import.meta.dirname, 'path')
const python = interpreter('python3')
const hasAuditHooks = python !== undefined && versionOf(python) >= 308
// Before 3.11 an exception that crosses one of our wrappers cannot hide that it did.
const hidesWrappers = python !== undefined && versionOf(python) >= 311
// One of each minor version that the machine has, down to those that only have to be left alone, and the system's own,
// which may bring a `sitecustomize`, as Debian's does.
const interpreters = [
  ...new Map(candidates().map((path) => [`${versionOf(path)} ${path.startsWith('/usr/bin/')}`, path])).values(),
]
const science = hasAuditHooks ? scienceEnvironment() : undefined

type Outcome = { readonly exit: number | null; readonly stdout: string; readonly stderr: string }

let folder: string
let elsewhere: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pedigree-python-'))
  elsewhere = mkdtempSync(join(tmpdir(), 'pedigree-events-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  rmSync(elsewhere, { recursive: true })
})

const isKept = (file: string) => /\.pyc$|__pycache__$/.test(file)

describe.skipIf(!hasAuditHooks)('files', () => {
  test('are told as they are touched, with what they held before', async () => {
    writeFileSync(join(folder, 'state'), 'old')
    const { events } = await watched(`
      import os
      open('data', 'w').close()
      open('data').read()
      open('data', 'a').close()
      open('state', 'w').close()
      open('data', 'r+').close()
      os.link('data', 'second')
      os.symlink('data', 'pointer')
      os.rename('data', 'renamed')
      os.remove('second')
      os.truncate('renamed', 0)
    `)

    expect(told(events)).toEqual([
      { operation: 'read', path: 'main.py' },
      { operation: 'write', path: 'data', truncates: true, existed: false },
      { operation: 'read', path: 'data' },
      { operation: 'write', path: 'data', existed: true },
      { operation: 'write', path: 'state', truncates: true, existed: true, before: sha256('old') },
      { operation: 'update', path: 'data', existed: true },
      { operation: 'link', path: 'data', to: 'second' },
      { operation: 'symlink', path: 'pointer', to: 'data' },
      { operation: 'rename', path: 'data', to: 'renamed' },
      { operation: 'delete', path: 'second' },
      { operation: 'write', path: 'renamed', truncates: true, existed: true },
    ])
  })

  test('that an atomic write replaces are hashed before', async () => {
    writeFileSync(join(folder, 'model'), 'old')

    const { events } = await watched(`
      import os
      open('new', 'w').close()
      os.replace('new', 'model')
    `)

    expect(told(events).at(-1)).toEqual({ operation: 'rename', path: 'new', to: 'model', before: sha256('old') })
  })

  test('that were read, also where they were moved to, are hashed before they are removed, and others are not', async () => {
    for (const name of ['input', 'moved', 'unread']) writeFileSync(join(folder, name), name)

    const { events } = await watched(`
      import os
      open('own', 'w').close()
      os.rename('moved', 'aside')
      for name in ['input', 'aside', 'own']: open(name).close()
      for name in ['input', 'aside', 'own', 'unread']: os.remove(name)
    `)

    expect(told(events).slice(-4)).toEqual([
      { operation: 'delete', path: 'input', before: sha256('input') },
      { operation: 'delete', path: 'aside', before: sha256('moved') },
      { operation: 'delete', path: 'own' },
      { operation: 'delete', path: 'unread' },
    ])
  })

  test('are told without symbolic links on the way, also after one of them was moved', async () => {
    const { events } = await watched(`
      import os
      os.mkdir('one'); os.mkdir('two')
      os.symlink('one', 'current')
      open('current/a', 'w').close()
      os.symlink('two', 'next')
      os.replace('next', 'current')
      open('current/a', 'w').close()
      os.chdir('two')
      os.symlink('a', 'last')
      open('last').close()
      try: open('later/b', 'w')
      except OSError: os.symlink('../one', 'later')
      open('later/b', 'w').close()
    `)

    const opened = told(events).filter(({ operation }) => operation === 'write' || operation === 'read')
    expect(opened.map(({ path }) => path)).toEqual(['main.py', 'one/a', 'two/a', 'two/a', 'one/b'])
  })

  test('of SQLite are told by its connections', async () => {
    const { events } = await watched(`
      import sqlite3
      sqlite3.connect('data.db').execute('create table t (x)')
      sqlite3.connect(':memory:')
      sqlite3.connect('file:data.db?mode=ro', uri=True)
    `)

    expect(told(events).slice(1)).toEqual([
      { operation: 'update', path: 'data.db', existed: false },
      { operation: 'read', path: 'data.db' },
    ])
  })

  test('that could not be opened, or say nothing of the command, are left out', async () => {
    const { events } = await watched(`
      import contextlib, json, os
      for name, mode in [('missing', 'r'), ('missing/file', 'w'), ('.', 'r'), ('main.py', 'x')]:
          with contextlib.suppress(OSError):
              open(name, mode)
      open(os.__file__).close(); open('/proc/self/status').close(); open(os.devnull, 'w').close()
    `)

    expect(told(events)).toEqual([{ operation: 'read', path: 'main.py' }])
  })

  test('of packages are left out, but not those of a folder that is called almost alike', async () => {
    for (const name of ['site-packages', 'dist-packages', 'my-packages', 'my-site-packages']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'data'), '')
    }

    const { events } = await watched(`
      import os
      for name in sorted(os.listdir('.')):
          if os.path.isdir(name): open(os.path.abspath(name) + '/data').close()
    `)

    expect(told(events).map(({ path }) => path)).toEqual(['main.py', 'my-packages/data', 'my-site-packages/data'])
  })

  test('of setuptools make no package of a program that imports none of it', async () => {
    const packages = join(folder, 'site-packages')
    for (const name of ['_distutils_hack', 'setuptools']) {
      mkdirSync(join(packages, name), { recursive: true })
      writeFileSync(join(packages, name, '__init__.py'), '')
    }
    mkdirSync(join(packages, 'setuptools-65.5.0.dist-info'))
    const packagesAfter = async (imports: string) => {
      const { events } = await watched(`
        import sys
        for name in [name for name in sys.modules if name.startswith(('_distutils_hack', 'setuptools'))]:
            del sys.modules[name]
        sys.path.insert(0, ${JSON.stringify(packages)})
        import ${imports}
      `)
      return events.ends.flatMap(({ packages }) => packages).filter(({ name }) => /setup|dist/.test(name))
    }

    expect(await packagesAfter('_distutils_hack')).toEqual([])
    expect(await packagesAfter('_distutils_hack, setuptools')).toEqual([{ name: 'setuptools', version: '65.5.0' }])
  })

  test('are told once for each content that is read', async () => {
    const { events } = await watched(`
      open('data', 'w').close()
      for _ in range(3): open('data').close()
      with open('data', 'w') as file: file.write('more')
      open('data').close()
    `)

    const operations = told(events).map(({ operation }) => operation)
    expect(operations).toEqual(['read', 'write', 'read', 'write', 'read'])
  })

  test.skipIf(process.platform !== 'linux')('may have names that are no text', async () => {
    const { events } = await watched(`open(b'data-\\xff', 'w').close()`)

    expect(told(events).at(-1)?.path).toBe('data-\uefff')
  })
})

describe.skipIf(!hasAuditHooks)('processes', () => {
  test('lose nothing when they fork, spawn, use threads or leave without a word', async () => {
    const { events, outcome } = await watched(`
      import multiprocessing, os, subprocess, sys, threading
      def work(name):
          open(name, 'w').close()
      if __name__ == '__main__':
          for method in ('fork', 'spawn'):
              with multiprocessing.get_context(method).Pool(2) as pool:
                  pool.map(work, [method + str(number) for number in range(4)])
          threads = [threading.Thread(target=work, args=('thread' + str(number),)) for number in range(4)]
          for thread in threads: thread.start()
          for thread in threads: thread.join()
          subprocess.run([sys.executable, '-c', "open('child', 'w').close()"])
          if os.fork() == 0:
              work('forked')
              os._exit(0)
          os.wait()
          work('last')
          os._exit(7)
    `)

    expect(outcome.exit).toBe(7)
    const written = told(events)
      .filter(({ operation }) => operation === 'write')
      .map(({ path }) => path)
    const several = ['fork', 'spawn', 'thread'].flatMap((name) => [0, 1, 2, 3].map((number) => name + number))
    expect(written.sort()).toEqual([...several, 'child', 'forked', 'last'].sort())
    expect(events.commands.map(({ argv }) => argv[1])).toContain('-c')
    expect(events.unreadable).toBe(0)
  })

  test('tell what they have imported before whatever else they tell, so that it is known of one that is killed', async () => {
    writeFileSync(join(folder, 'early.py'), '')
    writeFileSync(join(folder, 'late.py'), '')
    const { events } = await watched(`
      import os, early
      open('first', 'w').close()
      import late
      os.kill(os.getpid(), 9)
    `)
    const { events: all } = await watched(`
      import os, early
      open('first', 'w').close()
      import late
      open('second', 'w').close()
    `)

    const modules = (told: PythonEvents['imports']) =>
      told.flatMap(({ modules }) => modules.map(({ name }) => name)).filter((name) => /early|late/.test(name))
    expect(modules(events.imports)).toEqual(['early', 'late'])
    expect(events.ends).toEqual([])
    expect(events.imports[0]).toMatchObject({ main: join(folder, 'main.py'), implementation: 'cpython' })
    expect(modules(all.ends)).toEqual(['early', 'late'])
    expect(modules(all.imports.filter(({ pid }) => pid === all.ends[0]?.pid))).toEqual(['early', 'late'])
  })

  test('tell the variables that their own code asks for by name, and no others', async () => {
    const variables = { WIDTH: '90', DEPTH: '3', RATE: '0.1', SEEN: 'x', UNSEEN: 'y' }
    const script = `
      import os, subprocess, sys, tempfile
      print(os.environ['WIDTH'], os.environ.get('DEPTH'), os.getenv('RATE'), os.environ.get('NONE', 'none'))
      print('SEEN' in os.environ)
      os.environ['OWN'] = '1'
      print(os.environ['OWN'], len(dict(os.environ)) == len({**os.environ}) == len(list(os.environ.items())))
      os.environ.copy(), os.path.expanduser('~'), tempfile.gettempdir()
      subprocess.run([sys.executable, '-c', 'import os; print(os.environ["WIDTH"])'], env=dict(os.environ))
      try: os.environ['NONE']
      except KeyError as error: print(repr(error))
      del os.environ['RATE']
      os.environ.get('RATE'), 'ABSENT' in os.environ, os.environ.setdefault('THREADS', '2'), os.environ['THREADS']
      [os.getenv('V%d' % number) for number in range(1000)]
      os.environ['NONE']
    `
    const without = plain(script, variables)

    const { events, outcome } = await watched(script, variables)

    const own = events.variables.filter(({ file }) => file === join(folder, 'main.py'))
    const [few, many] = [own.filter(({ line }) => line !== 12), own.filter(({ line }) => line === 12)]
    expect(few.map(({ name, value, line }) => [name, value, line])).toEqual([
      ['WIDTH', '90', 2],
      ['DEPTH', '3', 2],
      ['RATE', '0.1', 2],
      ['NONE', undefined, 2],
      ['SEEN', 'x', 3],
      ['NONE', undefined, 8],
      ['ABSENT', undefined, 11],
      ['THREADS', undefined, 11],
      ['NONE', undefined, 13],
    ])
    expect(many.length).toBeGreaterThan(20)
    expect(many.length).toBeLessThan(200)
    expect(outcome.stdout).toBe("90\n90 3 0.1 none\nTrue\n1 True\nKeyError('NONE')\n")
    if (hidesWrappers) expect(outcome).toEqual(without)
  })

  test('may refuse all that ask for a frame', async () => {
    const script = `
      import os, pickle, sys
      def refuse(event, arguments):
          if event == 'sys._getframe': raise RuntimeError(event)
      sys.addaudithook(refuse)
      import json
      with open('pickled', 'wb') as file: pickle.dump(os.environ['WIDTH'], file)
      print(len(open('pickled', 'rb').read()))
    `
    const without = plain(script, { WIDTH: '90' })

    const { outcome } = await watched(script, { WIDTH: '90' })

    expect(without).toMatchObject({ exit: 0, stderr: '' })
    expect(outcome).toEqual(without)
  })

  test('get the descriptors they would get without us, and may close all of them', async () => {
    const { events, outcome } = await watched(`
      import os
      first = open('first', 'w')
      print(first.fileno())
      os.closerange(3, 1024)
      for name in ['a', 'b']: os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT), 700)
      open('last', 'w').close()
      print(os.fstat(700).st_size, flush=True)
      os._exit(0)
    `)

    expect(outcome.stdout).toBe('3\n0\n')
    expect(told(events).at(-1)?.path).toBe('last')
  })

  test.each([
    ['at their end', ''],
    ['without a word', 'os._exit(7)'],
    ['for another program', "os.execv('/bin/true', ['true'])"],
    ['by a signal, a moment later', 'time.sleep(0.01); os.kill(os.getpid(), 9)'],
    ['in a fork', 'if os.fork() == 0: read(1000); os._exit(0)'],
    ['in a fork, which they wait for', 'if os.fork() > 0: os.wait(); os._exit(0)'],
    ['in a thread', 'thread = threading.Thread(target=read, args=[1000]); thread.start(); read(2000); thread.join()'],
  ])('tell each of many files that they read once, also when they leave %s', async (_, last) => {
    mkdirSync(join(folder, 'files'))
    for (let index = 0; index < 3000; index++) writeFileSync(join(folder, 'files', String(index)), '')

    const { events } = await watched(
      `
      import os, threading, time
      def read(start):
          for index in range(start, start + 1000): open('files/%d' % index).close()
      read(0)
      ${last}
    `,
      { PEDIGREE_ML: '0' },
    )

    const paths = told(events).flatMap(({ path }) => (path.startsWith('files/') ? path : []))
    expect(paths).toHaveLength(last.includes('2000') ? 3000 : last.includes('1000') ? 2000 : 1000)
    expect(new Set(paths).size).toBe(paths.length)
    expect(events.unreadable).toBe(0)
  })

  test('may be killed by whoever started them, when they have read many files and wait', async () => {
    mkdirSync(join(folder, 'files'))
    for (let index = 0; index < 1000; index++) writeFileSync(join(folder, 'files', String(index)), '')

    const { events } = await watched(`
      import multiprocessing, os, signal, time
      def read(writer):
          for index in range(1000): open('files/%d' % index).close()
          writer.send(None)
          time.sleep(60)
      if __name__ == '__main__':
          reader, writer = multiprocessing.Pipe(False)
          for method in ('fork', 'spawn'):
              process = multiprocessing.get_context(method).Process(target=read, args=[writer])
              process.start(); reader.recv(); process.kill(); process.join()
          child = os.fork()
          if child == 0: read(writer)
          reader.recv(); os.kill(child, signal.SIGKILL)
    `)

    const paths = told(events).flatMap(({ path }) => (path.startsWith('files/') ? path : []))
    expect(paths).toHaveLength(3000)
  })

  test('tell files by the folder that they are in, also after they have gone to another', async () => {
    for (const name of ['one', 'two', 'one/data', 'two/data']) mkdirSync(join(folder, name))
    for (const name of ['one', 'two']) for (const file of 'abc') writeFileSync(join(folder, name, 'data', file), '')

    const { events } = await watched(`
      import os
      for folder in ('one', '../two'):
          os.chdir(folder)
          for file in 'abc': open('data/' + file).close()
    `)

    const paths = told(events).map(({ path }) => path)
    expect(paths.slice(1)).toEqual(
      ['one', 'two'].flatMap((name) => ['a', 'b', 'c'].map((file) => `${name}/data/${file}`)),
    )
  })

  test('tell their environment at the end', async () => {
    writeFileSync(join(folder, 'features.py'), '')

    const { events } = await watched('import features')

    expect(events.ends).toHaveLength(1)
    expect(events.ends[0]).toMatchObject({
      implementation: 'cpython',
      main: join(folder, 'main.py'),
      modules: [{ name: 'features', file: join(folder, 'features.py') }],
    })
  })

  test('tell files and commands alone when learning is switched off', async () => {
    const { events } = await watched("import random; random.seed(1); open('data', 'w').close()", { PEDIGREE_ML: '0' })

    expect(events.files).toHaveLength(2)
    expect({ ends: events.ends, seeds: events.seeds }).toEqual({ ends: [], seeds: [] })
  })
})

describe.skipIf(!hasAuditHooks)('arguments', () => {
  const script = `
    import argparse
    parser = argparse.ArgumentParser(prog='train')
    parser.add_argument('--trees', type=int, default=60)
    parser.add_argument('--rate', type=float, default=0.1)
    commands = parser.add_subparsers(dest='command')
    fit = commands.add_parser('fit')
    fit.add_argument('--depth', type=int, default=3)
    fit.add_argument('data', nargs='?', default='data.csv')
    parser.parse_args()
  `

  test('are told with where each value came from', async () => {
    const { events } = await watched(script, {}, ['--trees', '60', 'fit', '--depth', '8'])

    expect(events.arguments).toHaveLength(1)
    expect(events.arguments[0]).toMatchObject({
      prog: 'train',
      file: join(folder, 'main.py'),
      line: 9,
      values: [
        { name: 'trees', value: 60, from: 'command line' },
        { name: 'rate', value: 0.1, from: 'default' },
        { name: 'command', value: 'fit', from: 'command line' },
        { name: 'depth', value: 8, from: 'command line' },
        { name: 'data', value: 'data.csv', from: 'default' },
      ],
    })
  })

  test('of a tool that the library starts are not', async () => {
    const { events } = await watched("import runpy, sys; sys.argv[1:] = ['-h']; runpy.run_module('json.tool')")

    expect(events.arguments).toEqual([])
  })
})

describe('the command', () => {
  test.each(interpreters)('finds the next sitecustomize as it would without us, with %s', (path) => {
    writeFileSync(
      join(folder, 'main.py'),
      [
        'import sys',
        'print(sys.path, sys.flags, [name for name in sys.modules if "sitecustom" in name])',
        'try:',
        '    import sitecustomize',
        '    print(sitecustomize.__file__, sitecustomize.value)',
        'except (ImportError, AttributeError): print("none")',
      ].join('\n'),
    )
    const next = {
      'a value': 'value = 5',
      'a failure': '1 / 0',
      'a missing module': 'import not_there',
      nothing: undefined,
    }

    for (const [name, source] of Object.entries(next)) {
      const user = join(elsewhere, name)
      mkdirSync(user)
      if (source !== undefined) writeFileSync(join(user, 'sitecustomize.py'), source)
      const without = run(path, [], { PYTHONPATH: user, PYTHONDONTWRITEBYTECODE: '1' })

      const outcome = run(path, [], { ...environment(user), PYTHONDONTWRITEBYTECODE: '1' })

      expect({ name, ...outcome }).toEqual({ name, ...without })
    }
  })

  test.each(interpreters)('is compiled once, where Python may keep bytecode, with %s', (path) => {
    const copy = join(elsewhere, 'copy')
    mkdirSync(copy)
    for (const name of ['path', 'hooks']) {
      cpSync(join(plugIn, '..', name), join(copy, name), { recursive: true, filter: (file) => !isKept(file) })
    }
    const files = () => readdirSync(copy, { recursive: true }).map(String)
    const before = files()
    writeFileSync(join(folder, 'main.py'), "import argparse\nopen('main.py').close()")
    const runWith = (PYTHONDONTWRITEBYTECODE: string) =>
      run(path, [], { ...environment(), PYTHONPATH: join(copy, 'path'), PYTHONDONTWRITEBYTECODE })

    const outcomes = ['1', '', ''].map((value) => ({ ...runWith(value), kept: files().filter(isKept).length }))

    expect(outcomes[0]).toMatchObject({ exit: 0, kept: 0 })
    expect(outcomes[1]?.kept).toBe(outcomes[2]?.kept)
    expect(files().filter((file) => !isKept(file))).toEqual(before)
    if (versionOf(path) >= 308)
      expect(files()).toContainEqual(expect.stringMatching(/hooks\/__pycache__\/files\..*\.pyc$/))
  })

  test('has one meaning for each name, since its files share a namespace', () => {
    const files = globSync('{path,hooks}/*.py', { cwd: join(plugIn, '..') })

    const names = files.flatMap((file) => {
      const text = readFileSync(join(plugIn, '..', file), 'utf8')
      return [...new Set([...text.matchAll(/^(?:def |class )?([A-Za-z_]+)(?: =|\(.*\):$)/gm)].map(([, name]) => name))]
    })

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(names).toEqual(expect.arrayContaining(['attempt', 'record_open', 'patch_estimators']))
  })

  test.skipIf(!hasAuditHooks)(
    'gets the exceptions that its signal handlers throw, also in the middle of our work',
    async () => {
      const { outcome } = await watched(`
      import signal
      class Late(Exception): pass
      def late(number, frame): raise Late()
      signal.signal(signal.SIGALRM, late)
      caught = 0
      for number in range(200):
          try:
              signal.setitimer(signal.ITIMER_REAL, 0.002 + number % 7 * 0.0001)
              while True: open('data', 'w').close(); open('data').close()
          except Late: caught += 1
      print(caught)
    `)

      expect(outcome).toEqual({ exit: 0, stdout: '200\n', stderr: '' })
    },
  )

  test.skipIf(!hasAuditHooks)('may raise audit events of our names with any arguments', async () => {
    const { outcome } = await watched(
      "import sys; sys.audit('open'); sys.audit('open', 1, 2, 3); sys.audit('os.rename', {})",
    )

    expect(outcome).toEqual({ exit: 0, stdout: '', stderr: '' })
  })

  test.skipIf(!hidesWrappers)('prints the same tracebacks', async () => {
    const script = `
      import pickle, random, traceback
      for call in (lambda: pickle.dump(1), lambda: random.seed([])):
          try: call()
          except TypeError: traceback.print_exc()
      import broken
    `
    writeFileSync(join(folder, 'broken.py'), '1 / 0')
    const without = plain(script)

    const { outcome } = await watched(script)

    expect(outcome).toEqual(without)
  })

  test.skipIf(!hasAuditHooks)('goes on as without us when every hook fails', async () => {
    const script = `
      import argparse, os, pickle, random, subprocess, sys
      random.seed(1)
      argparse.ArgumentParser().parse_args([])
      with open('value.pickle', 'wb') as file: pickle.dump({'a': random.random()}, file)
      with open('value.pickle', 'rb') as file: print(pickle.load(file))
      os.rename('value.pickle', 'renamed.pickle')
      print(subprocess.run([sys.executable, '-c', 'print(1)'], stdout=subprocess.PIPE).stdout)
      sys.exit(3)
    `
    const without = plain(script)
    const content = readFileSync(join(folder, 'renamed.pickle'))

    const { outcome, events } = await watched(script, { PEDIGREE_TEST_THROW: '1' })

    expect(outcome).toEqual(without)
    expect(readFileSync(join(folder, 'renamed.pickle'))).toEqual(content)
    expect(events.errors.length).toBeGreaterThan(3)
    expect(events.files).toEqual([])
  })

  test.skipIf(!hasAuditHooks)('does not notice an events file that cannot be opened', async () => {
    const { outcome } = await watched("open('data', 'w').close(); print(1)", {
      PEDIGREE_EVENTS: '/proc/missing/events',
    })

    expect(outcome).toEqual({ exit: 0, stdout: '1\n', stderr: '' })
  })
})

describe.skipIf(science === undefined)('learning', () => {
  test('tells what a training script fitted, from which table, with which parameters, features and metrics', async () => {
    writeFileSync(join(folder, 'data.csv'), rows())

    const { events, outcome } = await watched(training, {}, ['data.csv', '--depth', '4'], science)

    expect(outcome).toMatchObject({ exit: 0, stderr: '' })
    expect(events).toMatchObject({ errors: [], unreadable: 0, unknown: 0 })
    expectTraining(events)
  })

  test('leaves the model as it is without us, and without us it loads', async () => {
    writeFileSync(join(folder, 'data.csv'), rows())
    plain(training, {}, ['data.csv'], science)
    const without = readFileSync(join(folder, 'model.joblib'))
    rmSync(join(folder, 'model.joblib'))

    await watched(training, {}, ['data.csv'], science)

    expect(sha256(readFileSync(join(folder, 'model.joblib')))).toBe(sha256(without))
    const loaded = plain("import joblib; print(type(joblib.load('model.joblib')).__name__)", {}, [], science)
    expect(loaded.stdout).toBe('Pipeline\n')
  })

  test('tells from which random generators was drawn without a seed', async () => {
    const draw = (lines: string) => watched(`import random, numpy\n${lines}\n`, {}, [], science)
    const told = async (lines: string) => (await draw(lines)).events.ends.at(-1)?.unseeded

    expect(await told('random.random(); numpy.random.rand()')).toEqual(['random', 'numpy.random'])
    expect(await told('numpy.random.default_rng().random(); numpy.random.rand()')).toEqual(['numpy.random'])
    expect(await told('random.seed(1); numpy.random.seed(1); random.random(); numpy.random.rand()')).toBeUndefined()
    expect(await told('numpy.random.default_rng(1).random()')).toBeUndefined()
  })

  test('keeps functions picklable, signatures, sources, clones and classes of the script as they are', async () => {
    const without = plain(unchanged, {}, [], science)

    const { events, outcome } = await watched(unchanged, {}, [], science)

    expect(without.stderr).toBe('')
    expect(outcome).toEqual(without)
    expect(events.errors).toEqual([])
    const search = events.fits.find((fit) => fit.class.endsWith('GridSearchCV'))
    expect(search?.best).toMatchObject({ parameters: { C: expect.any(Number) }, score: expect.any(Number) })
    const workers = events.fits.filter((fit) => fit.pid !== search?.pid)
    expect(new Set(workers.map((fit) => `${fit.class} by ${fit.by}`))).toEqual(
      new Set(['__main__.Own by sklearn.model_selection._validation']),
    )
    const bagging = events.fits.find((fit) => fit.class.endsWith('BaggingClassifier'))
    expect(bagging?.nested).toEqual({ 'sklearn.tree._classes.DecisionTreeClassifier': 12 })
    // Three candidates over two folds and the best on all of the data; what is in them was fitted by workers but for the last.
    expect(search?.nested).toEqual({ '__main__.Own': 7, 'sklearn.linear_model._logistic.LogisticRegression': 1 })
    expect([search, bagging].map((fit) => fit?.workers)).toEqual([true, undefined])
    const steps = events.fits.find((fit) => fit.method === 'fit_transform')
    expect(steps?.nested).toEqual({
      'sklearn.decomposition._pca.PCA': 1,
      'sklearn.preprocessing._data.StandardScaler': 1,
    })
    const labels = events.fits.filter(
      (fit) => fit.class.endsWith('LabelEncoder') || fit.class.endsWith('LabelBinarizer'),
    )
    expect(labels).toEqual([])
  })

  test.each([
    '1',
    'record,fit_begins,metric_begins,score_begins,file_call_begins,frame_begins,seed_begins,parse_begins,value_begins',
    'fit_ends,fit_fails,metric_ends,dump_ends,load_ends,read_ends,write_ends,seed_ends,parse_ends,patch_estimator,record_end',
  ])('goes on as without us when hooks fail: %s', async (throwing) => {
    writeFileSync(join(folder, 'data.csv'), rows())
    const without = plain(training, {}, ['data.csv'], science)
    const model = readFileSync(join(folder, 'model.joblib'))

    const { events, outcome } = await watched(training, { PEDIGREE_TEST_THROW: throwing }, ['data.csv'], science)

    expect(outcome).toEqual(without)
    expect(sha256(readFileSync(join(folder, 'model.joblib')))).toBe(sha256(model))
    expect(events.errors.length).toBeGreaterThan(5)
    expect(events.fits).toEqual([])
  })

  test.each(['', 'fit_begins,metric_begins,file_call_begins,frame_begins,seed_begins,sqlite_opens,record_asked'])(
    'goes on as without us where C calls, with no Python below: %s',
    async (throwing) => {
      writeFileSync(join(folder, 'data.csv'), rows())
      const files = () => ['fitted.pkl', 'dumped.joblib', 'table.csv', 'thread.joblib', 'made.db'].map(held)
      const held = (name: string) => sha256(readFileSync(join(folder, name)))
      const without = plain(alone, {}, ['data.csv'], science)
      const bytes = files()
      rmSync(join(folder, 'made.db'))

      const { events, outcome } = await watched(alone, { PEDIGREE_TEST_THROW: throwing }, ['data.csv'], science)

      expect(without).toEqual({ exit: 0, stdout: '', stderr: '' })
      expect(outcome).toEqual(without)
      expect(files()).toEqual(bytes)
      expect(events.unreadable + events.unknown).toBe(0)
      if (throwing !== '') return
      expect(events.errors).toEqual([])
      expect(events.dumps.map(({ path }) => path).sort()).toEqual(
        ['dumped.joblib', 'fitted.pkl', 'thread.joblib'].map((name) => join(folder, name)),
      )
      expect(events.fits).toMatchObject([{ class: 'sklearn.linear_model._logistic.LogisticRegression', method: 'fit' }])
      expect(events.metrics).toMatchObject([{ name: 'accuracy_score', value: 1 }])
      expect(events.queries).toMatchObject([{ text: 'create table t (x)' }])
      expect(events.frames.map(({ function: name }) => name).sort()).toEqual(['read_csv', 'to_csv'])
    },
  )
})

function expectTraining(events: PythonEvents): void {
  const [fit] = events.fits
  expect(events.fits).toHaveLength(1)
  expect(fit).toMatchObject({
    class: 'sklearn.pipeline.Pipeline',
    method: 'fit',
    file: join(folder, 'main.py'),
    line: 21,
    shape: [150, 3],
    columns: ['age', 'income', 'job'],
    target: 'target',
    chain: ['sklearn.compose._column_transformer.ColumnTransformer', 'sklearn.ensemble._forest.RandomForestClassifier'],
    branches: [
      {
        name: 'numbers',
        columns: ['age', 'income'],
        chain: ['sklearn.impute._base.SimpleImputer', 'sklearn.preprocessing._data.StandardScaler'],
        features: ['numbers__age', 'numbers__income'],
      },
      {
        name: 'words',
        columns: ['job'],
        chain: ['sklearn.preprocessing._encoders.OneHotEncoder'],
        features: ['words__job_a', 'words__job_b', 'words__job_c'],
      },
    ],
    features: ['numbers__age', 'numbers__income', 'words__job_a', 'words__job_b', 'words__job_c'],
  })
  const parameter = (name: string) => fit?.parameters.find((one) => one.name === name)
  expect(parameter('forest__max_depth')).toEqual({ name: 'forest__max_depth', value: 4, from: 'code' })
  expect(parameter('forest__criterion')).toMatchObject({ value: 'gini', from: 'default of scikit-learn 1.5.2' })
  expect(parameter('prepare__numbers__impute__missing_values')).toMatchObject({
    value: { $python: 'float', text: 'nan' },
  })

  const scores = events.metrics.map(({ name, line, samples }) => [name, line, samples])
  expect(scores).toEqual([
    ['accuracy_score', 24, 50],
    ['f1_score', 25, 50],
    ['score', 26, 50],
  ])
  const metrics = JSON.parse(readFileSync(join(folder, 'metrics.json'), 'utf8'))
  expect(events.metrics.map(({ value }) => value)).toEqual([metrics.accuracy, metrics.f1, metrics.score])
  expect(events.metrics[1]?.options).toEqual({ average: 'macro' })
  expect(events.frames).toMatchObject([
    {
      operation: 'read',
      function: 'read_csv',
      path: join(folder, 'data.csv'),
      shape: [200, 4],
      types: expect.any(Array),
    },
  ])
  expect(events.dumps).toMatchObject([{ path: join(folder, 'model.joblib'), class: 'sklearn.pipeline.Pipeline' }])
  expect(events.seeds).toMatchObject([
    { function: 'numpy.random.seed', value: 0, line: 11 },
    { function: 'sklearn.ensemble._forest.RandomForestClassifier', parameter: 'random_state', value: 0 },
  ])
  const packages = events.ends.flatMap((end) => end.packages)
  expect(packages).toContainEqual({ name: 'scikit-learn', version: '1.5.2' })
  expect(packages).toContainEqual({ name: 'pandas', version: '2.2.3' })
}

const training = `
import argparse, json
import joblib, numpy, pandas
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
parser = argparse.ArgumentParser(); parser.add_argument('data'); parser.add_argument('--depth', type=int)
numpy.random.seed(0)
frame = pandas.read_csv(parser.parse_args().data)
X, X_test, y, y_test = train_test_split(frame.drop(columns='target'), frame['target'], random_state=0)
numbers = Pipeline([('impute', SimpleImputer()), ('scale', StandardScaler())])
model = Pipeline([
    ('prepare', ColumnTransformer([('numbers', numbers, ['age', 'income']), ('words', OneHotEncoder(), ['job'])])),
    ('forest', RandomForestClassifier(20, max_depth=parser.parse_args().depth, random_state=0)),
])
if len(X) != 150: raise SystemExit(1)

model.fit(X, y)
predicted = model.predict(X_test)
metrics = {
    'accuracy': float(accuracy_score(y_test, predicted)),
    'f1': float(f1_score(y_test, predicted, average='macro')),
    'score': float(model.score(X_test, y_test)),
}
joblib.dump(model, 'model.joblib')
with open('metrics.json', 'w') as file: json.dump(metrics, file)
print(metrics)
`.slice(1)

// What is called at exit, and what a thread begins with where both are C's: the last that is registered comes first.
const alone = `
import _thread, atexit, os, pickle, random, sqlite3, time
import joblib, pandas
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
model = LogisticRegression()
connection = sqlite3.connect('made.db', isolation_level=None)
atexit.register(pickle.dump, model, open('fitted.pkl', 'wb'))
atexit.register(accuracy_score, [1], [1])
atexit.register(model.fit, [[0], [1]], [0, 1])
atexit.register(joblib.dump, {'a': 1}, 'dumped.joblib')
atexit.register(pandas.DataFrame({'a': [1]}).to_csv, 'table.csv')
atexit.register(pandas.read_csv, 'data.csv')
atexit.register(connection.execute, 'create table t (x)')
atexit.register(sqlite3.connect, 'made.db')
atexit.register(random.seed, 1)
atexit.register(os.environ.__getitem__, 'HOME')
_thread.start_new_thread(joblib.dump, ({'a': 2}, 'thread.joblib'))
while _thread._count(): time.sleep(0.001)
`.slice(1)

const unchanged = `
import hashlib, inspect, pickle, uuid, warnings
class Identity:
    given = 0
    @property
    def hex(self):
        Identity.given += 1
        return '%032x' % Identity.given
uuid.uuid4 = Identity
import joblib, pandas
from joblib.externals import cloudpickle
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin, clone
from sklearn.datasets import make_classification
from sklearn.decomposition import PCA
from sklearn.ensemble import BaggingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, make_scorer, r2_score, roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
class Twice(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None): return self
    def fit_transform(self, X, y=None): return X * 2
    def transform(self, X): return X * 2
class Own(ClassifierMixin, BaseEstimator):
    def __init__(self, C=1.0): self.C = C
    def fit(self, X, y):
        self.inner_ = LogisticRegression(C=self.C).fit(X, y)
        self.classes_ = self.inner_.classes_
        return self
    def predict(self, X): return self.inner_.predict(X)
if __name__ == '__main__':
    X, y = make_classification(120, 5, random_state=0)
    for function in (r2_score, pickle.dump, pickle.load, joblib.dump, pandas.read_csv, pandas.DataFrame.to_csv):
        print(pickle.loads(pickle.dumps(function)) is function, inspect.signature(function), function.__doc__)
    print(inspect.signature(Own.fit), inspect.getsource(Own.fit), Own.fit.__qualname__, Own.fit.__module__)
    print(inspect.signature(PCA.fit_transform), inspect.signature(GridSearchCV.fit))
    for thing in (Twice, Own, Own(2).fit(X, y), make_pipeline(Twice(), Own()), lambda: Own().fit(X, y)):
        print(hashlib.sha256(cloudpickle.dumps(thing)).hexdigest())
    search = GridSearchCV(clone(Own()), {'C': [0.1, 1, 10]}, n_jobs=2, scoring=make_scorer(accuracy_score), cv=2)
    print(search.fit(X, y).best_params_, make_pipeline(StandardScaler(), PCA(2)).fit_transform(X)[0])
    print(roc_auc_score(['b' if one else 'a' for one in y], search.predict(X)))
    with joblib.parallel_backend('threading'):
        print(BaggingClassifier(n_estimators=12, n_jobs=2, random_state=1).fit(X, y).score(X, y))
`

function rows(): string {
  const lines = ['age,income,job,target']
  for (let index = 0; index < 200; index++) {
    const age = 18 + ((index * 37) % 60)
    const income = ((index * 7919) % 1000) / 10
    lines.push(`${age},${index % 17 === 0 ? '' : income},${'abc'[index % 3]},${age + income > 90 ? 1 : 0}`)
  }
  return `${lines.join('\n')}\n`
}

/** Runs a script as `main.py` in `folder` under the plug-in. */
async function watched(script: string, more: NodeJS.ProcessEnv = {}, words: readonly string[] = [], path = python) {
  writeFileSync(join(folder, 'main.py'), outdented(script))
  const outcome = run(path ?? 'python3', words, { ...environment(), ...more })
  return { outcome, events: readPythonEvents(join(elsewhere, 'events.jsonl')) }
}

function plain(script: string, more: NodeJS.ProcessEnv = {}, words: readonly string[] = [], path = python): Outcome {
  writeFileSync(join(folder, 'main.py'), outdented(script))
  return run(path ?? 'python3', words, more)
}

function run(path: string, words: readonly string[], more: NodeJS.ProcessEnv): Outcome {
  const { PYTHONPATH: _, PYTHONDONTWRITEBYTECODE: __, PYTHONUNBUFFERED: ___, ...base } = process.env
  const options = { cwd: folder, env: { ...base, ...more }, encoding: 'utf8', timeout: 60_000 } as const
  const { status, stdout, stderr } = spawnSync(path, ['main.py', ...words], options)
  return { exit: status, stdout, stderr }
}

function environment(...further: readonly string[]): NodeJS.ProcessEnv {
  return { PYTHONPATH: [plugIn, ...further].join(':'), PEDIGREE_EVENTS: join(elsewhere, 'events.jsonl') }
}

/** File events without time, process and witness, their paths relative to `folder`. */
function told({ files }: PythonEvents) {
  return files.map(({ at: _, pid: __, witness: ___, path, to, ...rest }) => ({
    ...rest,
    path: path.replace(`${folder}/`, ''),
    ...(to !== undefined && { to: to.replace(`${folder}/`, '') }),
  }))
}

function outdented(script: string): string {
  const indent = /^\n?( *)/.exec(script)?.[1] ?? ''
  return script.replace(/^\n/, '').replaceAll(new RegExp(`^${indent}`, 'gm'), '')
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function interpreter(name: string): string | undefined {
  const { status, stdout } = spawnSync(name, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

function candidates(): string[] {
  const found = ['/usr/bin/python3', ...globSync(join(homedir(), '.pyenv/versions/*/bin/python')), python ?? '']
  return found.filter((path) => path !== '' && existsSync(path))
}

/** 311 for Python 3.11. */
function versionOf(path: string): number {
  return Number(execFileSync(path, ['-c', 'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])']))
}

/** A virtual environment with the libraries that the plug-in learns from, made once for each Python, or undefined. */
function scienceEnvironment(): string | undefined {
  const requirements = ['scikit-learn==1.5.2', 'pandas==2.2.3', 'joblib==1.4.2']
  const key = sha256(`${requirements.join(' ')} ${python} ${versionOf(python ?? 'python3')}`).slice(0, 12)
  const root = join(import.meta.dirname, '../../../node_modules/.cache', `pedigree-test-venv-${key}`)
  const path = join(root, 'bin/python')
  if (existsSync(join(root, 'complete'))) return path

  const { PYTHONPATH: _, ...env } = process.env
  const made =
    spawnSync(python ?? 'python3', ['-m', 'venv', '--clear', root], { env }).status === 0 &&
    spawnSync(path, ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', ...requirements], { env }).status === 0
  if (made) writeFileSync(join(root, 'complete'), '')
  else
    console.warn('Skipped: tests of learning. scikit-learn 1.5.2 and pandas 2.2.3 cannot be installed for this Python.')
  return made ? path : undefined
}
