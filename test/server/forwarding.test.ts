import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { peerOf } from '../../src/server/peer.ts'
import { type TestServer, testServer } from './server.ts'

// Programs of the server's own user that hand on what others ask of them, byte for byte: no header tells of them.

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

const run = promisify(execFile)
const handsOn = `
import os, socket, sys, threading
def pipe(a, b):
    while data := a.recv(65536): b.sendall(data)
    b.shutdown(socket.SHUT_WR)
def hand_on(near):
    far = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
    threading.Thread(target=pipe, args=(near, far)).start()
    pipe(far, near)
def door_at(ports):
    for port in ports:
        try: return socket.create_server((sys.argv[3], port))
        except OSError: pass
door = door_at([0] if sys.argv[2] != 'once, at a port of its own' else range(20000, 30000))
print(door.getsockname()[1], flush=True)
while True:
    near, _ = door.accept()
    if sys.argv[2].startswith('once'):
        door.close()
        hand_on(near)
        break
    if sys.argv[2] == 'forks':
        if os.fork() == 0:
            door.close()
            hand_on(near)
            os._exit(0)
        near.close()
    else: threading.Thread(target=hand_on, args=(near,)).start()
`

test.each([
  ['in one process, as ssh -L and HAProxy do', 'threads', '127.0.0.1'],
  ['for whoever reaches the machine', 'threads', '0.0.0.0'],
  ['in a process of its own for each connection, as socat and inetd do', 'forks', '127.0.0.1'],
  ['for one connection and closes its door, as socat without fork does', 'once, at a port of its own', '0.0.0.0'],
  ['for one connection at a port that the kernel gave it', 'once', '127.0.0.1'],
])('34: who forwards a port %s is not taken for its user', async (_, how, address) => {
  const port = Number(new URL(server.address).port)
  const child = spawn('python3', ['-c', handsOn, String(port), how, address], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  const [door] = await once(child.stdout as NodeJS.ReadableStream, 'data')

  const asked = async (url: string) =>
    (await run('curl', ['-s', '-m', '10', '-w', '\n%{http_code}', '-H', `Host: 127.0.0.1:${port}`, url])).stdout
  const through = await asked(`http://127.0.0.1:${String(door).trim()}/pedigree/v1/live`)

  expect(through).toMatch(/\n401$/)
  expect(JSON.parse(through.split('\n')[0] ?? '')).toMatchObject({ detail: expect.stringMatching('answers others') })
  expect(await asked(`${server.address}/pedigree/v1/live`)).toMatch(/\n200$/)
})

test('a program that has other connections open, which it made itself, is still taken for its user', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const asks = [
    'import socket, sys, urllib.request',
    'url, *ports = sys.argv[1:]',
    'kept = [socket.create_connection(("127.0.0.1", int(port))) for port in ports]',
    'print(urllib.request.urlopen(url).status)',
  ].join('\n')
  const ports = [other, other].map((each) => String((each.address() as AddressInfo).port))

  const { stdout } = await run('python3', ['-c', asks, `${server.address}/pedigree/v1/live`, ...ports])

  expect(stdout).toBe('200\n')
  other.close()
})

test('a connection that is gone when somebody looks is nobody’s', async () => {
  const near = connect(Number(new URL(server.address).port), '127.0.0.1')
  await once(near, 'connect')
  const gone = { remoteAddress: '127.0.0.1', remotePort: 1, localAddress: '127.0.0.1', localPort: near.localPort }

  expect(await peerOf(gone as never)).toBe('unknown')
  near.destroy()
})
