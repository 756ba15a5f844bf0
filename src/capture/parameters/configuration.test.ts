import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { secrecyOf } from '../secrets/secret-name.ts'
import { isConfigurationFile, readConfiguration } from './configuration.ts'
import { plainOf } from './located.ts'
import { locatedJson } from './located-json.ts'

const read = (text: string, name: string) => readConfiguration(Buffer.from(text), name)
const valuesOf = (text: string, name: string) =>
  Object.fromEntries(Object.entries(read(text, name).values).map(([key, { value, from }]) => [key, [value, from]]))

test('YAML that PyYAML read gives what that makes of values without quotes and tags', () => {
  const text = 'rate: 1e-3\nmode: 010\nflags: [on, "on", !!str on, 1e-3]\nempty:\n'
  const { values } = readConfiguration(Buffer.from(text), 'c.yaml', 'PyYAML')

  expect(Object.entries(values).map(([key, { value }]) => [key, value])).toEqual([
    ['rate', '1e-3'],
    ['mode', 8],
    ['flags', [true, 'on', 'on', '1e-3']],
    ['empty', null],
  ])
})

test('YAML gives typed values, each with the line of its key', () => {
  const text = `# Parameters
train:
  learning_rate: 1e-3
  layers: [64, 32]
  "dropout": 0.5

  augment: {flip: true, angle: null}
callbacks:
  - name: stop
    patience: 5
  - name: save
empty:
`

  expect(valuesOf(text, 'params.yaml')).toEqual({
    'train.learning_rate': [0.001, 'params.yaml:3'],
    'train.layers': [[64, 32], 'params.yaml:4'],
    'train.dropout': [0.5, 'params.yaml:5'],
    'train.augment.flip': [true, 'params.yaml:7'],
    'train.augment.angle': [null, 'params.yaml:7'],
    'callbacks.0.name': ['stop', 'params.yaml:9'],
    'callbacks.0.patience': [5, 'params.yaml:10'],
    'callbacks.1.name': ['save', 'params.yaml:11'],
    empty: [null, 'params.yaml:12'],
  })
})

test('aliases and merged mappings stand for what they name, with the line where it stands', () => {
  const text = `base: &base
  lr: 0.1
  depth: 3
small:
  <<: *base
  depth: 2
copy: *base
`

  expect(valuesOf(text, 'c.yml')).toEqual({
    'base.lr': [0.1, 'c.yml:2'],
    'base.depth': [3, 'c.yml:3'],
    'small.lr': [0.1, 'c.yml:2'],
    'small.depth': [2, 'c.yml:6'],
    'copy.lr': [0.1, 'c.yml:2'],
    'copy.depth': [3, 'c.yml:3'],
  })
})

test('a tag of YAML creates nothing', () => {
  expect(valuesOf('a: !!python/object/apply:os.system ["ls"]\nb: !include x.yaml\n', 'c.yaml')).toEqual({
    a: [['ls'], 'c.yaml:1'],
    b: ['x.yaml', 'c.yaml:2'],
  })
})

test('aliases to aliases end before they fill the memory, and a circle ends, too', () => {
  const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)]

  expect(read(bomb.join('\n'), 'c.yaml').problem).toBe(
    'c.yaml cannot be read: it is nested too deep, or stands for too much',
  )
  expect(read('a: &a\n  b: *a\n', 'c.yaml').problem).toMatch('cannot be read')
})

test('JSON, TOML and INI give the same', () => {
  const json =
    '{\n  "train": {\n    "lr": 0.1, "seed": 7,\n    "text": "a\\nb"\n  },\n  "big": 12345678901234567890,\n  "worst": NaN\n}'
  const toml = `big = 12345678901234567890
day = 2026-11-24
note = """
[train]
lr = 3"""
[train]
lr = 0.1
"a b".c = 1
[[step]]
name = "x"
[[step]]
name = 'y'
`
  const ini = `; comment
[train]
lr = 0.1
name: a
  b
id = 007
shuffle = True
[layer]
n=1
[layer]
n=2
`

  expect(valuesOf(json, 'c.json')).toEqual({
    'train.lr': [0.1, 'c.json:3'],
    'train.seed': [7, 'c.json:3'],
    'train.text': ['a\nb', 'c.json:4'],
    big: [{ number: '12345678901234567890' }, 'c.json:6'],
    worst: [{ number: 'NaN' }, 'c.json:7'],
  })
  expect(valuesOf(toml, 'c.toml')).toEqual({
    big: [{ number: '12345678901234567890' }, 'c.toml:1'],
    day: ['2026-11-24', 'c.toml:2'],
    note: ['[train]\nlr = 3', 'c.toml:3'],
    'train.lr': [0.1, 'c.toml:7'],
    'train.a b.c': [1, 'c.toml:8'],
    'step.0.name': ['x', 'c.toml:10'],
    'step.1.name': ['y', 'c.toml:12'],
  })
  expect(valuesOf(ini, 'c.cfg')).toEqual({
    'train.lr': [0.1, 'c.cfg:3'],
    'train.name': ['a\nb', 'c.cfg:4'],
    'train.id': ['007', 'c.cfg:6'],
    'train.shuffle': [true, 'c.cfg:7'],
    'layer.n': [1, 'c.cfg:9'],
    'layer#2.n': [2, 'c.cfg:11'],
  })
})

