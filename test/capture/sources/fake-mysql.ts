// No MySQL: it takes whoever connects and answers each query with "done, two rows" without looking at it. For what clients
// send, not for what a database makes of it. Its first line of output is its port; it ends with its input.
import { type AddressInfo, createServer, type Socket } from 'node:net'

const plugin = 'caching_sha2_password\0'
/** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH */
const capabilities = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000
const done = Buffer.from([0x00, 2, 0, 2, 0, 0, 0])
const passwordIsRight = Buffer.from([0x01, 0x03])

function serve(socket: Socket): void {
  const send = (sequence: number, body: Buffer) => {
    const head = Buffer.from([body.length & 0xff, body.length >> 8, 0, sequence])
    socket.write(Buffer.concat([head, body]))
  }
  let waiting = Buffer.alloc(0)
  let isGreeted = false
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    waiting = Buffer.concat([waiting, bytes])
    for (let length = lengthOf(waiting); waiting.length >= 4 && waiting.length >= length; length = lengthOf(waiting)) {
      const [sequence, command] = [waiting[3] ?? 0, waiting[4]]
      waiting = waiting.subarray(length)
      if (!isGreeted) {
        isGreeted = true
        send(sequence + 1, passwordIsRight)
        send(sequence + 2, done)
      } else if (command === 1) socket.end()
      else send(sequence + 1, done)
    }
  })
  send(0, greeting())
}

const lengthOf = (bytes: Buffer): number => (bytes.length < 3 ? 0 : bytes.readUIntLE(0, 3)) + 4

/** HandshakeV10 of MySQL's protocol: version, connection 1, a challenge of 20 bytes, what the server can. */
function greeting(): Buffer {
  const low = Buffer.alloc(2)
  low.writeUInt16LE(capabilities & 0xffff)
  const high = Buffer.alloc(2)
  high.writeUInt16LE(capabilities >>> 16)
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from('8.0.0-fake\0'),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('12345678\0'),
    low,
    Buffer.from([0xff, 2, 0]),
    high,
    Buffer.from([21]),
    Buffer.alloc(10),
    Buffer.from('123456789012\0'),
    Buffer.from(plugin),
  ])
}

if (import.meta.main) {
  const server = createServer(serve)
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
  process.stdin.resume().on('end', () => process.exit())
}
