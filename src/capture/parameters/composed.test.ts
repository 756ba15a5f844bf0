import { expect, test } from 'vitest'
import type { RunFile } from '../files/run-file.ts'
import { withComposed } from './composed.ts'

const fileOf = (
  name: string,
  values: Readonly<Record<string, unknown>>,
  composedFrom?: readonly string[],
): RunFile => ({
  ...{ path: `/project/${name}`, name, role: 'configuration', bytes: 9, digest: undefined, at: 1, witnesses: [] },
  configuration: {
    values: Object.fromEntries(
      Object.entries(values).map(([key, value], index) => [key, { value, from: `${name}:${index + 1}` }]),
    ),
    ...{ isData: false, redacted: 0, ...(composedFrom && { composedFrom }) },
  },
})
const said = (files: readonly RunFile[]) =>
  files.flatMap(({ name, configuration }) =>
    Object.entries(configuration?.values ?? {}).map(([key, { value, from }]) => `${name} ${key} ${value} ${from}`),
  )
const main = fileOf('conf/config.yaml', { seed: 7, 'hydra.run.dir': 'out' })
const group = fileOf('conf/model/small.yaml', { depth: 3 })
const beside = fileOf('data.yaml', { seed: 7 })

test('what was composed stands where it was taken from, and what that was composed of is no parameter beside it', () => {
  const composed = fileOf('out/.hydra/config.yaml', { seed: 7, 'model.depth': 3, new: 1 }, ['/project/conf'])

  const { reads, writes } = withComposed({ reads: [main, group, beside], writes: [composed] })

  expect(said(writes)).toEqual([
    'out/.hydra/config.yaml seed 7 conf/config.yaml:1',
    'out/.hydra/config.yaml model.depth 3 conf/model/small.yaml:1',
    'out/.hydra/config.yaml new 1 out/.hydra/config.yaml:3',
  ])
  expect(said(reads)).toEqual(['conf/config.yaml hydra.run.dir out conf/config.yaml:2', 'data.yaml seed 7 data.yaml:1'])
})

test('a value that several files have, or none any more, stands in what was composed', () => {
  const twice = fileOf('conf/other.yaml', { seed: 7 })
  const composed = fileOf('out/.hydra/config.yaml', { seed: 7, 'model.depth': 9 }, ['/project/conf'])

  const { reads, writes } = withComposed({ reads: [main, twice, group], writes: [composed] })

  expect(said(writes)).toEqual([
    'out/.hydra/config.yaml seed 7 out/.hydra/config.yaml:1',
    'out/.hydra/config.yaml model.depth 9 out/.hydra/config.yaml:2',
  ])
  expect(said(reads)).toEqual(['conf/config.yaml hydra.run.dir out conf/config.yaml:2'])
})

test('without anything composed all stays as it is', () => {
  const files = { reads: [main, beside], writes: [fileOf('config.json', { seed: 7 })] }

  expect(withComposed(files)).toEqual(files)
})
