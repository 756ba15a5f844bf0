import { expect, test } from 'vitest'
import { configurationFiles } from './configuration-signs.ts'

const among = (names: readonly string[], { tables = [] as string[], commands = [] as string[][] } = {}) => {
  const reads = names.map((name) => `/config/work/${name}`)
  const found = configurationFiles('/config/work', {
    reads,
    tables: new Set(tables.map((name) => `/config/work/${name}`)),
    commands,
  })
  return [...found].map((path) => path.slice('/config/work/'.length))
}

test('JSON is configuration where its name or its folder says so', () => {
  const named = [
    'params.json',
    'train_config.json',
    'config.json',
    'conf/model/a.json',
    'hparams-2.json',
    'exp.settings.json',
  ]

  expect(among([...named, 'd.json', 'annotations/1.json', 'reconfigured.json', 'sparams.json', 'data/r.json'])).toEqual(
    named,
  )
})

test('JSON is configuration where it was given to an option of that name', () => {
  const commands = [['python', 'train.py', 'd.json', '--config', './a.json', '--model-config=b/b.json', '-c', 'c.json']]

  expect(among(['a.json', 'b/b.json', 'c.json', 'd.json', 'other/b.json'], { commands })).toEqual([
    'a.json',
    'b/b.json',
    'c.json',
  ])
  expect(among(['r.json'], { commands: [['python', '-m', 'json.tool', 'r.json']] })).toEqual([])
})

test('other kinds are configuration, unless they are numbered records', () => {
  const records = ['labels/001.yaml', 'labels/002.yaml', 'labels/003.yaml']

  expect(among(['a.yaml', 'b.toml', 'run1.ini', 'run2.ini', '.env', ...records])).toEqual([
    'a.yaml',
    'b.toml',
    'run1.ini',
    'run2.ini',
    '.env',
  ])
})

test('what was read as a table is data, whatever its name', () => {
  expect(among(['config.json', 'params.json'], { tables: ['config.json'] })).toEqual(['params.json'])
})
