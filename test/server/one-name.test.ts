import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { approve } from '../../src/operations/stating.ts'
import { pedigreeIn, type ServedProject, servedProject } from './at-server.ts'
import { projectWithRisk, pushFrom } from './two-projects.ts'

// Two projects that send their records to one server each have a model `risk`: nothing of the one may be taken for the other.

let hub: ServedProject
let projects: Awaited<ReturnType<typeof projectWithRisk>>[]
let [one, other] = ['', '']
beforeAll(async () => {
  hub = await servedProject()
  hub.file('only.bin', 'only')
  await hub.write((store) => register(store, { reference: 'only.bin', name: 'alone' }, hub.surroundings))
  const first = await projectWithRisk()
  projects = [first, await projectWithRisk()]
  await first.write((store) => approve(store, { reference: 'risk@1', note: 'seen' }, first.surroundings))
  for (const project of projects) await pushFrom(project, hub.address)
  ;[one = '', other = ''] = projects.map(({ full }) => full)
})
afterAll(() => hub.stop())

const asked = async (path: string) => {
  const response = await fetch(`${hub.address}/pedigree/v1/${path}`)
  return { status: response.status, body: JSON.parse(await response.text()) }
}
const said = (...words: string[]) => pedigreeIn(hub.surroundings.cwd, [...words, '--server', hub.address])
const sorted = (names: readonly string[]) => names.toSorted()

test('a list has the namespace in a name that two have, and not in one that is the only one', async () => {
  const { body: models } = await asked('models')
  const { body: found } = await asked('find?text=risk')
  const { body: live } = await asked('live')

  const names = ({ items }: { items: { name: string }[] }) => sorted(items.map(({ name }) => name))
  expect(names(models)).toEqual(sorted(['alone', one, other]))
  expect(names(found)).toEqual(sorted([one, other]))
  expect(names(live)).toEqual(sorted([one, other]))
  expect(sorted(models.items.map(({ asset }: { asset: string }) => asset))).toContain(`asset:${one}`)
})

test.each(['', 'live', 'find risk', 'live risk'])('pedigree %s tells them apart', async (line) => {
  const { out } = await said(...line.split(' ').filter((word) => word !== ''))

  expect([out.includes(one), out.includes(other)]).toEqual([true, true])
  expect(out).not.toMatch(/(^|\s)risk(@\d|\s|$)/m)
})

describe.each(['risk', 'risk@1', 'risk@production'])('%s', (reference) => {
  test('answers with what can be typed, and each of these means one of them', async () => {
    const { status, body } = await asked(`show?reference=${reference}`)

    const rest = reference.slice('risk'.length)
    expect([status, body.code]).toEqual([409, 'ambiguous'])
    const candidates: { reference: string; id: string }[] = body.candidates
    expect(sorted(candidates.map((each) => each.reference))).toEqual(sorted([one + rest, other + rest]))
    for (const each of candidates) {
      expect(body.detail).toContain(`${each.reference} (${each.id.slice(0, 19)})`)
      const { body: shown } = await asked(`show?reference=${encodeURIComponent(each.reference)}`)
      expect(shown.node.id).toBe(each.id)
    }
  })

  test('says the same on the command line, in JSON too', async () => {
    const { code, said: sentence } = await said('show', reference)
    const { said: line } = await said('show', reference, '--json')

    expect([code, sentence.includes(`${one}${reference.slice(4)} (`)]).toEqual([4, true])
    expect(JSON.parse(line).error.candidates).toHaveLength(2)
  })
})

test('the id of a name with a number or a slot means one thing, whatever else there is', async () => {
  for (const { full, content } of projects)
    for (const end of ['@1', '@production']) {
      const { body } = await asked(`show?reference=${encodeURIComponent(`asset:${full}${end}`)}`)
      expect([body.node.id, body.asset, body.version]).toEqual([content, `asset:${full}`, 1])
    }
})

test('a page and its history call each by its namespace, and tell nothing of the other', async () => {
  for (const reference of [one, `asset:${one}`]) {
    const { out } = await said('history', reference)

    expect(out.split('\n')[0]).toBe(one)
    expect(out).toMatch(`became ${one}@1`)
    expect(out).toMatch(`${one}@1 went live in production`)
    expect(out).toMatch(`ann approved ${one}@1: seen`)
    expect(out).not.toContain(other)
  }
  expect((await said('show', one)).out).toMatch(new RegExp(`^${one}@1\n`))
  expect((await said('trace', other)).out).toMatch(new RegExp(`^${other}@1 `))
})

test('what has no such version, or nothing in such a slot, is told of each', async () => {
  expect((await said('show', 'risk@7')).said).toMatch(
    new RegExp(`${one} has no version 7.*|${other} has no version 7.*`),
  )
  expect((await said('show', 'risk@shadow')).said).toContain(`${other} has nothing in shadow`)
})

test.each(['rsk', 'risk@prodction', 'riks@1'])(
  'the nearest names to %s are each what can be typed',
  async (mistyped) => {
    const { status, body } = await asked(`show?reference=${mistyped}`)
    const [, told = ''] = /The nearest names are (.*)\.$/.exec(body.detail) ?? []
    const near = told.split(', ')

    expect([status, near.some((name) => name.startsWith(one)), near.some((name) => name.startsWith(other))]).toEqual([
      404,
      true,
      true,
    ])
    for (const name of near)
      expect([name, (await asked(`show?reference=${encodeURIComponent(name)}`)).status]).toEqual([name, 200])
  },
)

test('nobody goes on with one of two models, or ends it, without having said which', async () => {
  hub.file('new.bin', 'new')

  const registered = await said('register', 'new.bin', 'risk')
  const retired = await said('retire', 'risk@production')
  const inFull = await said('register', 'new.bin', one)

  expect([registered.code, registered.said]).toEqual([4, expect.stringContaining(one)])
  expect([retired.code, retired.said]).toEqual([4, expect.stringContaining(`asset:${other}@production`)])
  expect(inFull.out).toMatch(new RegExp(`^${one}@2 is `))
})

test('a name that reads like another with its namespace is told apart from it, too', async () => {
  const twin = { type: 'node', node: 'asset', id: 'asset:elsewhere/x', name: one, kind: 'model' }
  await hub.write((store) => store.record(producerOf('test', hub.surroundings)(stating([twin]))))

  const { body } = await asked(`show?reference=${encodeURIComponent(one)}`)

  const candidates: { reference: string; id: string }[] = body.candidates
  expect(sorted(candidates.map(({ reference }) => reference))).toEqual(sorted([`${one}@2`, 'elsewhere/x']))
  for (const { reference, id } of candidates)
    expect((await asked(`show?reference=${encodeURIComponent(reference)}`)).body.node.id).toBe(id)
})

test('what somebody approved has the namespace on the page of who did, too', async () => {
  const { body } = await asked(`show?reference=${encodeURIComponent(one)}@1`)
  const approver = body.edges.find(({ role }: { role?: string }) => role === 'approver').source
  const shown = await said('show', approver)

  expect(shown.out).toMatch(new RegExp(`approver of +${one}@1`))
})
