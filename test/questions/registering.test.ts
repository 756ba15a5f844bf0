import { describe, expect, test } from 'vitest'
import { formatLineage, lineageFormats } from '../../src/export/formats.ts'
import { liveText } from '../../src/export/text/live-text.ts'
import { shownText } from '../../src/export/text/shown-text.ts'
import { deploy, retire } from '../../src/operations/deploy.ts'
import { find } from '../../src/operations/find.ts'
import { history } from '../../src/operations/history.ts'
import { live } from '../../src/operations/live.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { show } from '../../src/operations/show.ts'
import { approve, tag } from '../../src/operations/stating.ts'
import { trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

test('of two who register at once each gets a number of its own', async () => {
  const { file, write, surroundings } = makeProject()
  for (const name of ['one.joblib', 'other.joblib']) file(name, name)

  const versions = await write(async (store) => {
    const registered = ['one.joblib', 'other.joblib'].map((reference) =>
      register(store, { reference, name: 'race' }, surroundings),
    )
    return (await Promise.all(registered)).map(({ version }) => version)
  })

  expect(versions.sort()).toEqual([1, 2])
})

test('a number that was asked for is refused where other content has it meanwhile', async () => {
  const { file, write, surroundings } = makeProject()
  for (const name of ['one.joblib', 'other.joblib']) file(name, name)

  const outcomes = await write((store) =>
    Promise.allSettled(
      ['one.joblib', 'other.joblib'].map((reference) =>
        register(store, { reference, name: 'race', version: 1 }, surroundings),
      ),
    ),
  )

  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test.each([' ', ' delay', 'delay ', 'delay\n', ''])('%j is neither a name nor a slot', async (name) => {
  const { file, write, surroundings } = makeProject()
  file('one.joblib', 'one')
  await write((store) => register(store, { reference: 'one.joblib', name: 'delay' }, surroundings))

  const said = await Promise.allSettled([
    write((store) => register(store, { reference: 'one.joblib', name }, surroundings)),
    write((store) => deploy(store, { reference: 'delay', slot: name }, surroundings)),
  ])

  const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'invalid-input' }) }
  expect(said).toEqual([refused, refused])
})

test.each(['de\nlay', 'de\u001b[31mlay', '=cmd|calc', '<img onerror>', 'd\u202ee'])(
  '%j is stored whole as a name and a slot, found by it, and shown harmless',
  async (name) => {
    const { file, write, read, surroundings } = makeProject()
    file('one.joblib', 'one')

    await write((store) => register(store, { reference: 'one.joblib', name }, surroundings))
    await write((store) => deploy(store, { reference: name, slot: name }, surroundings))

    const answer = await read((store) => live(store, { name }, surroundings))
    const found = await read((store) => trace(store, { reference: `${name}@${name}` }, surroundings))
    expect(answer.live).toMatchObject([{ name, slot: name, version: 1 }])
    expect(found.nodes[0]?.name).toBe('one.joblib')
    const shown = liveText(answer, { colour: false, width: 200 })
    expect(['\u001b', '\u202e', 'de\nlay'].filter((harmful) => shown.includes(harmful))).toEqual([])
  },
)

