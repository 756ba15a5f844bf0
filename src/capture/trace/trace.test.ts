import { expect, test } from 'vitest'
import { foldTrace, readTrace } from './trace.ts'

/** Lines as strace writes them, with a time that grows by a microsecond a line. */
function traceOf(text: string, folder = '/home') {
  const fold = foldTrace({ folder })
  const lines = text.trim().split('\n')
  for (const [index, line] of lines.entries()) {
    const [pid = '', ...rest] = line.trim().split(' ')
    fold.line(`${pid} 1700000000.${String(index).padStart(6, '0')} ${rest.join(' ')}`)
  }
  return fold.end()
}

function eventsOf(text: string, folder?: string) {
  const { events, unparsed } = traceOf(text, folder)
  expect(unparsed).toBe(0)
  return events.map(({ pid, operation, path, to }) => `${pid} ${operation} ${path}${to === undefined ? '' : ` ${to}`}`)
}

const start = '5 execve("/bin/sh", ["sh"], 0x7f /* 3 vars */) = 0'

test('counts an executed file as read', () => {
  expect(eventsOf(start)).toEqual(['5 read /bin/sh'])
})

test('lets the lines of a child wait until its parent tells whose they are', () => {
  const { processes, events } = traceOf(`${start}
    5 vfork( <unfinished ...>
    6 chdir("/data") = 0
    6 unlink("a") = 0
    6 execve("/bin/cat", ["cat"], 0x7f /* 3 vars */ <unfinished ...>
    5 <... vfork resumed>) = 6
    6 <... execve resumed>) = 0
    6 +++ exited with 0 +++
    5 +++ exited with 1 +++`)

  expect(events.map(({ path }) => path)).toEqual(['/bin/sh', '/data/a', '/bin/cat'])
  expect(processes).toMatchObject([
    { pid: 5, argv: ['sh'], exit: 1 },
    { pid: 6, parent: 5, argv: ['cat'], executable: '/bin/cat', exit: 0 },
  ])
})

test('keeps the lines of a child whose parent was killed while it forked', () => {
  const events = eventsOf(`${start}
    5 chdir("/data") = 0
    5 vfork( <unfinished ...>
    6 unlink("a") = 0
    5 +++ killed by SIGKILL +++
    6 +++ exited with 0 +++`)

  expect(events).toContain('6 delete /data/a')
})

test('gives a process its own current folder and threads a common one', () => {
  const events = eventsOf(`${start}
    5 clone3({flags=CLONE_VM|CLONE_FS|CLONE_THREAD, exit_signal=0} => {parent_tid=[6]}, 88) = 6
    6 chdir("/thread") = 0
    5 unlink("a") = 0
    5 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f) = 7
    7 chdir("/child") = 0
    7 unlink("b") = 0
    6 unlink("c") = 0`)

  expect(events.slice(1)).toEqual(['5 delete /thread/a', '7 delete /child/b', '5 delete /thread/c'])
})

test('follows an execution by a thread to the process it replaces', () => {
  const { processes, unparsed } = traceOf(`${start}
    5 clone3({flags=CLONE_VM|CLONE_FS|CLONE_THREAD, exit_signal=0} => {parent_tid=[6]}, 88) = 6
    6 execve("/bin/true", ["true"], 0x7f /* 3 vars */ <pid changed to 5 ...>
    5 +++ superseded by execve in pid 6 +++
    5 <... execve resumed>) = -1 (errno 18446744073709551359)
    5 +++ exited with 0 +++`)

  expect(unparsed).toBe(0)
  expect(processes).toMatchObject([{ pid: 5, argv: ['true'], executable: '/bin/true', exit: 0 }])
})

test('gets by without the current folder that only newer versions print', () => {
  const events = eventsOf(`${start}
    5 chdir("data") = 0
    5 openat(AT_FDCWD, "a", O_RDONLY) = 3</home/data/a>
    5 renameat2(AT_FDCWD, "a", AT_FDCWD, "../b", 0) = 0
    5 open("c", O_RDONLY) = 3`)

  expect(events.slice(1)).toEqual(['5 read /home/data/a', '5 rename /home/data/a /home/b', '5 read /home/data/c'])
})

test('corrects the current folder by what a call prints', () => {
  const events = eventsOf(`${start}
    5 chdir("link") = 0
    5 openat(AT_FDCWD</real>, "a", O_RDONLY) = -1 ENOENT (No such file or directory)
    5 openat(AT_FDCWD</real>, "b", O_RDONLY) = 3</real/b>
    5 unlink("c") = 0`)

  expect(events.slice(1)).toEqual(['5 read /real/b', '5 delete /real/c'])
})

test('says what an open does to the file', () => {
  const flags = ['O_RDONLY', 'O_WRONLY|O_CREAT|O_TRUNC', 'O_WRONLY|O_CREAT|O_APPEND', 'O_RDWR', 'O_RDWR|O_CREAT|O_EXCL']
  const lines = flags.map((flag, index) => `5 openat(AT_FDCWD</>, "${index}", ${flag}, 0666) = 3</${index}>`)

  const { events } = traceOf([start, ...lines].join('\n'))

  expect(events.slice(1).map(({ operation, truncates, existed }) => [operation, truncates, existed])).toEqual([
    ['read', undefined, true],
    ['write', true, undefined],
    ['write', undefined, undefined],
    ['update', undefined, true],
    ['update', true, false],
  ])
})

