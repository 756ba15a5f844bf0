import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { beforeAll, describe, expect, test } from 'vitest'
import { Diff } from '../../src/lineage/diff/difference.ts'
import { Lineage } from '../../src/lineage/lineage.ts'
import { entriesByNumber, statementId } from '../../src/operations/answers/describe.ts'
import { deploy, retire } from '../../src/operations/deploy.ts'
import { diff } from '../../src/operations/diff.ts'
import { find } from '../../src/operations/find.ts'
import { history } from '../../src/operations/history.ts'
import { live } from '../../src/operations/live.ts'
import { register } from '../../src/operations/register.ts'
import { show } from '../../src/operations/show.ts'
import { approve, retract, tag } from '../../src/operations/stating.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { readRetractions } from '../../src/store/closure.ts'
import type { Snapshot } from '../../src/store/port.ts'
import { makeProject, type Project } from './project.ts'

const asLineage = Compile(Lineage)
const asDiff = Compile(Diff)

/** raw → features → model, twice; the second time with other raw data and another parameter. Evaluated, registered, deployed. */
async function twoVersions(): Promise<Project & { first: string; second: string }> {
  const project = makeProject()
  const { file, runOf, write, surroundings, clock } = project
  const train = async (version: number) => {
    file('raw.csv', `raw ${version}`)
    file('weather.csv', 'weather')
    const read = { 'features.py': `sha256:${'f'.repeat(64)}` }
    file('features.csv', `features ${version}`)
    await runOf({ name: 'features.py', reads: ['raw.csv', 'weather.csv'], writes: ['features.csv'], code: read })
    const model = file('model.joblib', `model ${version}`)
    const depth = { value: version === 1 ? 6 : 10, from: 'params.yaml:4' }
    await runOf({
      name: 'train.py',
      reads: ['features.csv'],
      writes: ['model.joblib'],
      parameters: { 'train.max_depth': depth },
    })
    file('test.csv', 'test')
    const metrics = { mae: 12.5 - version }
    await runOf({
      name: 'evaluate.py',
      reads: ['model.joblib', 'test.csv'],
      metrics,
      of: 'model.joblib',
      on: 'test.csv',
    })
    await write((store) => register(store, { reference: 'model.joblib', name: 'delay' }, surroundings))
    clock.now += 60_000
    await write((store) => deploy(store, { reference: `delay@${version}`, slot: 'production' }, surroundings))
    clock.now += 60_000
    return model
  }
  return { ...project, first: await train(1), second: await train(2) }
}

test('that the evaluation’s data come from the step that made the training’s is told, and nothing further of them', async () => {
  const { file, runOf, surroundings, read } = makeProject()
  file('raw.csv', 'raw')
  file('train.csv', 'most of raw')
  file('test.csv', 'some of raw')
  file('limits.csv', 'made by a run that leads to no model')
  await runOf({ name: 'split.py', reads: ['raw.csv'], writes: ['train.csv', 'test.csv'] })
  await runOf({ name: 'limits.py', reads: ['raw.csv'], writes: ['limits.csv'] })
  file('model.joblib', 'model')
  await runOf({ name: 'train.py', reads: ['train.csv'], writes: ['model.joblib'] })
  await runOf({
    ...{ name: 'evaluate.py', reads: ['model.joblib', 'test.csv', 'limits.csv'] },
    ...{ metrics: { mae: 1 }, of: 'model.joblib', on: 'test.csv' },
  })

  const { nodes, edges } = await read((store) => trace(store, { reference: 'model.joblib' }, surroundings))

  const named = new Map(nodes.map(({ id, name }) => [id, name]))
  const made = edges.filter(({ edge }) => edge === 'generated')
  expect(made.map(({ source, target }) => `${named.get(source)} → ${named.get(target)}`).sort()).toEqual([
    'split.py → test.csv',
    'split.py → train.csv',
    'train.py → model.joblib',
  ])
  expect([...named.values()]).not.toContain('limits.py')
})