test('secrets are gone before anything is returned, also from what is said about a broken file', () => {
  const found = read('db:\n  password: hunter2\n  url: postgres://ann:hunter2@h/x\nhf_token: hunter2\n', 'c.yaml')
  const broken = ['a: "hunter2\n', 'password = hunter2', '{"a": hunter2}', 'hunter2'].map((text, at) =>
    read(text, ['c.yaml', 'c.toml', 'c.json', 'c.ini'][at] ?? ''),
  )

  expect(found.redacted).toBe(3)
  expect(found.values['db.url']?.value).toBe('postgres://ann:[redacted]@h/x')
  expect(JSON.stringify([found, broken])).not.toContain('hunter2')
  expect(broken.map(({ problem, isData }) => [problem, isData])).toEqual([
    ['c.yaml cannot be read: line 2: this is not YAML (MISSING_CHAR)', false],
    ['c.toml cannot be read: line 1: this is not TOML', false],
    ['c.json cannot be read: line 1: this is not JSON', false],
    ['c.ini cannot be read: line 1: this is no key with a value', false],
  ])
})

test.each([
  ['a list of records', '[{"a": 1}]', 'it is no mapping'],
  ['annotations', `{"images": [${'{"id": 1},'.repeat(20)}{"id": 2}]}`, 'it has a list of 21 records'],
  ['a vector', `{"mean": [${'0,'.repeat(1_000)}0]}`, 'it has a list of 1001 values'],
  [
    'a vocabulary',
    JSON.stringify(Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`w${n}`, n]))),
    'it has over 2000 values',
  ],
  ['a large file', ' '.repeat(1024 * 1024 + 1), 'it is over 1 MiB'],
])('%s is data', (_, text, reason) => {
  expect(read(text, 'x.json')).toEqual({ values: {}, isData: true, problem: `x.json is data: ${reason}`, redacted: 0 })
})

test('a long value is told by its digest', () => {
  const value = read(JSON.stringify({ prompt: 'x'.repeat(5_000), n: 1 }), 'c.json').values.prompt?.value

  expect(value).toEqual({ digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), characters: 5_002 })
})

test('a dotenv file shows what can hardly be a secret, each with its line', () => {
  const text = `
# a comment
export MODE=train
DEPTH=6   # deep
DATA_ROOT="./data/raw"
HIDDEN="two
lines"
DEBUG=false
DB_PASSWORD=correct
PLAIN=Kirschbaum7
EMPTY=
`

  const { values, problem } = readConfiguration(Buffer.from(text), '.env')

  expect(problem).toBeUndefined()
  expect(Object.entries(values).map(([key, { value, from }]) => [key, value, from])).toEqual([
    ['MODE', 'train', '.env:3'],
    ['DEPTH', 6, '.env:4'],
    ['DATA_ROOT', './data/raw', '.env:5'],
    ['HIDDEN', '[redacted]', '.env:6'],
    ['DEBUG', false, '.env:8'],
    ['DB_PASSWORD', '[redacted]', '.env:9'],
    ['PLAIN', '[redacted]', '.env:10'],
    ['EMPTY', '', '.env:11'],
  ])
})

test('a dotenv file that is none gives no values, and says in which line', () => {
  const { values, problem } = readConfiguration(Buffer.from('A=1\nwhat is this\n'), '.env')

  expect({ values, problem }).toEqual({
    values: {},
    problem: '.env cannot be read: line 2: this is no name with a value',
  })
})

test('what belongs to tools, data sets and metrics is no configuration by its name', () => {
  const configuration = [
    'params.yaml',
    'conf/train.yml',
    'config.json',
    'a.toml',
    'setup/model.ini',
    'eval.yaml',
    '.env',
    '.env.local',
  ]
  const others = ['package.json', 'package-lock.json', 'pyproject.toml', 'setup.cfg', 'dvc.yaml', 'Cargo.toml']
  const more = [
    'tokenizer_config.json',
    'model.safetensors.index.json',
    'vocab.json',
    'metrics.json',
    'data.csv',
    'conda.yaml',
    'x.env',
  ]

  expect([...configuration, ...others, ...more].filter(isConfigurationFile)).toEqual(configuration)
})

test('any JSON is read as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)

      expect(asNumbers(plainOf(locatedJson(text)))).toEqual(asNumbers(JSON.parse(text)))
    }),
  )
  for (const text of ['{"a": 1 "b": 2}', '[1,]', '{"a"}', '[1] 2', '', '{,}', '01']) {
    expect(() => locatedJson(text), text).toThrow('this is not JSON')
  }
})

test('a mapping of plain values comes back from YAML and JSON, key by key', () => {
  const key = fc.stringMatching(/^[a-z_]{1,12}$/).filter((name) => secrecyOf(name) === undefined)
  const value = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.stringMatching(/^[a-z ]{0,12}$/),
  )
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1 }), (values) => {
      const expected = Object.entries(values).map(([name, each]) => [name, asNumbers(each)])
      for (const [text, name] of [
        [stringify(values), 'c.yaml'],
        [JSON.stringify(values), 'c.json'],
      ] as const) {
        const found = Object.entries(read(text, name).values).map(([each, found]) => [each, found.value])
        expect(found.map(([each, found]) => [each, asNumbers(found)])).toEqual(expected)
      }
    }),
  )
})

// JSON.stringify writes -0 as 0; integers past 2^53 are kept digit by digit.
function asNumbers(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, each) => (typeof each?.number === 'string' ? Number(each.number) : each))
}