test('passes over what is no file on a disk', () => {
  const events = eventsOf(`${start}
    5 openat(AT_FDCWD</>, "d", O_RDONLY|O_DIRECTORY) = 3</d>
    5 openat(AT_FDCWD</>, "p", O_RDONLY|O_PATH) = 3</p>
    5 open("/dev/fd/63", O_RDONLY) = 3<pipe:[12]>
    5 open("/proc/self/fd/4", O_RDONLY) = 3</memfd:x>(deleted)
    5 open("/proc/self/fd/4", O_RDONLY) = 3</gone>(deleted)
    5 openat(AT_FDCWD</>, "e", O_RDONLY) = 3</e>
    5 openat(3</e>, "f", O_RDONLY) = 4</e/f>
    5 open("/g", O_RDONLY) = 3</g>
    5 rmdir("/g") = 0`)

  expect(events.slice(1)).toEqual(['5 read /e/f'])
})

test.each([
  '/python/path/sitecustomize.py',
  '/python/path/__pycache__/sitecustomize.cpython-311.pyc',
  '/cache/python/path/sitecustomize.cpython-313.opt-1.pyc',
])('leaves out what our plug-in reads within a Python (%s), and nothing that tar reads', (plugIn) => {
  const open = (pid: number, path: string) =>
    `${pid} openat(AT_FDCWD</>, "${path}", O_RDONLY|O_NOCTTY|O_NONBLOCK|O_NOFOLLOW|O_CLOEXEC) = 3<${path}>`

  const events = eventsOf(`${start}
    5 openat(AT_FDCWD</>, "${plugIn}", O_RDONLY|O_CLOEXEC) = 3<${plugIn}>
    ${open(5, '/hashed')}
    5 fork() = 6
    ${open(6, '/hashed')}
    6 execve("/bin/tar", ["tar"], 0x7f /* 3 vars */) = 0
    ${open(6, '/member')}`)

  expect(events.slice(1).filter((event) => event !== `5 read ${plugIn}`)).toEqual(['6 read /bin/tar', '6 read /member'])
})

test('says once that a process read a file, until the file changes', () => {
  const read = '5 openat(AT_FDCWD</>, "a", O_RDONLY) = 3</a>'

  const events = eventsOf([start, read, read, '5 unlink("/a") = 0', read, '5 rename("/b", "/c") = 0', read].join('\n'))

  expect(events.filter((event) => event === '5 read /a')).toHaveLength(3)
})

test('lists connections once, to this machine, too, and no look-ups of names', () => {
  const connect = (address: string, result: string) => `5 connect(4<socket:[26]>, {${address}}, 16) = ${result}`
  const remote = 'sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("10.1.2.3")'

  const { connections } = traceOf(`${start}
    ${connect(remote, '-1 EINPROGRESS (Operation now in progress)')}
    ${connect(remote, '0')}
    ${connect(remote.replace('443', '53'), '0')}
    ${connect(remote.replace('10.1.2.3', '127.0.0.1'), '0')}
    ${connect(remote.replace('443', '80'), '-1 ECONNREFUSED (Connection refused)')}
    ${connect('sa_family=AF_INET6, sin6_port=htons(22), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0', '0')}`)

  expect(connections).toMatchObject([
    { address: '10.1.2.3', port: 443, pid: 5 },
    { address: '127.0.0.1', port: 443 },
    { address: '2001:db8::1', port: 22 },
  ])
})

test('lists no connection to a server that the run itself started', () => {
  const at = (port: number) => `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}`

  const { connections } = traceOf(`${start}
    5 bind(3<socket:[26]>, ${at(8000)}, 16) = 0
    5 bind(4<socket:[27]>, ${at(0)}, 16) = 0
    5 getsockname(4<socket:[27]>, ${at(40001)}, [16]) = 0
    5 connect(5<socket:[28]>, ${at(8000)}, 16) = 0
    5 connect(5<socket:[28]>, ${at(40001)}, 16) = 0
    5 connect(5<socket:[28]>, ${at(5432)}, 16) = 0
    5 connect(5<socket:[28]>, ${at(8000).replace('127.0.0.1', '10.1.2.3')}, 16) = 0`)

  expect(connections).toMatchObject([{ port: 5432 }, { address: '10.1.2.3', port: 8000 }])
})

test('says what leads out of its sight', () => {
  const { unseen } = traceOf(`${start}
    5 io_uring_setup(8, {flags=0}) = 3<anon_inode:[io_uring]>
    5 ptrace(PTRACE_TRACEME) = -1 EPERM (Operation not permitted)
    5 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_UNTRACED) = 77
    5 connect(4<socket:[26]>, {sa_family=AF_UNIX, sun_path="/var/run/docker.sock"}, 23) = 0`)

  expect(unseen.map(({ sentence }) => sentence)).toEqual([
    expect.stringContaining('io_uring'),
    expect.stringMatching(/^A debugger .*--tracer=python/),
    expect.stringMatching(/^A leak checker .*--tracer=python/),
    expect.stringContaining('/var/run/docker.sock'),
  ])
})

test('tells why the command could not be executed', () => {
  const { refused, processes } = traceOf('5 execve("./x", ["./x"], 0x7f /* 3 vars */) = -1 ENOEXEC (Exec format error)')

  expect(refused).toBe('ENOEXEC')
  expect(processes).toMatchObject([{ pid: 5, argv: [] }])
})

test('counts a line it cannot read', async () => {
  const lines = ['5 1.0 execve("/bin/sh", ["sh"], 0x7f /* 3 vars */) = 0', 'nonsense', '5 1.1 open(']

  const { unparsed } = await readTrace(lines, { folder: '/' })

  expect(unparsed).toBe(2)
})
