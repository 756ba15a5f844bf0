// Records requests in the project that it is started in, until it is killed or has written as many as it shall, and
// says each one that was acknowledged: `<producer> <sequence> <entry> <ms waited>`. Written at once, not through a
// stream, so that a line is there exactly when its request was durable before the kill.
import { writeSync } from 'node:fs'
import { PedigreeError } from '../../src/domain/error.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { requestsOfRuns } from './requests.ts'

const [count = 1e9, together = 1, padding = 0] = process.argv.slice(2).map(Number)
const surroundings = {
  cwd: process.cwd(),
  env: process.env,
  nowMs: Date.now,
  warn: (line: string) => writeSync(1, `warning ${line}\n`),
}
const requestOf = requestsOfRuns(padding)

try {
  await using store = await openToWrite(surroundings)
  writeSync(1, 'open\n')
  for (let written = 0; written < count; written += together) {
    await Promise.all(Array.from({ length: Math.min(together, count - written) }, record))
  }
  async function record(): Promise<void> {
    const { producer, sequence, ...request } = requestOf()
    const start = performance.now()
    try {
      const { entry } = await store.record({ producer, sequence, ...request })
      writeSync(1, `${producer} ${sequence} ${entry} ${(performance.now() - start).toFixed(1)}\n`)
    } catch (error) {
      if (!(error instanceof PedigreeError)) throw error
      writeSync(1, `refused ${producer} ${sequence} ${error.code}: ${error.message}\n`)
    }
  }
} catch (error) {
  if (!(error instanceof PedigreeError)) throw error
  writeSync(1, `failed ${error.code}: ${error.message}\n`)
}