describe('questions about two versions', () => {
  let project: Awaited<ReturnType<typeof twoVersions>>
  beforeAll(async () => {
    project = await twoVersions()
  })
  const traced = (reference: string, times: { asOf?: string; knownAt?: string } = {}) =>
    project.read((store) => trace(store, { reference, ...times }, project.surroundings))

  test('trace goes back to the raw files, and its JSON is what the schema says', async () => {
    const lineage = await traced('delay@2')

    expect(asLineage.Errors(lineage)).toEqual([])
    expect(lineage.root).toBe(project.second)
    const names = lineage.nodes.filter(({ beside }) => beside === undefined).map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['model.joblib', 'train.py', 'features.csv', 'features.py', 'raw.csv', 'weather.csv']),
    )
    expect(lineage.nodes.filter(({ beside }) => beside).map(({ name }) => name)).toEqual(['evaluate.py'])
    expect(lineage).toMatchObject({ complete: true, withheld: { nodes: 0, edges: 0 } })
  })

  test('a limit is said, with what it withholds', async () => {
    const lineage = await project.read((store) =>
      trace(store, { reference: 'delay@2', nodesMax: 3 }, project.surroundings),
    )

    expect(lineage.nodes.map(({ name }) => name)).toEqual(['model.joblib', 'train.py', 'evaluate.py', 'delay'])
    // The features, their run, its code, its two files, and what the evaluation used beside the model.
    expect(lineage).toMatchObject({ complete: false, withheld: { nodes: 6 } })
  })

  test('impact of a raw file ends at the slot that is live, and at the one that was', async () => {
    const ask = (asOf?: string) =>
      project.read((store) =>
        impact(store, { reference: 'weather.csv', ...(asOf === undefined ? {} : { asOf }) }, project.surroundings),
      )
    const versions = (lineage: Lineage) =>
      lineage.edges.filter(({ edge }) => edge === 'points').map(({ selector }) => selector?.version)

    expect(versions(await ask())).toEqual([2])
    expect(versions(await ask('2026-01-01T00:05'))).toEqual([1])
  })

  test('diff names what somebody changed and counts what follows', async () => {
    const difference = await project.read((store) => diff(store, { a: 'delay@1', b: 'delay@2' }, project.surroundings))

    expect(asDiff.Errors(difference)).toEqual([])
    expect(difference.causes.map(({ side, subject }) => `${side} ${subject}`)).toEqual([
      'data raw.csv',
      'parameters train.max_depth',
    ])
    expect(difference.consequences.map(({ subject }) => subject).sort()).toEqual(['features.csv', 'model.joblib'])
    expect(difference.measurements).toMatchObject([{ metric: 'mae', before: 11.5, after: 10.5, likeForLike: true }])
  })

  test('diff of a version with itself is empty', async () => {
    const difference = await project.read((store) => diff(store, { a: 'delay@2', b: 'delay@2' }, project.surroundings))

    expect(difference).toMatchObject({ causes: [], consequences: [] })
  })

  test('live tells what was in a slot between two deployments, and before the first', async () => {
    const at = (asOf: string) => project.read((store) => live(store, { asOf }, project.surroundings))

    expect((await at('2026-01-01T00:05')).live).toMatchObject([
      { name: 'delay', version: 1, slot: 'production', share: 1 },
    ])
    expect((await at('2025-12-31')).live).toEqual([])
  })

  test('live of one name tells its slots, and nothing where it has none then', async () => {
    const of = (name: string, asOf?: string) =>
      project.read((store) => live(store, { name, ...(asOf === undefined ? {} : { asOf }) }, project.surroundings))
    const [version] = (await of('delay')).live

    expect(version).toMatchObject({ name: 'delay', version: 2 })
    expect((await of(version?.asset ?? '')).live).toEqual([version])
    expect((await of('delay', '2025-12-31')).live).toEqual([])
  })

  test.each(['delya', 'delay@2'])('live of %s, which is no name, is refused with the nearest', async (name) => {
    const answer = project.read((store) => live(store, { name }, project.surroundings))

    await expect(answer).rejects.toThrow(
      new RegExp(`no name "${name}" is on record.*The nearest names? (is|are) .*delay`),
    )
  })

  test('known-at answers as the record then was', async () => {
    await expect(traced('delay@2', { knownAt: '3' })).rejects.toThrow('"delay@2" was not on record by entry 3')
    expect((await traced('delay', { knownAt: '4' })).root).toBe(project.first)
  })

  test.each([
    ['delay', 'second'],
    ['delay@1', 'first'],
    ['delay@production', 'second'],
    ['./model.joblib', 'second'],
    ['model.joblib', 'second'],
  ] as const)('%s means the %s version', async (reference, which) => {
    expect((await traced(reference)).root).toBe(project[which])
  })

  test('a digest is known by its first six digits, with its type or without', async () => {
    const digits = project.first.slice('sha256:'.length, 'sha256:'.length + 8)

    expect((await traced(digits)).root).toBe(project.first)
    expect((await traced(`sha256:${digits}`)).root).toBe(project.first)
  })

  test('the case of a digest’s letters does not matter', async () => {
    const digest = project.first.slice('sha256:'.length).toUpperCase()

    expect((await traced(digest.slice(0, 12))).root).toBe(project.first)
    expect((await traced(`SHA256:${digest}`)).root).toBe(project.first)
    expect((await traced(`sha256:${digest.slice(0, 12)}`)).root).toBe(project.first)
    const found = await project.read((store) => find(store, { text: digest.slice(0, 12) }, project.surroundings))
    expect(found.nodes.map(({ id }) => id)).toEqual([project.first])
  })

  test.each(['digest', 'prefix', 'file', 'run'] as const)(
    'a %s is not found as long as it was not known',
    async (how) => {
      const [digest] = [project.second]
      const references = { digest, prefix: digest.slice(7, 15), file: './model.joblib', run: 'run:test/5' }
      const reference = references[how]
      const [before, since] = how === 'file' ? ['1', '2'] : ['6', '8']

      if (how !== 'file') {
        const message = /was not on record by entry 6: .* came on record with entry [78]/
        await expect(traced(reference, { knownAt: before })).rejects.toThrow(message)
      } else await expect(traced(reference, { knownAt: before })).rejects.toThrow('was not on record by entry 1')
      expect((await traced(reference, { knownAt: since })).nodes.length).toBeGreaterThan(1)
    },
  )

  test('before the first version there is none, and every question says since when there is', async () => {
    const asOf = '2025-12-31'
    const message = /delay had no version at 2025-12-31 00:00:00 UTC; its first was delay@1, at 2026-01-01 00:03:00 UTC/
    const { surroundings, read } = project

    await expect(traced('delay', { asOf })).rejects.toThrow(message)
    await expect(read((store) => impact(store, { reference: 'delay', asOf }, surroundings))).rejects.toThrow(message)
    await expect(read((store) => show(store, { reference: 'delay', asOf }, surroundings))).rejects.toThrow(message)
    await expect(read((store) => diff(store, { a: 'delay', b: 'delay@2', asOf }, surroundings))).rejects.toThrow(
      message,
    )
    await expect(traced('delay@2', { asOf: '2026-01-01T00:04' })).rejects.toThrow(
      /delay had no version 2 at .* 00:08:00/,
    )
  })

  test('content that was not there yet is not found, and the answer says since when it is', async () => {
    await expect(traced(project.first, { asOf: '2025-12-31' })).rejects.toThrow(/was first seen at 2026-01-01 00:01:00/)
  })

  test.each(['run:test/2', 'train.py'])(
    '%s is not found before it began, by any question nor by a search',
    async (reference) => {
      const asOf = '2025-12-31'
      const { surroundings, read } = project

      await expect(traced(reference, { asOf })).rejects.toThrow('is not on record')
      await expect(read((store) => show(store, { reference, asOf }, surroundings))).rejects.toThrow('is not on record')
      await expect(read((store) => history(store, { reference, asOf }, surroundings))).rejects.toThrow(
        'is not on record',
      )
      const [before, since] = await read(async (store) => [
        await find(store, { text: 'train.py', asOf }, surroundings),
        await find(store, { text: 'train.py', asOf: '2026-01-02' }, surroundings),
      ])
      expect(before).toMatchObject({ nodes: [], complete: true, asOf: '2025-12-31T00:00:00.000Z' })
      expect(since.nodes).not.toEqual([])
    },
  )

  test('a search does not stop at what came later than the moment', async () => {
    const before = new Date(project.clock.now - 1).toISOString()
    for (let number = 0; number < 12; number++) await project.runOf({ name: `train.py later ${number}` })

    const asked = { text: 'train.py', limit: 2 }
    const [known, then] = await project.read(async (store) => [
      await find(store, { ...asked, knownAt: '8' }, project.surroundings),
      await find(store, { ...asked, asOf: before }, project.surroundings),
    ])

    for (const { nodes } of [known, then]) expect(nodes.map(({ name }) => name)).toEqual(['train.py', 'train.py'])
  })

  test.each([
    ['delya', /^"delya" is not on record\. Tried as name.*The nearest name is delay\.$/],
    [
      'delay@9',
      /^"delay@9" is not on record: delay has no version 9; on record: 1, 2\. The nearest name is delay@production\.$/,
    ],
    ['delay@', /: after delay@ comes a number or a slot; slots on record: production\./],
    ['delay@prodction', /nothing in prodction; slots on record: production.*The nearest name is delay@production\.$/],
    ['evalute.py', /The nearest name is evaluate\.py\.$/],
    ['feature', /The nearest names are features\.csv, features\.py\.$/],
    ['./nowhere.csv', /Nothing was ever read or written at that path/],
    [`sha256:${'0'.repeat(64)}`, /^"sha256:0+" is not on record\.$/],
  ])('%s is refused with what would help', async (reference, message) => {
    await expect(traced(reference)).rejects.toThrow(message)
  })

  test('a file with other bytes answers with the last content seen at its path, and says so', async () => {
    project.file('weather.csv', 'changed since')

    const shown = await project.read((store) => show(store, { reference: 'weather.csv' }, project.surroundings))

    expect(shown.note).toMatch(/not on record; this is about the last content seen there/)
    expect(shown.node.name).toBe('weather.csv')
    expect((await traced('weather.csv')).nodes[0]?.name).toBe('weather.csv')
    expect(project.warnings).toContainEqual(expect.stringContaining('this is about the last content seen there'))
  })

  test('why something was not there yet is said once', async () => {
    const asked = project.read((store) =>
      trace(store, { reference: 'weather.csv', asOf: '2020-01-01' }, project.surroundings),
    )

    await expect(asked).rejects.toThrow(/^"weather\.csv" is not on record: (?!.*first seen.*first seen).*first seen/)
  })

  test('what was registered as a file answers where other bytes lie there now, or none', async () => {
    const { cwd } = project.surroundings
    const digest = project.file('found.bin', 'found')
    await project.write((store) => register(store, { reference: 'found.bin', name: 'found' }, project.surroundings))
    project.file('found.bin', 'something else')
    const changed = await project.read((store) => show(store, { reference: './found.bin' }, project.surroundings))
    renameSync(join(cwd, 'found.bin'), join(cwd, 'moved.bin'))
    const moved = await project.read((store) => show(store, { reference: './found.bin' }, project.surroundings))

    expect([changed.node.id, moved.node.id]).toEqual([digest, digest])
    expect(changed.note).toBe(
      'the bytes now at ./found.bin are not on record; this is about the last content seen there',
    )
    expect(moved.note).toBe('there is no file at ./found.bin now; this is about the last content seen there')
  })

  test('a file of code answers with the runs that read it, by its path and by its digest', async () => {
    const digest = project.file('steps.py', 'def steps(): pass')
    const id = await project.runOf({ name: 'with steps', code: { 'steps.py': digest } })
    const digits = digest.slice('sha256:'.length, 'sha256:'.length + 8)

    const asked = ['./steps.py', 'steps.py', digits, `sha256:${digits}`, digest]
    const shown = await project.read((store) =>
      Promise.all(asked.map((reference) => show(store, { reference }, project.surroundings))),
    )
    const found = await project.read((store) => find(store, { text: digits }, project.surroundings))

    expect(shown.map(({ node }) => node.id)).toEqual(asked.map(() => id))
    expect(shown[0]?.note).toBe(`./steps.py is code that 1 run read; this is about the newest of them, ${id}`)
    expect(found.nodes.map((node) => node.id)).toEqual([id])
    const before = { text: digits, asOf: '2025-12-31' }
    expect((await project.read((store) => find(store, before, project.surroundings))).nodes).toEqual([])
    for (const reference of asked) {
      const why = new RegExp(`^"${reference}" is not on record: .*is code, and the first run that read it, .* began at`)
      const asOf = '2025-12-31'
      await expect(project.read((store) => show(store, { reference, asOf }, project.surroundings))).rejects.toThrow(why)
    }
  })

  test('two hits that differ are ambiguous, and named', async () => {
    project.file('delay', 'a file that is named like the model')
    await project.runOf({ name: 'odd.py', reads: ['delay'] })

    await expect(traced('delay')).rejects.toThrow(/means 2 things: delay@2 .*sha256:/)
    expect((await traced('./delay')).nodes[0]?.name).toBe('delay')
  })

  test('a file is meant where its name has the form of a version or slot that there is not', async () => {
    for (const name of ['delay@x', 'delay@7']) {
      const digest = project.file(name, `a file that is called ${name}`)
      await expect(traced(name)).rejects.toThrow(`the bytes now at ${name} are not on record`)
      await project.runOf({ name: 'odder.py', reads: [name] })

      expect((await traced(name)).root).toBe(digest)
    }
  })

  test('the name of several runs means the newest, and the answer says of how many', async () => {
    const lineage = await traced('train.py')

    expect(lineage.root).toBe('run:test/5')
    const note = 'train.py is the name of 2 runs; this is about the newest of them, run:test/5'
    expect(project.warnings).toContain(note)
    const shown = await project.read((store) => show(store, { reference: 'train.py' }, project.surroundings))
    expect(shown.note).toBe(note)
    expect((await traced('train.py', { asOf: '2026-01-01T00:02' })).root).toBe('run:test/2')
  })

  test('nothing is stated about one of several runs by their name alone', async () => {
    const tagged = project.write((store) =>
      tag(store, { reference: 'train.py', key: 'owner', value: 'ann' }, project.surroundings),
    )

    await expect(tagged).rejects.toThrow('train.py is the name of 2 runs; name the one you mean by its id')
  })

  test('the id of a name is asked about as its newest version, and what nothing flows to says so', async () => {
    const { read, surroundings, warnings, second } = project
    const asset = (await read((store) => show(store, { reference: 'delay@1' }, surroundings))).asset ?? ''

    expect(await traced(asset)).toMatchObject({ root: second, version: { name: 'delay', number: 2 } })
    expect(warnings.at(-1)).toBe(`${asset} is a name; this is about its newest version, delay@2`)
    const { causes } = await read((store) => diff(store, { a: 'delay@1', b: asset }, surroundings))
    expect(causes.map(({ subject }) => subject)).toEqual(['raw.csv', 'train.max_depth'])
    expect((await traced('agent:user/ann')).edges).toEqual([])
    expect(warnings.at(-1)).toMatch(/^agent:user\/ann made nothing itself: .* pedigree show agent:user\/ann/)
  })

  test('what is registered is content, not a run', async () => {
    const registered = project.write((store) =>
      register(store, { reference: 'run:test/5', name: 'odd' }, project.surroundings),
    )

    await expect(registered).rejects.toThrow('run:test/5 is a run, and a version is content')
  })

  test('find finds by part of a name, whatever its case', async () => {
    const found = await project.read((store) => find(store, { text: 'EATURES' }, project.surroundings))

    expect(found.nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(['features.py', 'features.csv']))
  })

  test('content that bears two names is found under the one that was looked for', async () => {
    const digest = project.file('caf\uefe9.csv', 'weather')
    await project.runOf({ name: 'copy.py', reads: ['weather.csv'], writes: ['caf\uefe9.csv'] })

    const found = await project.read((store) => find(store, { text: 'caf' }, project.surroundings))

    expect(found.nodes).toMatchObject([{ id: digest, name: 'caf\uefe9.csv' }])
    expect((await traced('caf\\xe9.csv')).root).toBe(digest)
  })
})

