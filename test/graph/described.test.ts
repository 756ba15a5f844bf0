import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PedigreeError } from '../../src/domain/error.ts'
import { ListedModel } from '../../src/lineage/answers/listed-model.ts'
import { ListedRun } from '../../src/lineage/answers/listed-run.ts'
import { diff } from '../../src/operations/diff.ts'
import { find } from '../../src/operations/find.ts'
import { history } from '../../src/operations/history.ts'
import { live } from '../../src/operations/live.ts'
import { modelsPage } from '../../src/operations/models.ts'
import type { Times } from '../../src/operations/moment.ts'
import { path } from '../../src/operations/path.ts'
import { runsPage } from '../../src/operations/runs.ts'
import { show } from '../../src/operations/show.ts'
import type { ReadableStore } from '../../src/operations/store.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { faultsBy } from '../closed-schema.ts'
import { arbitraryStatement, hour, nodes } from './arbitrary-statements.ts'
import { recordOf } from './recorded.ts'

const published = (name: string) => faultsBy(JSON.parse(readFileSync(`spec/${name}.schema.json`, 'utf8')))
const faults = {
  lineage: published('lineage'),
  difference: published('difference'),
  paths: published('paths'),
  shown: published('shown'),
  found: published('found'),
  history: published('history'),
  live: published('live'),
  run: faultsBy({ ...ListedRun }),
  model: faultsBy({ ...ListedModel }),
}

const surroundings: Surroundings = { cwd: '/', env: {}, nowMs: () => Date.UTC(2026, 11, 1), warn: () => undefined }
/** Enough of it that all that can meet does. */
const said = fc
  .array(arbitraryStatement, { minLength: 60, maxLength: 120, size: 'max' })
  .map((statements) => [{ producer: 'a'.repeat(32), sequence: 0, statements }])
const asOf = fc.option(fc.nat(7).map(hour), { nil: undefined })

type Asked = readonly [keyof typeof faults, () => Promise<unknown>]

/** Every question about every thing, and between each and the next. */
function questionsOf(store: ReadableStore, times: Times): Asked[] {
  const about = nodes.flatMap((reference, index): Asked[] => {
    const [named, between] = [
      { reference, ...times },
      { a: reference, b: nodes[(index + 1) % nodes.length] ?? '', ...times },
    ]
    return [
      ['lineage', () => trace(store, named, surroundings)],
      ['lineage', () => impact(store, named, surroundings)],
      ['shown', () => show(store, named, surroundings)],
      ['history', () => history(store, named, surroundings)],
      ['difference', () => diff(store, between, surroundings)],
      ['paths', () => path(store, between, surroundings)],
    ]
  })
  return [
    ...about,
    ['found', () => find(store, { text: 'a', ...times }, surroundings)],
    ['live', () => live(store, times, surroundings)],
  ]
}

test('an answer is as its schema says, whatever was said and of whatever it is asked', async () => {
  await fc.assert(
    fc.asyncProperty(said, asOf, async (requests, time) => {
      const port = await recordOf(requests)
      const store = { port, namespace: 'test' } as ReadableStore
      const all = { page: { limit: 1_000 }, asOf: time }
      const runs = (await runsPage(store, all, surroundings)).items.map((run): Asked => ['run', async () => run])
      const models = (await modelsPage(store, all, surroundings)).items.map(
        (model): Asked => ['model', async () => model],
      )

      for (const [schema, ask] of [...questionsOf(store, { asOf: time }), ...runs, ...models]) {
        const answer = await answerOrNone(ask)
        if (answer !== undefined) expect([schema, answer, faults[schema](answer)]).toEqual([schema, answer, []])
      }
      await port.close()
    }),
    // Each thing that is asked about takes milliseconds: to make it smaller, minutes.
    { numRuns: 30, endOnFailure: true },
  )
})

/** An answer as it is printed and sent; undefined where the question has none. */
async function answerOrNone(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return JSON.parse(JSON.stringify(await ask()))
  } catch (error) {
    if (error instanceof PedigreeError) return undefined
    throw error
  }
}