test('a name with slashes is shown whole, and is what can be asked for', async () => {
  const { file, write, read, surroundings } = makeProject()
  for (const name of ['x/model', 'y/model']) {
    file(`${name}.joblib`, name)
    await write((store) => register(store, { reference: `${name}.joblib`, name }, surroundings))
    await write((store) => deploy(store, { reference: name, slot: 'production' }, surroundings))
  }

  const { live: slots } = await read((store) => live(store, {}, surroundings))
  const { events } = await read((store) => history(store, { reference: 'x/model' }, surroundings))

  expect(slots.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(['x/model@1', 'y/model@1'])
  expect(events.map(({ sentence }) => sentence).join()).toContain('x/model@1 went live in production')
  await expect(read((store) => live(store, { name: 'model' }, surroundings))).rejects.toThrow(
    /nearest names? .*x\/model/,
  )
  await expect(read((store) => history(store, { reference: 'z/model@production' }, surroundings))).rejects.toThrow(
    /x\/model@production/,
  )
})

test('what was registered as a model is one in every answer and every format', async () => {
  const { file, runOf, write, read, surroundings } = makeProject()
  const digest = file('weights.txt', 'w')
  await runOf({ name: 'fit', writes: ['weights.txt'] })
  await write((store) =>
    store.record(
      producerOf(
        'test',
        surroundings,
      )(stating([{ type: 'node', node: 'artifact', id: digest, kind: 'dataset', origin: 'inferred' }])),
    ),
  )
  await write((store) => register(store, { reference: 'weights.txt', name: 'delay' }, surroundings))

  const [lineage, shown, found] = await read(async (store) => [
    await trace(store, { reference: 'delay' }, surroundings),
    await show(store, { reference: 'delay' }, surroundings),
    await find(store, { text: 'weights' }, surroundings),
  ])

  for (const format of lineageFormats) {
    const told = formatLineage(lineage, format, { width: 200, colour: false })
    expect(`${format}: ${told}`).not.toContain('dataset')
    expect(told).toContain('model')
  }
  const named = { kind: 'model', kindOrigin: 'declared' }
  expect([lineage.nodes[0], shown.node, found.nodes[0]]).toMatchObject([named, named, named])
  expect(shownText(shown, { width: 200, colour: false })).toMatch(/kind +model \(declared\)/)
})

test('nothing is retired at a time when nothing was live', async () => {
  const { file, write, surroundings, clock } = makeProject()
  file('one.joblib', 'one')
  await write((store) => register(store, { reference: 'one.joblib', name: 'delay' }, surroundings))
  await write((store) => deploy(store, { reference: 'delay@1', slot: 'staging' }, surroundings))
  clock.now += 60_000

  const early = write((store) => retire(store, { reference: 'delay@staging', at: '2020-01-01' }, surroundings))

  await expect(early).rejects.toThrow(/nothing was live in staging of delay at 2020-01-01 .*since 2026-01-01/)
  await expect(write((store) => retire(store, { reference: 'delay@staging' }, surroundings))).resolves.toMatchObject({
    slot: 'staging',
  })
})

describe('a time before what is spoken of was there is recorded, and said', () => {
  const early = '2020-01-01 00:00:00 UTC'

  async function registered() {
    const project = makeProject()
    project.file('m.joblib', 'm')
    await project.runOf({ name: 'train.py', writes: ['m.joblib'] })
    await project.write((store) => register(store, { reference: 'm.joblib', name: 'delay' }, project.surroundings))
    project.clock.now += 60_000
    return project
  }

  test('of each statement about content that a recorded run made later', async () => {
    const { write, warnings, surroundings } = await registered()
    const at = '2020-01-01'
    const subject = { reference: 'delay@1', at }

    const answers = [
      await write((store) => register(store, { reference: 'm.joblib', name: 'other', at }, surroundings)),
      await write((store) => deploy(store, { ...subject, slot: 'production' }, surroundings)),
      await write((store) => approve(store, subject, surroundings)),
      await write((store) => tag(store, { ...subject, key: 'owner', value: 'ann' }, surroundings)),
      await write((store) => retire(store, { reference: 'delay@production', at: '2020-01-02' }, surroundings)),
    ]

    const made = { event: 'made', at: '2026-01-01T00:00:00.000Z' }
    expect(answers).toMatchObject(
      answers.map((_, index) => ({
        recorded: { index: expect.any(Number) },
        precedes: { ...made, said: `2020-01-0${index === 4 ? 2 : 1}T00:00:00.000Z` },
      })),
    )
    expect(warnings).toHaveLength(5)
    expect(warnings[1]).toBe(
      `--at ${early} is before the content of delay@1 was made (2026-01-01 00:00:00 UTC); it is recorded as you said`,
    )
  })

  test('of a version that was registered later', async () => {
    const { write, warnings, surroundings } = await registered()

    const { precedes } = await write((store) =>
      deploy(store, { reference: 'delay@1', slot: 'production', at: '2026-01-01T00:00:30' }, surroundings),
    )

    expect(precedes).toMatchObject({ event: 'registered', at: '2026-01-01T00:01:00.000Z' })
    expect(warnings).toEqual([
      '--at 2026-01-01 00:00:30 UTC is before delay@1 was registered (2026-01-01 00:01:00 UTC); it is recorded as you said',
    ])
  })

  test('but not of what was there by then, nor of a source, which is older than its first use', async () => {
    const { write, file, runOf, warnings, surroundings } = await registered()
    file('raw.csv', 'raw')
    await runOf({ name: 'prepare.py', reads: ['raw.csv'] })

    const deployed = await write((store) =>
      deploy(store, { reference: 'delay@1', slot: 'production', at: '2026-01-01T00:01:00' }, surroundings),
    )
    await write((store) =>
      tag(store, { reference: 'raw.csv', key: 'owner', value: 'ann', at: '2020-01-01' }, surroundings),
    )
    await write((store) => deploy(store, { reference: 'delay@1', slot: 'staging' }, surroundings))

    expect(deployed).not.toHaveProperty('precedes')
    expect(warnings).toEqual([])
  })

  test('and of a file that was written in a folder that is on record whole', async () => {
    const { write, file, warnings, surroundings } = makeProject()
    const [folder, member] = [`sha256-tree:${'a'.repeat(64)}`, file('m/part.bin', 'part')]
    const made = { type: 'edge', edge: 'generated', source: 'run:test/1', target: folder, role: 'model' }
    const statements = [
      { ...made, at: '2026-01-01T00:00:00.000Z' },
      { type: 'edge', edge: 'part-of', source: member, target: folder, role: 'member' },
    ]
    await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))

    await write((store) =>
      tag(store, { reference: 'm/part.bin', key: 'a', value: 'b', at: '2020-01-01' }, surroundings),
    )

    expect(warnings).toEqual([expect.stringMatching(/before the content of sha256:[0-9a-f]{8} was made \(2026-01-01 /)])
  })
})
