import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
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
door = socket.create_server((sys.argv[3], 0))
print(door.getsockname()[1], flush=True)
while True:
    near, _ = door.accept()
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

test('a connection that is gone when somebody looks is nobody’s', async () => {
  const near = connect(Number(new URL(server.address).port), '127.0.0.1')
  await once(near, 'connect')
  const gone = { remoteAddress: '127.0.0.1', remotePort: 1, localAddress: '127.0.0.1', localPort: near.localPort }

  expect(await peerOf(gone as never)).toBe('unknown')
  near.destroy()
})
