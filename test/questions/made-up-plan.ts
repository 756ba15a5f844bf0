import fc from 'fast-check'

export type Step = {
  readonly name: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** Whether what it writes depends on its parameter, and on its code. */
  readonly heeds: { readonly parameter: boolean; readonly code: boolean }
}

/** What happens between two versions. `train.py` runs after it, unless a wrapper ran it last. */
export type Action =
  | { readonly do: 'edit'; readonly path: string; readonly to: number }
  | { readonly do: 'delete'; readonly path: string }
  /** A program that changes a file in place. */
  | { readonly do: 'fix'; readonly path: string }
  | { readonly do: 'code'; readonly step: string; readonly to: number }
  | { readonly do: 'parameter'; readonly step: string; readonly to: number }
  | { readonly do: 'run'; readonly from: string }
  | { readonly do: 'run one'; readonly step: string }
  | { readonly do: 'wrap' }
  | { readonly do: 'make' }
  | { readonly do: 'evaluate' }
  /** A program that copies a file in from where it came, under a name of its own. */
  | { readonly do: 'import'; readonly path: string; readonly from: string; readonly by: Copier }
  /** The same by hand. */
  | { readonly do: 'carry'; readonly path: string; readonly from: string }
  /** What was a file is a link to one of several, or to another of them. */
  | { readonly do: 'link'; readonly path: string; readonly to: number }
  /** One more month: `append.py` puts what is new behind what there is. */
  | { readonly do: 'append'; readonly of: number }
  /** The module that `train.py` imports, edited, and under another name, with which that is edited, too. */
  | { readonly do: 'module'; readonly to: number }
  | { readonly do: 'rename module' }

export const copiers = ['cp', 'mv', 'import.py'] as const
export type Copier = (typeof copiers)[number]

/** How a model becomes what is registered: as it is, or copied to another place, on record or not. */
export type Promotion = 'none' | 'cp' | 'by hand'

export type Plan = {
  readonly steps: readonly Step[]
  /** Whether `train.py` imports a module. */
  readonly hasModule: boolean
  /** What happens before each version. */
  readonly versions: readonly (readonly Action[])[]
  readonly promotions: readonly Promotion[]
  /** And after the last. */
  readonly after: readonly Action[]
}

export const model = 'model.bin'
export const test = 'test.csv'
export const log = 'log.csv'
const extra = 'extra.csv'
/** What one step finds and the next is set to. */
export const settings = 'best.yaml'
/** Where raw files come in. */
export const incoming = ['in/0.csv', 'in/1.csv', 'in/2.csv']
export const parts = ['parts/0.csv', 'parts/1.csv', 'parts/2.csv']

/** So that what happens in a history is not always of every kind. */
const seldom = fc.nat(2).map((third) => third === 0)

/**
 * Raw tables, a step that prepares, one that splits, one that joins, one of whose file the model is made only where it is
 * there, one that finds the settings of the model, a copy: any of them can be missing. What the model is
 * measured on is ordinarily made by one of the steps that made what it learns from.
 */
const pipelines = fc
  .record({
    prepares: fc.boolean(),
    splits: fc.boolean(),
    joins: fc.boolean(),
    copies: fc.boolean(),
    adds: fc.boolean(),
    tests: fc.boolean(),
    tunes: seldom,
    appends: seldom,
    heeds: fc.array(fc.record({ parameter: fc.boolean(), code: fc.boolean() }), { minLength: 7, maxLength: 7 }),
  })
  .map(({ prepares, splits, joins, copies, adds, tests, tunes, appends, heeds }): Step[] => {
    const copied = copies ? 'copy.csv' : 'raw.csv'
    const clean = prepares ? 'clean.csv' : copied
    const tested = tests ? [test] : []
    const steps: Omit<Step, 'heeds'>[] = [
      ...(copies ? [{ name: 'cp', reads: ['raw.csv'], writes: ['copy.csv'] }] : []),
      ...(prepares ? [{ name: 'prepare.py', reads: [copied], writes: ['clean.csv', ...(splits ? [] : tested)] }] : []),
      ...(splits ? [{ name: 'split.py', reads: [clean], writes: [...parts, ...tested] }] : []),
      ...(joins ? [{ name: 'join.py', reads: [clean, 'other.csv'], writes: ['joined.csv'] }] : []),
      ...(adds ? [{ name: 'extra.py', reads: [clean], writes: [extra] }] : []),
      ...(tunes ? [{ name: 'tune.py', reads: [clean], writes: [settings] }] : []),
      {
        name: 'train.py',
        reads: [
          ...(splits ? parts : []),
          ...(joins ? ['joined.csv'] : []),
          ...(splits || joins ? [] : [clean]),
          ...(adds ? [extra] : []),
          ...(tunes ? [settings] : []),
          ...(appends ? [log] : []),
        ],
        writes: [model],
      },
    ]
    return steps.map((step, index) => ({ ...step, heeds: heeds[index] ?? { parameter: true, code: true } }))
  })

