import { randomBytes } from 'node:crypto'
import { type Request, stating } from '../../src/operations/recording/request.ts'

/** What a run says, small, and with something for every table of the graph; `number` makes it a run of its own. */
export function statementsOfRun(number: number, padding = 0): unknown[] {
  const run = `run:flights/${number}`
  const hex = (text: string) => Buffer.from(`${text} ${number}`).toString('hex').padEnd(64, '0').slice(0, 64)
  const at = new Date(1_700_000_000_000 + (number % 100_000) * 1000).toISOString()
  const [data, model] = [`sha256:${hex('data')}`, `sha256:${hex('model')}`]
  return [
    { type: 'node', node: 'run', id: run, kind: 'train', name: `train ${number}`, state: 'succeeded', from: at },
    { type: 'node', node: 'artifact', id: data, kind: 'dataset', bytes: 1_000 + number },
    { type: 'edge', edge: 'used', source: run, target: data, role: 'data', place: `file://host/${number}.csv`, at },
    { type: 'edge', edge: 'generated', source: run, target: model, role: 'model', witnesses: ['strace'], at },
    { type: 'edge', edge: 'version-of', source: model, target: 'asset:flights/delay', number: number + 1, at },
    {
      type: 'edge',
      edge: 'points',
      source: 'asset:flights/delay',
      target: model,
      slot: 'production',
      share: 0.5,
      from: at,
    },
    { type: 'parameters', run, values: { depth: { value: number, from: 'params.yaml:4' } } },
    {
      type: 'metrics',
      run,
      series: [{ key: 'mae', better: 'lower', on: data, of: model, steps: [0], times: [at], values: [number / 7] }],
    },
    { type: 'facet', subject: run, name: 'tag:note', revision: 1, body: { note: 'x'.repeat(padding), number }, at },
    { type: 'retraction', of: `${'0'.repeat(32)}/${number}/0`, reason: 'said twice' },
  ]
}

/** Requests of one producer, each of a run of its own. */
export function requestsOfRuns(padding = 0, producer = randomBytes(16).toString('hex')) {
  let sequence = 0
  return (): Request => {
    const statements = statementsOfRun(Number.parseInt(producer.slice(0, 6), 16) * 10_000 + sequence, padding)
    return { producer, sequence: sequence++, agent: 'agent:user/ann', via: 'durability 1', ...stating(statements) }
  }
}
