import { expect, test } from 'vitest'
import type { PythonImports } from '../python/python-event.ts'
import { scalarIn, yamlDialectOf } from './yaml-dialect.ts'

// Each as `yaml.safe_load` of PyYAML 6.0 and the loader of OmegaConf 2.3 read it.
test.each([
  ['010', 8n, 8n],
  ['-0x_1F', -31n, -31n],
  ['0B1', '0B1', '0B1'],
  ['0b101', 5n, 5n],
  ['0o17', '0o17', '0o17'],
  ['08', '08', '08'],
  ['1_000', 1000n, 1000n],
  ['1:30', 90n, 90n],
  ['1:30.5', 90.5, 90.5],
  ['12345678901234567890', 12345678901234567890n, 12345678901234567890n],
  ['1e-5', '1e-5', 1e-5],
  ['1.5e3', '1.5e3', 1500],
  ['1.5e+3', 1500, 1500],
  ['-.5', '-.5', '-.5'],
  ['.5', 0.5, 0.5],
  ['-.INF', Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ['.NaN', Number.NaN, Number.NaN],
  ['on', true, true],
  ['No', false, false],
  ['oN', 'oN', 'oN'],
  ['y', 'y', 'y'],
  ['~', null, null],
  ['', null, null],
  ['2020-01-01', '2020-01-01', '2020-01-01'],
  ['1.2.3', '1.2.3', '1.2.3'],
] as const)('%s is %o to PyYAML and %o to OmegaConf', (text, byPyYaml, byOmegaConf) => {
  expect([scalarIn('PyYAML', text), scalarIn('OmegaConf', text)]).toEqual([byPyYaml, byOmegaConf])
})

test('a file is read by the rules of what the Python that opened it had imported', () => {
  const imports = (pid: number, ...names: string[]) =>
    ({ pid, packages: names.map((name) => ({ name })) }) as unknown as PythonImports
  const files = [1, 2].map((pid) => ({ at: 0, pid, operation: 'read', path: `/w/${pid}`, witness: 'python' }) as const)
  const dialectOf = (path: string, ...names: string[]) =>
    yamlDialectOf(path, { files, imports: [imports(1, 'numpy'), imports(1, ...names)], ends: [] })

  expect(dialectOf('/w/1', 'pyyaml')).toBe('PyYAML')
  expect(dialectOf('/w/1', 'pyyaml', 'omegaconf')).toBe('OmegaConf')
  expect(dialectOf('/w/1', 'pyyaml', 'ruamel-yaml')).toBeUndefined()
  expect(dialectOf('/w/1')).toBeUndefined()
  expect(dialectOf('/w/2', 'pyyaml')).toBeUndefined()
})
