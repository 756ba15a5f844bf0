import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pedigree } from '../durability/pedigree.ts'
import { projectIn } from '../durability/project.ts'
import { temporaryFolders } from '../durability/temporary-folder.ts'

const folderOf = temporaryFolders('command-line')

function newProject() {
  const project = projectIn(folderOf())
  mkdirSync(project.cwd, { recursive: true })
  return project
}

test.each([
  [['help', 'trace'], 0, /^Usage: pedigree trace /],
  [['help', 'log', 'export'], 0, /^Usage: pedigree log export /],
  [['help', 'retract'], 0, /--reason <text> +why \(required\)\n/],
  [['help'], 0, /^Usage: pedigree \[command\]/],
  [['help', 'tarce'], 2, /^pedigree: unknown command 'tarce'\n\(Did you mean trace\?\)/],
  [['tarce', 'model'], 2, /^pedigree: unknown command 'tarce'\n\(Did you mean trace\?\)/],
  [['qqqqqqqq'], 2, /^pedigree: unknown command 'qqqqqqqq'\n\(--help/],
])('pedigree %j helps', async (words, code, text) => {
  const answer = await pedigree(newProject(), words)

  expect(answer.code).toBe(code)
  expect(`${answer.out}${answer.said}`).toMatch(text)
})

test('what was stated is told by the name of the version, with times as people read them', async () => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  const said = async (...words: string[]) => (await pedigree(project, words)).out

  expect(await said('register', 'm.bin', 'm')).toBe('m@1 is sha256:f6449b4f\n')
  expect(await said('register', 'm.bin', 'm')).toBe('m@1 is sha256:f6449b4f (was registered before; nothing changed)\n')
  expect(await said('verify')).toMatch(/^intact: 1 entry with 4 statements; .*\n {2}log \S+ {2}1 entry {2}root /)
  expect(await said('approve', 'm@1')).toBe('m@1 is approved by ann\n')
  expect(await said('deploy', 'm@1', '--to', 'live', '--at', '2026-01-02')).toBe(
    'm@1 is live in live from 2026-01-02 00:00:00 UTC\n',
  )
  expect(await said('retire', 'm@live', '--at', '2026-01-03')).toBe(
    'nothing is live in live of m from 2026-01-03 00:00:00 UTC\n',
  )
  expect(await said('rebuild')).toBe('folded 4 entries into the graph\n')
})

test('what is said of a time before something else took the slot is told with its end', async () => {
  const project = newProject()
  const said = async (...words: string[]) => (await pedigree(project, words)).out
  for (const [name, at] of [
    ['one', '2026-02-01'],
    ['two', '2026-02-20'],
    ['three', '2026-02-15'],
  ] as const) {
    writeFileSync(join(project.cwd, name), name.repeat(100))
    await said('register', name, 'm')
    if (name !== 'three') await said('deploy', name, '--to', 'p', '--at', at)
  }

  expect(await said('deploy', 'm@3', '--to', 'p', '--at', '2026-02-15')).toBe(
    'm@3 is live in p from 2026-02-15 00:00:00 UTC until 2026-02-20 00:00:00 UTC\n',
  )
  expect(await said('deploy', 'm@2', '--to', 'p', '--share', '10%', '--at', '2026-02-17')).toBe(
    'm@2 is live in p with 10 % of traffic from 2026-02-17 00:00:00 UTC until 2026-02-20 00:00:00 UTC\n',
  )
  expect(await said('retire', 'm@p', '--at', '2026-02-12')).toBe(
    'nothing is live in p of m from 2026-02-12 00:00:00 UTC until 2026-02-15 00:00:00 UTC\n',
  )
  expect(JSON.parse(await said('deploy', 'm@1', '--to', 'p', '--at', '2026-02-10', '--json'))).toMatchObject({
    until: '2026-02-12T00:00:00.000Z',
  })
  expect(await said('deploy', 'm@1', '--to', 'p', '--at', '2026-02-25')).not.toContain('until')
  expect(await said('retire', 'm@p', '--at', '2026-02-26')).not.toContain('until')
})