async function newestRetraction(snapshot: Snapshot): Promise<string> {
  const by = (await readRetractions(snapshot)).at(-1)?.by ?? 0
  return statementId(await entriesByNumber(snapshot, [by]), by)
}

describe('deeds', () => {
  test('deploy 1, 2, 1 keeps three intervals, and retire ends the last', async () => {
    const project = await twoVersions()
    await project.write((store) => deploy(store, { reference: 'delay@1', slot: 'production' }, project.surroundings))
    project.clock.now += 60_000
    await project.write((store) => retire(store, { reference: 'delay@production' }, project.surroundings))
    const again = project.write((store) => retire(store, { reference: 'delay@production' }, project.surroundings))
    await expect(again).rejects.toThrow(/^nothing was live in production of delay at \S+ \S+ UTC$/)

    const { events } = await project.read((store) => history(store, { reference: 'delay' }, project.surroundings))
    const now = await project.read((store) => live(store, {}, project.surroundings))

    expect(events.map(({ sentence }) => sentence).filter((sentence) => /live|retired/.test(sentence))).toEqual([
      'delay@1 went live in production',
      'delay@2 went live in production',
      'delay@1 went live in production',
      'delay@1 was retired from production',
    ])
    expect(now.live).toEqual([])
  })

  test('retire ends a slot that versions share, also at a time when others were live than now', async () => {
    const { write, read, surroundings, clock } = await twoVersions()
    const deployed = (reference: string, share: number, at: string) =>
      write((store) => deploy(store, { reference, slot: 'production', share, at }, surroundings))
    await deployed('delay@1', 0.1, '2026-01-02')
    const early = await write((store) =>
      retire(store, { reference: 'delay@production', at: '2026-01-03' }, surroundings),
    )
    await deployed('delay@2', 1, '2026-01-04')
    await deployed('delay@1', 0.4, '2026-01-05')
    clock.now = Date.parse('2026-01-07')
    const late = await write((store) =>
      retire(store, { reference: 'delay@production', at: '2026-01-06' }, surroundings),
    )

    const liveOn = async (asOf: string) =>
      (await read((store) => live(store, { asOf }, surroundings))).live.map(({ version, share }) => [version, share])
    const { events } = await read((store) => history(store, { reference: 'delay' }, surroundings))

    expect([early.versions.toSorted(), late.versions.toSorted()]).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect((await liveOn('2026-01-02')).sort()).toEqual([
      [1, 0.1],
      [2, 0.9],
    ])
    expect(await liveOn('2026-01-03')).toEqual([])
    expect(await liveOn('2026-01-04')).toEqual([[2, 1]])
    expect((await liveOn('2026-01-05')).length).toBe(2)
    expect(await liveOn('2026-01-06')).toEqual([])
    const retired = events.filter(({ sentence }) => sentence.includes('retired'))
    expect(retired.map(({ sentence, at }) => `${at.slice(0, 10)} ${sentence}`).sort()).toEqual([
      '2026-01-03 delay@1 was retired from production',
      '2026-01-03 delay@2 was retired from production',
      '2026-01-06 delay@1 was retired from production',
      '2026-01-06 delay@2 was retired from production',
    ])
  })

  test('a share leaves the rest to what is live, in one assignment', async () => {
    const project = await twoVersions()
    await project.write((store) =>
      deploy(store, { reference: 'delay@1', slot: 'production', share: 0.1 }, project.surroundings),
    )

    const { live: versions } = await project.read((store) => live(store, {}, project.surroundings))

    expect(versions.map(({ version, share }) => [version, share]).sort()).toEqual([
      [1, 0.1],
      [2, 0.9],
    ])
    expect(new Set(versions.map(({ from }) => from)).size).toBe(1)
  })

  test('a late record changes what was true, not what was known', async () => {
    const project = await twoVersions()
    const entry = (await project.read((store) => live(store, {}, project.surroundings))).knownAt
    await project.write((store) =>
      deploy(store, { reference: 'delay@1', slot: 'staging', at: '2026-01-01T00:01' }, project.surroundings),
    )
    const slots = async (knownAt?: string) => {
      const times = { asOf: '2026-01-01T00:02', ...(knownAt === undefined ? {} : { knownAt }) }
      return (await project.read((store) => live(store, times, project.surroundings))).live.map(({ slot }) => slot)
    }

    expect(await slots()).toEqual(['staging'])
    expect(await slots(String(entry))).toEqual([])
  })

  test('the same bytes registered again stay the version that they are; a taken number is refused', async () => {
    const project = await twoVersions()
    const again = await project.write((store) =>
      register(store, { reference: 'model.joblib', name: 'delay' }, project.surroundings),
    )

    expect(again).toMatchObject({ version: 2 })
    expect(again.recorded).toBeUndefined()
    project.file('other.joblib', 'other')
    const taken = project.write((store) =>
      register(store, { reference: 'other.joblib', name: 'delay', version: 1 }, project.surroundings),
    )
    await expect(taken).rejects.toThrow(/delay@1 is sha256:.* already/)
  })

  test('what is retracted no longer holds, at any time, and stays visible with its reason', async () => {
    const project = await twoVersions()
    await project.write((store) => approve(store, { reference: 'delay@1', note: 'seen' }, project.surroundings))
    const before = await project.read((store) => history(store, { reference: 'delay' }, project.surroundings))
    const approval = before.events.find(({ sentence }) => sentence === 'ann approved delay@1: seen')
    await project.write((store) =>
      retract(store, { statement: approval?.statement ?? '', reason: 'wrong model' }, project.surroundings),
    )

    const lineage = await project.read((store) => trace(store, { reference: 'delay@1' }, project.surroundings))
    const after = await project.read((store) => history(store, { reference: 'delay' }, project.surroundings))

    expect(lineage.edges.filter(({ role }) => role === 'approver')).toEqual([])
    expect(after.events.find(({ statement }) => statement === approval?.statement)?.retracted).toMatchObject({
      reason: 'wrong model',
    })
    const unknown = project.write((store) =>
      retract(store, { statement: `${'0'.repeat(32)}/0/0`, reason: 'x' }, project.surroundings),
    )
    await expect(unknown).rejects.toThrow('there is no statement')
  })

  test('what another assignment replaced is not shown as live', async () => {
    const project = await twoVersions()
    const slotsOf = async (reference: string, asOf?: string) => {
      const times = asOf === undefined ? {} : { asOf }
      const { edges } = await project.read((store) => show(store, { reference, ...times }, project.surroundings))
      return edges.filter(({ edge }) => edge === 'points').map(({ slot, selector }) => `${slot} ${selector?.version}`)
    }

    expect(await slotsOf('delay@1')).toEqual([])
    expect(await slotsOf('delay@1', '2026-01-01T00:05')).toEqual(['production 1'])
    expect(await slotsOf('delay@2')).toEqual(['production 2'])
  })

  test('what is retracted is retracted once, and a retraction holds for good', async () => {
    const project = await twoVersions()
    const { recorded } = await project.write((store) => approve(store, { reference: 'delay@1' }, project.surroundings))
    const { events } = await project.read((store) => history(store, { reference: 'delay@1' }, project.surroundings))
    const approval = events.find(({ entry }) => entry === recorded?.entry)?.statement ?? ''
    const takeBack = (statement: string) =>
      project.write((store) => retract(store, { statement, reason: 'wrong model' }, project.surroundings))
    const first = await takeBack(approval)

    expect(await takeBack(approval)).toEqual({
      statement: approval,
      before: { entry: first.recorded?.entry, reason: 'wrong model' },
    })
    const retraction = await project.read((store) => store.port.read(newestRetraction))
    await expect(takeBack(retraction)).rejects.toThrow(/is itself a retraction.*say again what still holds/)
    const approvals = (await project.read((store) => trace(store, { reference: 'delay@1' }, project.surroundings)))
      .edges
    expect(approvals.filter(({ role }) => role === 'approver')).toEqual([])
  })

  test('a registration that was taken back can be said again, and its number goes to nothing else', async () => {
    const project = makeProject()
    const { file, read, surroundings, write } = project
    file('m.joblib', 'm')
    await write((store) => register(store, { reference: 'm.joblib', name: 'm' }, surroundings))
    const { events } = await read((store) => history(store, { reference: 'm' }, surroundings))
    await write((store) =>
      retract(store, { statement: events.at(-1)?.statement ?? '', reason: 'too soon' }, surroundings),
    )
    const shown = await read((store) => show(store, { reference: 'm' }, surroundings))
    expect(shown.note).toBe('every version of m was taken back; this is about the name itself')
    expect((await read((store) => history(store, { reference: 'm' }, surroundings))).events).toHaveLength(1)
    const again = (reference: string) =>
      write((store) => register(store, { reference, name: 'm', version: 1 }, surroundings))

    file('other.joblib', 'other')
    await expect(again('other.joblib')).rejects.toThrow(
      /^m@1, which was sha256:\w{8}, was taken back by ann at .* UTC, entry 2: too soon, and its number is given to no other content; leave --as out/,
    )
    expect((await again('m.joblib')).recorded).toBeDefined()
    await expect(again('other.joblib')).rejects.toThrow(/^m@1 is sha256:\w+ already; leave --as out/)
    expect((await read((store) => trace(store, { reference: 'm@1' }, surroundings))).nodes[0]?.name).toBe('m.joblib')
  })

  test('a tag said again replaces the one before, and both stay in history', async () => {
    const project = await twoVersions()
    for (const value of ['ann', 'bo']) {
      await project.write((store) => tag(store, { reference: 'delay@2', key: 'owner', value }, project.surroundings))
      project.clock.now += 1_000
    }

    const shown = await project.read((store) => show(store, { reference: 'delay@2' }, project.surroundings))
    const { events } = await project.read((store) => history(store, { reference: 'delay@2' }, project.surroundings))

    expect(shown.facts).toMatchObject([{ type: 'facet', name: 'tag:owner', body: 'bo' }])
    expect(events.filter(({ sentence }) => sentence.startsWith('tagged'))).toHaveLength(2)
  })

  test('a file that no recorded run made can be registered; its story begins there', async () => {
    const project = makeProject()
    project.file('found.joblib', 'found')

    const registered = await project.write((store) =>
      register(store, { reference: 'found.joblib', name: 'found' }, project.surroundings),
    )

    expect(registered).toMatchObject({ version: 1, isMade: false })
    expect(
      (await project.read((store) => trace(store, { reference: 'found@1' }, project.surroundings))).nodes[0],
    ).toMatchObject({
      name: 'found.joblib',
    })
  })

  test('a file that runs only read was made by none of them, and its registration says so', async () => {
    const project = await twoVersions()
    const made = (reference: string) =>
      project.write((store) => register(store, { reference, name: 'named' }, project.surroundings))

    expect((await made('weather.csv')).isMade).toBe(false)
    expect((await made('features.csv')).isMade).toBe(true)
  })
})
