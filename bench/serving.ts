// A server of a new record, for bench/serve.ts: `serving.ts FOLDER on|off`. With storage off each write is checked as any
// and answered without being kept, which is what the other side of T1 does.
import { randomBytes } from 'node:crypto'
import { parseStatement } from '../src/domain/parse-statement.ts'
import { graphInMemory } from '../src/operations/answers/graph-in-memory.ts'
import { namesInMemory } from '../src/operations/search/names-in-memory.ts'
import { openToWrite } from '../src/operations/store.ts'
import { makeApp } from '../src/server/app.ts'
import { backPressure } from '../src/server/back-pressure.ts'
import { following } from '../src/server/following.ts'
import { hostsOf } from '../src/server/hosts.ts'
import { measures } from '../src/server/measures.ts'
import { sessions } from '../src/server/sessions.ts'

const [cwd = '', storage = 'on'] = process.argv.slice(2)
const machine = { cwd, env: { XDG_STATE_HOME: cwd }, nowMs: Date.now, warn: () => undefined }
const graph = graphInMemory()
const names = namesInMemory()
const follower = following(() => store, graph, names)
const store = await openToWrite(machine, undefined, undefined, follower.recorded)
follower.start()
const off: typeof store.record = async ({ states = [] }) => {
  for (const [position, statement] of states.entries()) parseStatement(statement, `/statements/${position}`)
  return { log: 'off', index: 0, entry: 0, leaf: randomBytes(32).toString('base64'), checkpoint: '', repeated: false }
}
const served = { ...store, reach: graph.reach, names, ...(storage === 'off' ? { record: off } : {}) }
let port = 0
const record = {
  store: served,
  graph,
  following: follower,
  measures: measures(),
  sessions: sessions(false),
  writing: backPressure(),
  user: 'agent:user/bench',
  ownKey: undefined,
  machine,
}
const app = await makeApp({ record, hosts: () => hostsOf(port, undefined) })
const address = await app.listen({ host: '127.0.0.1', port: 0 })
port = Number(new URL(address).port)
console.log(address)
