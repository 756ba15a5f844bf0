import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasStrace } from './programs.ts'
import { makeProject, names, type Project } from './project.ts'

const table = (rows: number) => Array.from({ length: rows }, (_, index) => `${index},${index * 3}`).join('\n')

function project(): Project {
  const made = makeProject({ isRepository: false })
  made.write('data/a.csv', table(50))
  made.write('data/b.csv', table(60))
  made.write('unseen/table.csv', table(70))
  made.write('train.sh', 'cat data/*.csv > model.bin; mkdir -p scratch; cat data/a.csv > scratch/copy.csv\n')
  return made
}

describe('what is said of a run', () => {
  test('as options is on record, as declared', () => {
    const made = project()
    const options = ['--kind', 'train', '--param', 'rate=0.1', '--param', 'tag=v1', '--metric', 'auc=0.9']

    const { summary } = made.run(['sh', 'train.sh'], {
      options: [...options, '--in', 'unseen', '--model', 'model.bin'],
    })

    expect(summary.parameters).toMatchObject({ rate: { value: 0.1, from: '--param' }, tag: { value: 'v1' } })
    expect(summary.metrics).toEqual([{ key: 'auc', value: 0.9, from: '--metric', of: summary.model?.digest }])
    expect(summary.model?.path).toBe('model.bin')
    const unseen = summary.reads.find(({ path }) => path === 'unseen/table.csv')
    expect(unseen).toMatchObject({ witnesses: ['declared'], digest: expect.stringMatching(/^sha256:/) })
    const said = made.statements().filter(({ origin }) => origin === 'declared')
    expect(said).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'parameters' }),
        expect.objectContaining({ type: 'metrics' }),
        expect.objectContaining({ type: 'node', kind: 'train' }),
        expect.objectContaining({ type: 'edge', edge: 'used', witnesses: ['declared'] }),
      ]),
    )
  })

  test('of an address is on record without a digest and without its password', () => {
    const made = project()
    const options = [
      '--in',
      's3://lake/raw/a.parquet',
      '--in',
      'https://ann:pw9@example.org/d.csv',
      '--out',
      's3://b/m.pkl',
    ]

    const { summary, stderr } = made.run(['sh', 'train.sh'], { options })

    expect(summary.remote?.map(({ operation, kind, id }) => [operation, kind, id]).sort()).toEqual([
      ['read', 'address', 'unpinned:https/example.org/d.csv'],
      ['read', 'object', 'unpinned:s3/lake/raw/a.parquet'],
      ['write', 'object', 'unpinned:s3/b/m.pkl'],
    ])
    expect(summary.blind).toContain(
      's3://lake/raw/a.parquet has no digest: it was said by --in, and nothing of it was seen.',
    )
    expect(made.statements()).toContainEqual(
      expect.objectContaining({
        edge: 'generated',
        target: 'unpinned:s3/b/m.pkl',
        origin: 'declared',
        witnesses: ['declared'],
      }),
    )
    expect(`${stderr} ${JSON.stringify([summary, made.statements()])}`).not.toContain('pw9')
  })

  test('that needs a file refuses an address, and does not print its password', () => {
    const { exit, stderr } = project().pedigree(['run', '--model', 'https://ann:pw9@h/m', '--', 'true'])

    expect([exit, String(stderr)]).toEqual([2, expect.stringContaining('--model: model needs a file or a folder')])
    expect(String(stderr)).not.toContain('pw9')
  })

  test('in pedigree.yaml counts for every run, or for the one of that name', () => {
    const made = project()
    made.write('pedigree.yaml', 'param: {team: growth}\nruns:\n  train.sh:\n    param: {rate: 0.1}\n    out: [never]\n')

    const named = made.run(['sh', 'train.sh'])
    const other = made.run(['true'])

    expect(named.summary.parameters).toEqual({
      team: { value: 'growth', from: 'pedigree.yaml:1' },
      rate: { value: 0.1, from: 'pedigree.yaml:4' },
    })
    expect(other.summary.parameters).toEqual({ team: { value: 'growth', from: 'pedigree.yaml:1' } })
    expect(named.summary.blind).toEqual(['never was called an output (pedigree.yaml:5), and none is there.'])
  })

  test('is told apart when it is not there, and when it is there and this run did not write it', () => {
    const made = project()
    made.write('early.txt', 'early')
    execFileSync('sleep', ['0.1'])

    const { summary } = made.run(['touch', 'late.txt'], {
      options: ['--out', 'early.txt', '--out', 'never.txt', '--in', 'late.txt'],
    })

    expect(summary.blind).toEqual([
      'late.txt was called an input (--in), and it was not there when the run began.',
      'never.txt was called an output (--out), and none is there.',
      'early.txt was called an output (--out), and this run did not write it.',
    ])
  })

  test('in an option has the word over pedigree.yaml', () => {
    const made = project()
    made.write('pedigree.yaml', 'kind: evaluate\nparam: {rate: 1}\n')

    const { summary } = made.run(['true'], { options: ['--param', 'rate=2'] })

    expect(summary.parameters).toEqual({ rate: { value: 2, from: '--param' } })
  })

  test('names data for good: the same content stays the version that it is', () => {
    const made = project()
    const name = { options: ['--data', 'tables=data'] }

    made.run(['cat', 'data/a.csv', 'data/b.csv'], name)
    made.run(['cat', 'data/a.csv', 'data/b.csv'], name)
    made.write('data/b.csv', table(61))
    made.run(['cat', 'data/a.csv', 'data/b.csv'], name)

    const numbers = made
      .statements()
      .flatMap((said) => (said.type === 'edge' && said.edge === 'version-of' ? said.number : []))
    expect(numbers).toEqual([1, 2])
  })

  test('opens the record once, also to name data, so that what is to say about it is said once', () => {
    const made = project()
    made.run(['true'])
    chmodSync(join(made.folder, '.pedigree/key'), 0o644)

    const { stderr } = made.run(['cat', 'data/a.csv'], { options: ['--data', 'tables=data/a.csv'] })

    expect(stderr.toString().match(/is open to others/g)).toHaveLength(1)
    expect(made.statements()).toContainEqual(expect.objectContaining({ edge: 'version-of', number: 1 }))
  })

  test('is a version of its name as one file of a folder that is recorded as one, too', () => {
    const made = makeProject({ isRepository: false })
    for (let rows = 100; rows < 220; rows += 1) made.write(`many/${rows}.csv`, table(rows))

    const { stderr, summary } = made.shell('cat many/*.csv', { options: ['--data', 'first=many/100.csv'] })

    expect(stderr.toString()).not.toContain('names nothing')
    const digest = summary.reads.find(({ path }) => path === 'many/100.csv')?.digest
    const version = made.statements().find((said) => said.type === 'edge' && said.edge === 'version-of')
    expect(version).toMatchObject({ source: digest, number: 1 })
  })
})

