import fc from 'fast-check'
import type { Lineage, LineageFact } from '../lineage.ts'
import { chainOf } from './chain.test-lineage.ts'

/** What a program was given once: by words, the environment, files and its own text. Whoever made it up knows what differs. */
export type Given = {
  /** Whether the program told what it made of its words, or they are on record as a command alone. */
  readonly isParsed: boolean
  readonly word: number | undefined
  readonly variable: number | undefined
  readonly config: 'base.yaml' | 'big.yaml'
  readonly configs: Readonly<Record<Given['config'], { readonly lr: number; readonly drop?: number | undefined }>>
  /** Another file that has the key `lr`, too. */
  readonly more: number
  readonly script: number
  readonly module: number
  readonly raw: number
}

const small = fc.integer({ min: 1, max: 3 })
const perhaps = fc.option(small, { nil: undefined })
const given = (isParsed: boolean): fc.Arbitrary<Given> =>
  fc.record({
    isParsed: fc.constant(isParsed),
    word: perhaps,
    variable: perhaps,
    config: isParsed ? fc.constantFrom('base.yaml' as const, 'big.yaml' as const) : fc.constant('base.yaml' as const),
    configs: fc.record({
      'base.yaml': fc.record({ lr: small, drop: perhaps }),
      'big.yaml': fc.record({ lr: small, drop: perhaps }),
    }),
    more: small,
    script: small,
    module: small,
    raw: small,
  })

/** Two versions of one program that differ in any of what it was given. */
export const versions = fc.boolean().chain((isParsed) => fc.tuple(given(isParsed), given(isParsed)))

/** What is on record of a version: all that was set, and what its calls were given, which is handed on, computed or a literal. */
export function recorded(version: Given, hour: number): Lineage {
  const { isParsed, word, variable, config, configs, more, script, module, raw } = version
  const { lr, drop } = configs[config]
  const values = `${config}: ${JSON.stringify(configs[config])}`
  const lineage = chainOf([
    {
      ...{ name: 'train.py', hour, packages: { numpy: '2' } },
      reads: { 'raw.csv': `raw ${raw}`, [config]: values, 'more.yaml': `lr: ${more}` },
      writes: { 'm.bin': JSON.stringify({ ...version, configs: values }) },
      code: { 'train.py': `script ${script}`, 'settings.py': `module ${module}` },
      command: ['python', 'train.py', ...(word === undefined ? [] : [String(word)])],
    },
  ])
  const subject = lineage.nodes.find(({ type }) => type === 'run')?.id ?? ''
  const parameter = (name: string, value: unknown, from: string): LineageFact => ({
    ...{ type: 'parameter', subject, name, value, from, origin: 'observed' },
  })
  const call = (name: string, value: number) => parameter(`Ridge.${name}`, value, 'call at train.py:9')
  const option = (name: string, value: unknown, isSet: boolean) =>
    isParsed ? [parameter(name, value, isSet ? 'command line' : 'default of train.py')] : []
  const facts: LineageFact[] = [
    ...option('rate', word ?? 1, word !== undefined),
    ...option('config', config, config !== 'base.yaml'),
    parameter('lr', lr, `${config}:1`),
    parameter('more.yaml:lr', more, 'more.yaml:1'),
    // As `set_defaults` of what the file says.
    ...(isParsed ? [parameter('train.py:lr', lr, 'default of train.py')] : []),
    ...(drop === undefined ? [] : [parameter('drop', drop, `${config}:2`)]),
    variable === undefined
      ? facet(subject, 'unset', [{ name: 'WIDTH', at: 'train.py:3' }])
      : parameter('env.WIDTH', variable, 'environment variable at train.py:3'),
    ...[
      call('handed', word ?? 1),
      call('computed', 2 * (variable ?? 8)),
      call('configured', lr),
      call('named', module),
    ],
    ...[call('literal', script), call('counted', 10 * raw)],
  ]
  const role = (path: unknown) => (path === config || path === 'more.yaml' ? { role: 'configuration' } : {})
  return {
    ...lineage,
    edges: lineage.edges.map((edge) => ({ ...edge, ...role(edge.selector?.path) })),
    facts: [...lineage.facts, ...facts],
  }
}

const facet = (subject: string, name: string, body: unknown): LineageFact => ({
  ...{ type: 'facet', subject, name, body, origin: 'observed' },
})

/** What somebody changed from one version to the other. */
export function trueCauses(one: Given, other: Given): string[] {
  const [before, after] = [one, other].map(({ config, configs }) => configs[config])
  const isOfOneFile = one.config === other.config
  const word = ({ isParsed, word }: Given) => (isParsed ? (word ?? 1) : word)
  const differing = [
    [one.raw !== other.raw, 'data raw.csv'],
    [one.script !== other.script, 'code train.py'],
    [one.module !== other.module, 'code settings.py'],
    [word(one) !== word(other), one.isParsed ? 'parameters rate' : 'parameters command line'],
    [one.variable !== other.variable, 'parameters env.WIDTH'],
    [!isOfOneFile, 'parameters config'],
    [one.more !== other.more, 'parameters more.yaml:lr'],
    [isOfOneFile && before?.lr !== after?.lr, 'parameters lr'],
    [isOfOneFile && before?.drop !== after?.drop, 'parameters drop'],
  ] as const
  return differing.flatMap(([differs, cause]) => (differs ? cause : [])).sort()
}
