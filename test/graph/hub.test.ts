import { beforeAll, describe, expect, test } from 'vitest'
import { statementsMax } from '../../src/domain/vocabulary.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { sql } from '../../src/store/sql.ts'
import { makeProject } from '../questions/project.ts'
import { hasHub, hubId, hubStatements, readHub } from './hub.ts'

if (!hasHub) console.error('Skipped: the graph of the Hugging Face Hub, whose corpus is not beside this checkout.')

describe.skipIf(!hasHub)('the derivation graph of the Hugging Face Hub, recorded as statements', () => {
  const project = makeProject()
  const edges = hasHub ? readHub() : []
  beforeAll(async () => {
    const statements = hubStatements(edges)
    await project.write(async (store) => {
      const request = producerOf('test', project.surroundings)
      for (let start = 0; start < statements.length; start += statementsMax) {
        await store.record(request(stating(statements.slice(start, start + statementsMax))))
      }
    })
  })
  const ask = (question: typeof trace, name: string) =>
    project.read((store) => question(store, { reference: hubId(name), nodesMax: 5_000 }, project.surroundings))

  test('Llama-3.1-8B has 2,299 descendants', async () => {
    const lineage = await ask(impact, 'meta-llama/Llama-3.1-8B')

    expect(lineage.complete).toBe(true)
    expect(lineage.nodes.length - 1).toBe(2_299)
  })

  test('Kosmos-8B-v1 has 213 ancestors', async () => {
    expect((await ask(trace, 'Khetterman/Kosmos-8B-v1')).nodes.length - 1).toBe(213)
  })

  test('its 42 self-loops survive', async () => {
    const [row] = await project.read((store) =>
      store.port.read((snapshot) =>
        snapshot.all<{ n: number }>(sql`select count(*) as n from edge where upstream = downstream`),
      ),
    )

    expect(row?.n).toBe(42)
  })

  test('its longest chain has 16 steps', () => {
    const parents = Map.groupBy(
      edges.filter(({ older, newer }) => older !== newer),
      ({ newer }) => newer,
    )
    const depths = new Map<string, number>()
    const depth = (name: string): number => {
      const known = depths.get(name)
      if (known !== undefined) return known
      const found = Math.max(0, ...(parents.get(name) ?? []).map(({ older }) => depth(older) + 1))
      depths.set(name, found)
      return found
    }
    const deepest = [...parents.keys()].reduce((a, b) => (depth(b) > depth(a) ? b : a))

    expect(depth(deepest)).toBe(16)
  })
})