describe.skipIf(!hasStrace)('what is left out', () => {
  test('is what .pedigreeignore and --ignore say, and an exclamation mark brings back', () => {
    const made = project()
    made.write('.pedigreeignore', 'scratch/\n*.csv\n!a.csv\n')

    const { summary } = made.run(['sh', 'train.sh'])
    const more = made.run(['sh', 'train.sh'], { options: ['--ignore', 'model.*'] })

    expect(names(summary.reads)).toEqual(['data/a.csv'])
    expect(names(summary.writes)).toEqual(['model.bin'])
    expect(names(more.summary.writes)).toEqual([])
    expect(made.statements()).toContainEqual(
      expect.objectContaining({ name: 'capture', body: expect.objectContaining({ leftOut: 2 }) }),
    )
  })
})

describe('a slip', () => {
  test.each([
    ['--param', 'rate', '--param: "rate" is not written as rate=0.1'],
    ['--metric', 'auc=high', '--metric: the metric auc is no number: "high"'],
    ['--redact', '(', '--redact: "(" is no regular expression'],
  ])('in %s is refused before anything runs', (option, value, message) => {
    const made = project()

    const { exit, stdout, stderr } = made.pedigree(['run', option, value, '--', 'echo', 'ran'])

    expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 2, stdout: '' })
    expect(stderr.toString()).toContain(message)
  })

  test.each([
    ['modle: x\n', 'pedigree.yaml:1: "modle" is none of the words: name, kind, model'],
    ['runs:\n  train.sh:\n    metric: {auc: high}\n', 'pedigree.yaml:3: the metric auc is no number'],
    ['- 1\n', 'pedigree.yaml: here words with values are expected'],
    ['param: {', 'pedigree.yaml cannot be read'],
  ])('in pedigree.yaml is said, and the command runs: %j', (text, message) => {
    const made = project()
    made.write('pedigree.yaml', text)

    const { exit, stdout, stderr, summary } = made.run(['echo', 'ran', 'train.sh'])

    expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 0, stdout: 'ran train.sh\n' })
    expect(stderr.toString()).toContain(message)
    expect(summary.blind.join()).toContain(message)
  })
})

test('what --redact finds is stored nowhere', () => {
  const made = project()
  made.write('params.yaml', 'region: hidden-place\nrate: 1\n')
  const options = [
    '--redact',
    'hidden-\\w+',
    '--redact',
    'codename',
    '--param',
    'codename=zebra',
    '--name',
    'a hidden-name',
  ]

  const { summary } = made.run(['sh', '-c', 'cat params.yaml; echo hidden-word'], { options })

  expect(summary.parameters).toMatchObject({ codename: { value: '[redacted]' }, rate: { value: 1 } })
  expect(JSON.stringify([summary, made.statements()])).not.toMatch(/hidden-(?:place|word|name)|zebra/)
})