const oneOf = <const Kind extends string>(kind: Kind) => fc.constant(kind)
const small = fc.integer({ min: 0, max: 3 })

/** What somebody does to the scripts of a pipeline and to files, and what they run. */
function ordinary(steps: readonly Step[], wraps: 'wrap' | 'make'): fc.Arbitrary<Action>[] {
  const names = steps.map(({ name }) => name)
  const scripts = names.filter((name) => name !== 'cp')
  const files = [...new Set(['raw.csv', 'other.csv', ...steps.flatMap(({ writes }) => writes)])].filter(
    (path) => path !== model,
  )
  const deleted = [...(names.includes('split.py') ? [parts] : []), ...(names.includes('extra.py') ? [[extra]] : [])]
  return [
    fc.record({ do: oneOf('edit'), path: fc.constantFrom(...files), to: small }),
    ...deleted.map((paths) => fc.record({ do: oneOf('delete'), path: fc.constantFrom(...paths) })),
    fc.record({
      do: oneOf('fix'),
      path: fc.constantFrom('raw.csv', 'other.csv', ...(names.includes('tune.py') ? [settings] : [])),
    }),
    fc.record({ do: oneOf('code'), step: fc.constantFrom(...scripts), to: small }),
    fc.record({ do: oneOf('parameter'), step: fc.constantFrom(...scripts), to: small }),
    fc.record({ do: oneOf('run'), from: fc.constantFrom(...names) }),
    fc.record({ do: oneOf('run one'), step: fc.constantFrom(...names) }),
    fc.constant({ do: wraps }),
    fc.constant({ do: 'evaluate' }),
  ]
}

const raw = fc.constantFrom('raw.csv', 'other.csv')
const from = fc.constantFrom(...incoming)
const imports: fc.Arbitrary<Action>[] = [
  fc.record({ do: oneOf('import'), path: raw, from, by: fc.constantFrom(...copiers) }),
  fc.record({ do: oneOf('carry'), path: raw, from }),
  fc.record({ do: oneOf('edit'), path: from, to: small }),
]
const links: fc.Arbitrary<Action>[] = [fc.record({ do: oneOf('link'), path: raw, to: small })]
const modules: fc.Arbitrary<Action>[] = [
  fc.record({ do: oneOf('module'), to: small }),
  fc.record({ do: oneOf('rename module') }),
]
const appends: fc.Arbitrary<Action>[] = [
  fc.record({ do: oneOf('append'), of: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ do: oneOf('edit'), path: fc.constant(log), to: small }),
]

/** Who wraps a pipeline does it in one way: of two ways at once in one version it cannot be said which ran what last. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({
    steps: pipelines,
    wraps: fc.constantFrom('wrap' as const, 'make' as const),
    imports: seldom,
    links: seldom,
    hasModule: seldom,
    promotes: seldom,
  })
  .chain(({ steps, wraps, hasModule, promotes, ...kinds }) => {
    const more = [
      ...(kinds.imports ? imports : []),
      ...(kinds.links ? links : []),
      ...(hasModule ? modules : []),
      ...(steps.some(({ reads }) => reads.includes(log)) ? appends : []),
    ]
    const usual = fc.oneof(...ordinary(steps, wraps))
    const action = more.length === 0 ? usual : fc.oneof(usual, fc.oneof(...more))
    const first = more.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...more), { maxLength: 3 })
    const promotion = promotes ? fc.constantFrom<Promotion>('none', 'cp', 'by hand') : fc.constant<Promotion>('none')
    return fc.record({
      steps: fc.constant(steps),
      hasModule: fc.constant(hasModule),
      versions: fc.tuple(first, fc.array(action, { maxLength: 5 }), fc.array(action, { maxLength: 4 })),
      promotions: fc.array(promotion, { minLength: 3, maxLength: 3 }),
      after: fc.array(action, { maxLength: 3 }),
    })
  })
