import type { Way } from './way.ts'

const table = 'a,b\n1,2\n'

/** Python with nothing but its standard library, each in a process of its own. */
export const pythonWays: readonly Way[] = [
  {
    name: 'open',
    files: { in: table },
    program: { python: `open('out', 'w').write(open('in').read())` },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'os open',
    files: { in: table },
    program: {
      python: `import os
data = os.read(os.open('in', os.O_RDONLY), 100)
os.write(os.open('out', os.O_WRONLY | os.O_CREAT), data)`,
    },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'csv, json and configparser',
    files: { 'in.csv': table, 'in.dat': '{"x": 1}', 'in.txt': '[a]\nb = 1\n' },
    program: {
      python: `import configparser, csv, json
list(csv.reader(open('in.csv', newline='')))
json.load(open('in.dat'))
configparser.ConfigParser().read(['in.txt', 'missing'])
json.dump([1], open('out.dat', 'w'))`,
    },
    reads: ['in.csv', 'in.dat', 'in.txt'],
    writes: ['out.dat'],
  },
  {
    name: 'gzip, zip and tar of the standard library',
    files: { in: table },
    before: { python: `import gzip; gzip.open('in.gz', 'wb').write(b'x')` },
    program: {
      python: `import gzip, tarfile, zipfile
gzip.open('in.gz').read()
with zipfile.ZipFile('out.zip', 'w') as archive: archive.write('in')
with zipfile.ZipFile('out.zip') as archive: archive.extractall('unzipped')
with tarfile.open('out.tar', 'w') as archive: archive.add('in')
with tarfile.open('out.tar') as archive: archive.extractall('untarred')`,
    },
    reads: ['in', 'in.gz'],
    writes: ['out.zip', 'unzipped/in', 'out.tar', 'untarred/in'],
  },
  {
    name: 'pickle and shelve',
    before: { python: `import pickle; pickle.dump([1], open('in.dat', 'wb'))` },
    program: {
      python: `import dbm.dumb, pickle, shelve
value = pickle.load(open('in.dat', 'rb'))
with shelve.Shelf(dbm.dumb.open('shelf', 'n')) as shelf: shelf['a'] = value`,
    },
    reads: ['in.dat'],
    writes: ['shelf.dat', 'shelf.dir', 'shelf.bak'],
  },
  {
    name: 'an address of a local file',
    files: { in: table },
    program: {
      python: `import os, urllib.request\nurllib.request.urlretrieve('file://' + os.path.abspath('in'), 'out')`,
    },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'SQLite that reads',
    before: {
      python: `import sqlite3\nwith sqlite3.connect('in.db') as base: base.execute('create table t as select 1')`,
    },
    program: { python: `import sqlite3\nprint(sqlite3.connect('in.db').execute('select * from t').fetchall())` },
    reads: ['in.db'],
  },
  {
    name: 'SQLite that writes',
    before: {
      python: `import sqlite3\nwith sqlite3.connect('data.db') as base: base.execute('create table t as select 1')`,
    },
    program: {
      python: `import sqlite3
with sqlite3.connect('data.db') as base: base.execute('insert into t values (2)')
with sqlite3.connect('new.db') as base: base.execute('create table t as select 1')`,
    },
    reads: ['data.db'],
    writes: ['data.db', 'new.db'],
  },
  {
    name: 'SQLite with a log beside it',
    before: {
      python: `import sqlite3
base = sqlite3.connect('data.db')
base.execute('pragma journal_mode=wal')
with base: base.execute('create table t as select 1')
base.close()`,
    },
    program: {
      python: `import sqlite3
base = sqlite3.connect('data.db')
with base: base.execute('insert into t values (2)')
base.close()`,
    },
    reads: ['data.db'],
    writes: ['data.db'],
  },
  {
    name: 'SQLite that attaches',
    before: {
      python: `import sqlite3\nwith sqlite3.connect('in.db') as base: base.execute('create table t as select 1')`,
    },
    program: {
      python: `import sqlite3
base = sqlite3.connect(':memory:')
base.execute("attach 'in.db' as source")
base.execute("attach 'out.db' as target")
with base: base.execute('create table target.t as select * from source.t')
base.close()`,
    },
    reads: ['in.db'],
    writes: ['out.db'],
    unseenByPython: ['in.db', 'out.db'],
  },
  {
    name: 'mmap',
    files: { in: table, changed: 'old text' },
    program: {
      python: `import mmap
with open('in', 'rb') as file: print(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)[:3])
with open('changed', 'r+b') as file: mmap.mmap(file.fileno(), 0)[0:3] = b'new'`,
    },
    reads: ['in', 'changed'],
    writes: ['changed'],
  },
  {
    name: 'sendfile',
    files: { in: table },
    program: {
      python: `import os\nwith open('in', 'rb') as a, open('out', 'wb') as b: os.sendfile(b.fileno(), a.fileno(), 0, 100)`,
    },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'copy file range',
    files: { in: table },
    program: {
      python: `import os\nwith open('in', 'rb') as a, open('out', 'wb') as b: os.copy_file_range(a.fileno(), b.fileno(), 100)`,
    },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'shutil',
    files: { in: table, 'd/a': '1' },
    program: {
      python: `import shutil\nshutil.copy2('in', 'out')\nshutil.copytree('d', 'copy')\nshutil.move('out', 'moved')`,
    },
    reads: ['in', 'd/a'],
    writes: ['moved', 'copy/a'],
  },
  {
    name: 'open below a descriptor of a folder',
    files: { 'd/in': table },
    program: {
      python: `import os
folder = os.open('d', os.O_RDONLY)
data = os.read(os.open('in', os.O_RDONLY, dir_fd=folder), 100)
os.write(os.open('new', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, dir_fd=folder), data)
os.rename('new', 'out', src_dir_fd=folder, dst_dir_fd=folder)`,
    },
    reads: ['d/in'],
    writes: ['d/out'],
    // The audit event of an open has no descriptor, so the path that it names is not there. That of a rename has one.
    unseenByPython: ['d/in'],
  },
  {
    name: 'relative paths after a change of folder',
    files: { 'd/in': table },
    program: {
      python: `import os
os.chdir('d')
open('../out', 'w').write(open('in').read())
os.fchdir(os.open('..', os.O_RDONLY))
os.rename('out', 'd/out')`,
    },
    reads: ['d/in'],
    writes: ['d/out'],
  },
  {
    name: 'an append',
    files: { log: 'one' },
    program: { python: `open('log', 'a').write('two')\nopen('new', 'a').write('x')` },
    writes: ['log', 'new'],
    revises: ['log'],
  },
  {
    name: 'read, then overwritten',
    files: { in: table },
    program: { python: `text = open('in').read()\nopen('in', 'w').write(text + 'more')` },
    reads: ['in'],
    writes: ['in'],
  },
  {
    name: 'changed in place',
    files: { in: table },
    program: { python: `with open('in', 'r+') as file: file.seek(2); file.write('x')` },
    reads: ['in'],
    writes: ['in'],
  },
  {
    name: 'fileinput in place',
    files: { in: table },
    program: {
      python: `import fileinput\nfor line in fileinput.input('in', inplace=True): print(line.upper(), end='')`,
    },
    reads: ['in'],
    writes: ['in'],
  },
  {
    name: 'truncated',
    files: { in: table, emptied: 'x' },
    program: { python: `import os\nos.truncate('in', 3)\nopen('emptied', 'w').close()` },
    writes: ['in', 'emptied'],
    revises: ['in'],
  },
  {
    name: 'an input that Python removes',
    files: { in: table },
    program: { python: `import os\nopen('in').read()\nos.remove('in')` },
    reads: ['in'],
  },
  {
    name: 'written aside and put into its place',
    files: { out: 'old', seen: 'old' },
    program: {
      python: `import os, tempfile
handle, name = tempfile.mkstemp(dir='.')
os.write(handle, b'new')
os.replace(name, 'out')
open('seen').read()
open('aside', 'w').write('new')
os.rename('aside', 'seen')`,
    },
    reads: ['seen'],
    writes: ['out', 'seen'],
  },
  {
    name: 'temporary files of Python',
    files: { in: table },
    program: {
      python: `import shutil, tempfile
with tempfile.NamedTemporaryFile() as a, tempfile.TemporaryFile() as b, tempfile.TemporaryDirectory() as d:
    a.write(open('in', 'rb').read()); a.flush()
    shutil.copy(a.name, d + '/x')
    shutil.copy(d + '/x', 'out')`,
    },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'a file that gets its name last',
    program: {
      python: `import ctypes, os
handle = os.open('.', os.O_TMPFILE | os.O_WRONLY)
os.write(handle, b'1')
ctypes.CDLL(None).linkat(-100, b'/proc/self/fd/%d' % handle, -100, b'out', 0x400)`,
    },
    writes: ['out'],
    unseenByPython: ['out'],
  },
  {
    name: 'hard and symbolic links',
    files: { in: table },
    program: {
      python: `import os
os.symlink('in', 'to-in')
open('to-in').read()
open('out', 'w').write('x')
os.link('out', 'linked')
os.symlink('out', 'latest')`,
    },
    reads: ['in'],
    writes: ['to-in', 'out', 'linked', 'latest'],
  },
  {
    name: 'files that Python only moves',
    files: { a: '1', b: '2', c: '3', e: '4', 'd/in': table, 'm/in': 'm' },
    program: {
      python: `import os, shutil
os.rename('a', 'renamed')
os.replace('b', 'replaced')
shutil.move('c', 'moved')
os.rename('d', 'folder')
shutil.move('m', 'folder')
here = os.open('.', os.O_RDONLY)
os.rename('e', 'there', src_dir_fd=here, dst_dir_fd=here)`,
    },
    reads: ['a', 'b', 'c', 'e', 'd/in', 'm/in'],
    writes: ['renamed', 'replaced', 'moved', 'there', 'folder/in', 'folder/m/in'],
  },
  {
    name: 'files that Python only links',
    files: { a: '1', b: '2', 'd/in': table },
    program: { python: `import os\nos.link('a', 'hard')\nos.symlink('../b', 'd/soft')\nos.symlink('d', 'folder')` },
    reads: ['a', 'b'],
    writes: ['hard', 'd/soft'],
  },
  {
    name: 'two files that change places',
    files: { a: '1', b: '2' },
    program: {
      python: `import ctypes
assert ctypes.CDLL(None).renameat2(-100, b'a', -100, b'b', 2) == 0`,
    },
    reads: ['a', 'b'],
    writes: ['a', 'b'],
    moved: ['a', 'b'],
    unseenByPython: ['a', 'b'],
  },
  {
    name: 'a renamed folder',
    files: { 'd/in': table },
    program: { python: `import os\nopen('d/in').read()\nopen('d/new', 'w').write('x')\nos.rename('d', 'e')` },
    reads: ['d/in'],
    writes: ['e/in', 'e/new'],
  },
  {
    name: 'names that are not UTF-8',
    program: { python: `import os\nopen(b'\\xff', 'w').write('x')\nos.rename(b'\\xff', b'\\xfe')` },
    writes: ['\ueffe'],
  },
  {
    name: 'the C library',
    files: { in: table },
    program: {
      python: `import ctypes
c = ctypes.CDLL(None)
c.fopen.restype = ctypes.c_void_p
c.fopen(b'in', b'r')
c.fopen(b'out', b'w')`,
    },
    reads: ['in'],
    writes: ['out'],
    unseenByPython: ['in', 'out'],
  },
  {
    name: 'a subprocess',
    files: { in: table },
    program: {
      python: `import subprocess
subprocess.run(['cp', 'in', 'copied'])
with open('in') as source, open('sorted', 'w') as target: subprocess.run(['sort'], stdin=source, stdout=target)`,
    },
    reads: ['in'],
    writes: ['copied', 'sorted'],
    unseenByPython: ['copied'],
  },
  {
    name: 'os system',
    files: { in: table },
    program: { python: `import os\nos.system('cat < in > out')` },
    reads: ['in'],
    writes: ['out'],
    unseenByPython: ['in', 'out'],
  },
  {
    name: 'posix spawn',
    files: { in: table },
    program: {
      python: `import os
os.waitpid(os.posix_spawn('/bin/sh', ['sh', '-c', 'cat in > out'], os.environ), 0)`,
    },
    reads: ['in'],
    writes: ['out'],
    unseenByPython: ['in', 'out'],
  },
  {
    name: 'fork and _exit',
    files: { in: table },
    program: {
      python: `import os
if os.fork() == 0:
    open('out', 'w').write(open('in').read())
    os._exit(0)
os.wait()`,
    },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'a process that is forked twice and goes on alone',
    files: { in: table },
    program: {
      python: `import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() > 0: os._exit(0)
    os.close(0); os.close(1); os.close(2)
    time.sleep(0.2)
    open('out', 'w').write(open('in').read())
    os._exit(0)
os.wait()`,
    },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'threads',
    files: { a: '1', b: '2', c: '3' },
    program: {
      python: `import concurrent.futures as futures
def copy(name):
    with open(name) as source, open(name + '.out', 'w') as target: target.write(source.read())
with futures.ThreadPoolExecutor(3) as pool: list(pool.map(copy, 'abc'))`,
    },
    reads: ['a', 'b', 'c'],
    writes: ['a.out', 'b.out', 'c.out'],
  },
  ...['fork', 'spawn'].map(
    (method): Way => ({
      name: `multiprocessing by ${method}`,
      files: { a: '1', b: '2' },
      program: {
        python: `import multiprocessing, os
def copy(name):
    with open(name) as source, open(name + '.new', 'w') as target: target.write(source.read())
    os.replace(name + '.new', name + '.out')
if __name__ == '__main__':
    with multiprocessing.get_context('${method}').Pool(2) as pool: pool.map(copy, 'ab', 1)`,
      },
      reads: ['a', 'b'],
      writes: ['a.out', 'b.out'],
    }),
  ),
  {
    name: 'an isolated Python',
    files: { in: table },
    program: {
      python: `import subprocess, sys
subprocess.run([sys.executable, '-I', '-c', 'open("out", "w").write(open("in").read())'])`,
    },
    reads: ['in'],
    writes: ['out'],
    unseenByPython: ['in', 'out'],
  },
  {
    name: 'a Python with an emptied environment',
    files: { in: table },
    program: {
      python: `import subprocess, sys
subprocess.run([sys.executable, '-c', 'open("out", "w").write(open("in").read())'], env={})`,
    },
    reads: ['in'],
    writes: ['out'],
    unseenByPython: ['in', 'out'],
  },
  {
    name: 'a module of the project',
    files: { 'own/__init__.py': '', 'own/part.py': `text = open('in').read()`, in: table },
    program: { python: `import own.part\nopen('out', 'w').write(own.part.text)` },
    reads: ['in'],
    writes: ['out'],
  },
  {
    name: 'what Python only looks at, or tries in vain',
    files: { in: table },
    program: {
      python: `import os
os.stat('in'); os.path.exists('missing'); os.listdir('.'); os.access('in', os.R_OK)
for name, mode in [('missing', 'r'), ('no/where', 'w'), ('in', 'x')]:
    try: open(name, mode)
    except OSError: pass`,
    },
  },
]
