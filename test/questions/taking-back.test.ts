import { expect, test } from 'vitest'
import { historyText } from '../../src/export/text/history-text.ts'
import { liveText } from '../../src/export/text/live-text.ts'
import { deploy } from '../../src/operations/deploy.ts'
import { history } from '../../src/operations/history.ts'
import { live } from '../../src/operations/live.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { retract } from '../../src/operations/stating.ts'
import { trace } from '../../src/operations/trace.ts'
import { makeProject, type Project } from './project.ts'

const plain = { colour: false, width: 200 }

/** Three versions of `delay`, a minute after each other. */
async function threeVersions(): Promise<Project> {
  const project = makeProject()
  for (const name of ['one', 'two', 'three']) {
    project.file(name, name)
    project.clock.now += 60_000
    await project.write((store) => register(store, { reference: `./${name}`, name: 'delay' }, project.surroundings))
  }
  return project
}

const deployed = ({ write, surroundings }: Project, version: number, at: string, share?: number) =>
  write((store) => deploy(store, { reference: `delay@${version}`, slot: 'prod', at, share }, surroundings))

const liveNow = ({ read, surroundings }: Project) => read((store) => live(store, {}, surroundings))

const said = async ({ read, surroundings }: Project, sentence: RegExp) => {
  const { events } = await read((store) => history(store, { reference: 'delay' }, surroundings))
  return events.find((event) => sentence.test(event.sentence))?.statement ?? ''
}

const takeBack = ({ write, surroundings }: Project, statement: string) =>
  write((store) =>
    retract(
      store,
      { statement, reason: 'wrong file' },
      { ...surroundings, env: { ...surroundings.env, PEDIGREE_AGENT: 'carol' } },
    ),
  )

test('a second version from the very time of another is refused with what to take back, and then stands alone', async () => {
  const project = await threeVersions()
  await deployed(project, 1, '2026-01-02')
  project.clock.now = Date.parse('2026-01-03')

  const second = deployed(project, 2, '2026-01-02')

  const first = await said(project, /delay@1 went live/)
  await expect(second).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`retract ${first}`) })
  expect((await liveNow(project)).live.map(({ version, share }) => [version, share])).toEqual([[1, 1]])
  await takeBack(project, first)
  await deployed(project, 2, '2026-01-02')
  expect((await liveNow(project)).live.map(({ version, share }) => [version, share])).toEqual([[2, 1]])
})

test('the same deployment said twice is the same, and another share of it is not', async () => {
  const project = await threeVersions()
  await deployed(project, 1, '2026-01-02')
  await deployed(project, 2, '2026-01-03', 0.3)
  project.clock.now = Date.parse('2026-01-04')

  await deployed(project, 2, '2026-01-03', 0.3)

  expect((await liveNow(project)).live.map(({ share }) => share).sort()).toEqual([0.3, 0.7])
  await expect(deployed(project, 2, '2026-01-03', 0.4)).rejects.toMatchObject({ code: 'conflict' })
})

test('what is on record from one time is told once, however often it was said, with a few of the commands', async () => {
  const project = await threeVersions()
  await deployed(project, 1, '2026-01-02')
  for (let time = 0; time < 3; time++) await deployed(project, 2, '2026-01-03', 0.1)
  project.clock.now = Date.parse('2026-01-04')
  const refusal = async (version: number, at: string) =>
    deployed(project, version, at).then(
      () => '',
      (error: Error) => error.message,
    )

  const [one, several] = [await refusal(3, '2026-01-02'), await refusal(3, '2026-01-03')]

  expect(one).toMatch(
    /^delay@1 \(100 %\) is on record for prod from .* take that back first: pedigree retract \S+ --reason "…"$/,
  )
  expect(several).toMatch(
    /^delay@2 \(10 %\) and delay@1 \(90 %\) are on record for prod .* take that back first: 6 statements say so, pedigree retract \S+ --reason "…"; pedigree retract \S+ --reason "…"; and the other 4, which pedigree history delay shows$/,
  )
})

test('whoever takes back one share of three is told what is left, and so is whoever asks what is live', async () => {
  const project = await threeVersions()
  await deployed(project, 1, '2026-01-02')
  await deployed(project, 2, '2026-01-03', 0.3)
  await deployed(project, 3, '2026-01-04', 0.5)
  project.clock.now = Date.parse('2026-01-05')
  expect(await liveNow(project)).not.toHaveProperty('gaps')

  const { leaves } = await takeBack(project, await said(project, /delay@3 went live/))

  const gap = '50 % of the traffic of delay in prod is not accounted for'
  expect(leaves).toEqual([
    'entry 6 said 2 other statements with it',
    'prod of delay holds delay@1 35 %, delay@2 15 % from 2026-01-04 00:00:00 UTC',
    gap,
  ])
  const answer = await liveNow(project)
  expect(answer.gaps).toMatchObject([{ name: 'delay', slot: 'prod', share: 0.5 }])
  expect(liveText(answer, plain)).toContain(`\n${gap}\n`)
})

test('whoever takes a version back that is live since nobody knows when is told that it is', async () => {
  const project = await threeVersions()
  const { asset, artifact } = await project.write((store) =>
    register(store, { reference: './three', name: 'delay' }, project.surroundings),
  )
  const points = { type: 'edge', edge: 'points', source: asset, target: artifact, role: 'deployment', slot: 'prod' }
  await project.write((store) =>
    store.record(producerOf('test', project.surroundings)(stating([{ ...points, selector: { version: 3 } }]))),
  )

  const { leaves } = await takeBack(project, await said(project, /became delay@3/))

  expect(leaves).toContain('delay@3 is still said to be live in prod')
})

test('history says who took a statement back and when, and a version that is none any more stays visible', async () => {
  const project = await threeVersions()
  await deployed(project, 2, '2026-01-02')
  project.clock.now = Date.parse('2026-01-03')

  const { leaves, recorded } = await takeBack(project, await said(project, /became delay@2/))

  expect(leaves).toContain('delay@2 is still said to be live in prod since 2026-01-02 00:00:00 UTC')
  const by = `taken back by carol at 2026-01-03 00:00:00 UTC, entry ${recorded?.entry}: wrong file`
  const told = await project.read((store) => history(store, { reference: 'delay' }, project.surroundings))
  expect(historyText(told, plain)).toContain(by)
  expect(told.events.find(({ retracted }) => retracted)?.retracted).toMatchObject({
    agent: 'agent:user/carol',
    at: '2026-01-03T00:00:00.000Z',
    statement: expect.stringMatching(/^[0-9a-f]{32}\/0\/0$/),
  })
  const answer = await liveNow(project)
  expect(answer.live[0]?.takenBack).toMatchObject({ reason: 'wrong file' })
  expect(liveText(answer, plain)).toContain(`delay@2 in prod was ${by}`)
  await expect(project.read((store) => trace(store, { reference: 'delay@2' }, project.surroundings))).rejects.toThrow(
    new RegExp(
      `delay@2, which was sha256:[0-9a-f]{8}, was ${by}; it is still said to be live as delay@prod; on record: 1, 3`,
    ),
  )
})