test('what is no person is told as what it is, wherever somebody is named', async () => {
  const project = newProject()
  const as = (who: string, ...words: string[]) => pedigree(project, words, { PEDIGREE_AGENT: who })
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  await as('tool/setup', 'register', 'm.bin', 'm')
  expect((await as('service/root', 'approve', 'm@1')).out).toBe('m@1 is approved by service/root\n')
  await as('root', 'approve', 'm@1')
  await as('team/risk', 'approve', 'm@1')
  const told = async (...words: string[]) => (await pedigree(project, words)).out
  const approvers = (text: string) => [...new Set(text.match(/(?<=approved by +)\S+/g))].sort()

  const all = ['root', 'service/root', 'team/risk']
  expect(approvers(await told('trace', 'm@1'))).toEqual(all)
  expect(approvers(await told('show', 'm@1'))).toEqual(all)
  const history = await told('history', 'm')
  expect(history.match(/\S+(?= approved m@1)/g)).toEqual(['service/root', 'root', 'team/risk'])
  expect(history).toContain('by tool/setup')
  expect(await told('find', 'service/')).toMatch(/agent +service\/root/)
  for (const format of ['dot', 'mermaid', 'svg', 'table'])
    expect([format, await told('trace', 'm@1', '--format', format)]).toEqual([
      format,
      expect.stringMatching(/service(\/|#47;)root/),
    ])
})

test('of several notes each is kept, shown and told with who wrote it', async () => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  await pedigree(project, ['note', 'm.bin', 'from the archive'])
  await pedigree(project, ['note', 'm.bin', 'looks right'], { PEDIGREE_AGENT: 'bo' })

  const { out: shown } = await pedigree(project, ['show', 'm.bin'])
  const { out: history } = await pedigree(project, ['history', 'm.bin'])

  expect(shown.match(/note {2}.*/g)).toEqual(['note  from the archive (declared)', 'note  looks right (declared)'])
  expect(history).toMatch(/noted: from the archive\n.*by ann.*\n.*noted: looks right\n.*by bo/)
  expect(await pedigree(project, ['note', 'm.bin', ' '])).toMatchObject({ code: 2 })
})

test('what is said before the command holds for it, and its own word wins', async () => {
  const [project, other] = [newProject(), newProject()]
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  await pedigree(project, ['register', 'm.bin', 'm'])
  const store = ['--store', project.record.path]

  const before = await pedigree(other, [...store, '--json', 'history', 'm'])
  const own = await pedigree(other, ['--store', '/does/not/exist', 'history', 'm', '--json', ...store])
  const log = await pedigree(other, [...store, 'log', 'export', 'copy'])

  expect(JSON.parse(before.out).events).toHaveLength(1)
  expect(JSON.parse(own.out).events).toEqual(JSON.parse(before.out).events)
  expect(log).toMatchObject({ code: 0 })
  expect((await pedigree(other, ['--store', '/does/not/exist', 'verify'])).code).not.toBe(0)
  expect(await pedigree(other, ['--json', 'run', '--', 'true'])).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^pedigree: run knows no --json\n/),
  })
  expect(await pedigree(other, [...store, 'live', '--server', 'https://x.example'])).toMatchObject({
    code: 2,
    said: 'pedigree: --store and --server name two records; leave one of them out\n',
  })
})

test('a model that the run neither wrote nor read is warned of', async () => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'in.csv'), 'x'.repeat(100))

  const { said } = await pedigree(project, ['run', '--model', 'nope', '--', 'cp', 'in.csv', 'out.csv'])

  expect(said).toMatch(/^pedigree: nope was called the model, but the run neither wrote nor read it\.$/m)
})

test.each(['csv', 'dot', 'mermaid'])('that a %s is not complete is said where its reader looks', async (format) => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  await pedigree(project, ['run', '--', 'cp', 'm.bin', 'n.bin'])

  const whole = await pedigree(project, ['trace', 'n.bin', '--format', format])
  const part = await pedigree(project, ['trace', 'n.bin', '--limit', '1', '--format', format])

  expect(whole.said).toBe('')
  expect(part.said).toMatch(/^pedigree: not complete: 1 node and \d edges? withheld\n$/)
})

test('a lineage is drawn into a file of its own, which says itself when it is not complete', async () => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  await pedigree(project, ['run', '--', 'cp', 'm.bin', 'n.bin'])

  const whole = await pedigree(project, ['trace', 'n.bin', '--format', 'svg'])
  const part = await pedigree(project, ['impact', 'm.bin', '--limit', '1', '--format', 'svg', '--theme', 'dark'])
  const astray = await pedigree(project, ['trace', 'n.bin', '--format', 'dot', '--theme', 'dark'])

  expect(whole.out).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg .*>n\.bin: where it comes from<.*<\/svg>\n$/s,
  )
  expect(whole.said).toBe('')
  expect(part.out).toMatch(/fill="#10161f".*not complete: \d+ nodes? and \d+ edges? withheld/s)
  expect(part.said).toBe('')
  expect(astray).toMatchObject({ code: 2, out: '' })
  expect(astray.said).toMatch(/^pedigree: --theme is for --format svg alone/)
})

test('what cannot be meant is refused in words that say what can', async () => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  const said = async (...words: string[]) => (await pedigree(project, words)).said
  await said('register', 'm.bin', 'm')
  await said('deploy', 'm@1', '--to', 'future', '--at', '2090-01-01')

  expect(await said('trace', 'm', '--known-at=-1')).toMatch(/or now, or the number of an entry \(0 to 2\)\.$/m)
  expect(await said('deploy', 'm@1', '--to', '')).toBe('pedigree: a slot must not be empty\n')
  expect(await said('trace', 'm@future')).toMatch(
    /^pedigree: "m@future" is not on record: m has nothing in future at \S+ \S+ UTC\.\n$/,
  )
})

test.each([
  [['trace', 'nope', '--json'], 4, 'not-found'],
  [['--json', 'trace', 'nope'], 4, 'not-found'],
  [['deploy', '--json'], 2, 'invalid-input'],
  [['live', '--jsn', '--json'], 2, 'invalid-input'],
])('a program that calls %j reads the error as one line of JSON', async (words, code, name) => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'm.bin'), 'm'.repeat(100))
  await pedigree(project, ['register', 'm.bin', 'm'])

  const answer = await pedigree(project, words)

  expect([answer.code, answer.out]).toEqual([code, ''])
  expect(answer.said.trimEnd().split('\n')).toHaveLength(1)
  expect(JSON.parse(answer.said)).toEqual({ error: { code: name, message: expect.any(String) } })
})
