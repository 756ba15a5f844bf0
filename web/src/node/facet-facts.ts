import { captureFacts, codeFacts, determinismRisks, environmentFacts } from '../../../src/domain/facet-bodies.ts'
import type { FeatureInputs, FeatureMap, ModelFeatures } from '../../../src/domain/feature-map.ts'
import { counted, countText } from '../../../src/domain/quantities.ts'
import { tokenFacet } from '../../../src/domain/vocabulary.ts'

/** A label with what is said; several values each stand on a line of their own. A command or an id is `isCode`. */
export type FacetFact = { readonly label: string; readonly values: readonly string[]; readonly isCode?: true }

/**
 * A facet that capture writes, in the words of the command line; undefined for any other, and for one of another shape,
 * since a body is whatever a client sent.
 */
export function facetFacts(name: string, body: unknown): FacetFact[] | undefined {
  const tell = name.startsWith(tokenFacet) ? tokenFacts : told[name]
  const facts = (tell?.(body) ?? []).filter(({ values }) => values.length > 0)
  return facts.length === 0 ? undefined : facts
}

const told: Readonly<Record<string, (body: unknown) => FacetFact[]>> = {
  algorithms: (body) => listOf(body).map(algorithmFact),
  capture: (body) => {
    const { grade, blind } = captureFacts(body)
    const { temporary, folded, leftOut } = membersOf(body)
    return [
      fact('Grade', grade),
      fact('Not seen', ...(grade !== undefined && blind.length === 0 ? ['nothing that is known of'] : blind)),
      fact('Files of its own', amount(temporary, 'temporary file')),
      fact('Folded', amount(folded, 'file of libraries and caches', 'files of libraries and caches')),
      fact('Left out', amount(leftOut, 'file')),
    ]
  },
  code: (body) => {
    const { commit, branch, patched, untracked, isDirty, isOutsideGit } = codeFacts(body)
    const edits = patched.length > 0 ? patched : isDirty ? ['yes'] : commit === undefined ? [] : ['none']
    return [
      { ...fact('Commit', commit), isCode: true },
      fact('Branch', branch),
      fact('Uncommitted edits', ...edits),
      fact('Not in git', ...(isOutsideGit ? ['all of it'] : untracked)),
    ]
  },
  command: (body) => {
    const { argv, folder } = membersOf(body)
    const words = listOf(argv).filter((word) => typeof word === 'string')
    return [
      { ...fact('Command', words.length === 0 ? undefined : words.map(shellWord).join(' ')), isCode: true },
      fact('In folder', folder === '.' ? 'the project itself' : textOf(folder)),
    ]
  },
  determinism: (body) => [fact('May come out otherwise', ...determinismRisks(body))],
  environment: (body) => {
    const { python, packages, machine } = environmentFacts(body)
    const variables = Object.entries(membersOf(membersOf(body).variables)).map(([name, of]) => `${name}=${String(of)}`)
    return [
      fact('Interpreter', python),
      fact('Packages imported', packages.length === 0 ? undefined : packages.join(', ')),
      fact('Machine', ...machine),
      { ...fact('Variables', ...variables), isCode: true },
    ]
  },
  features: (body) => (isFeatureMap(body) ? featureFacts(body) : []),
  locks: (body) =>
    listOf(body).map((lock) => {
      const { path, pins, missing } = membersOf(lock)
      const absent = listOf(missing).filter((name) => typeof name === 'string')
      const without = absent.length === 0 ? undefined : `without ${absent.join(', ')}`
      return fact(textOf(path) ?? 'Lock file', [amount(pins, 'package'), without].filter(Boolean).join(', '))
    }),
}

/** What the log says of a token's secret opens nothing: it is a digest of a digest. */
function tokenFacts(body: unknown): FacetFact[] {
  const { role, secret } = membersOf(body)
  return [fact('Role', textOf(role)), { ...fact('Fingerprint', textOf(secret)), isCode: true }]
}

function algorithmFact(body: unknown): FacetFact {
  const { class: name, method, at, features } = membersOf(body)
  const last = textOf(name)?.split('.').at(-1) ?? 'Algorithm'
  const count = listOf(features).length
  const words = [textOf(method), textOf(at) && `at ${textOf(at)}`, count > 0 && `on ${counted(count, 'feature')}`]
  return fact(last, words.filter(Boolean).join(' '))
}

/** Which columns of which files each model was given, how that is known, and what it makes of them. */
function featureFacts({ files, models, unused = [] }: FeatureMap): FacetFact[] {
  const nameOf = (file: number) => files[file]?.path ?? '?'
  return [
    ...models.flatMap((model) => modelFacts(model, nameOf)),
    ...unused.map(({ file, columns }) => fact('In no model', `${nameOf(file)}: ${columns.join(', ')}`)),
  ]
}

function modelFacts(model: ModelFeatures, nameOf: (file: number) => string): FacetFact[] {
  const { class: name, at, inputs, unknown, target = [], branches = [] } = model
  const given = ({ how, files, columns, from }: FeatureInputs) => {
    const names = columns.map((column, index) => {
      const before = from?.[index] ?? column
      return before === column ? column : `${before} as ${column}`
    })
    return `${files.map(nameOf).join(', ')} (${how}): ${names.join(', ')}`
  }
  const missing = typeof unknown === 'number' ? [counted(unknown, 'column')] : (unknown ?? [])
  return [
    fact('Model', at === undefined ? name : `${name}, fitted at ${at}`),
    fact('Columns from', ...inputs.map(given)),
    fact('Of unknown origin', missing.length === 0 ? undefined : missing.join(', ')),
    fact('Target', ...target.map(given)),
    fact(
      'Features (exact)',
      ...branches.map(
        ({ columns, through, count = 0, features }) =>
          `${columns.join(', ')} → ${[...through, features?.join(', ') ?? counted(count, 'feature')].join(' → ')}`,
      ),
    ),
  ]
}

/** As far as it is read here; the schema's own check would compile code, which the policy of the page forbids. */
function isFeatureMap(body: unknown): body is FeatureMap {
  const { files, models, unused = [] } = membersOf(body)
  const isGiven = (group: unknown) => isTexts(membersOf(group).columns) && Array.isArray(membersOf(group).files)
  return (
    Array.isArray(files) &&
    Array.isArray(models) &&
    listOf(unused).every((group) => isTexts(membersOf(group).columns)) &&
    models.every((model) => {
      const { class: name, inputs, target = [], branches = [], unknown = [] } = membersOf(model)
      const isKnown = typeof unknown === 'number' || isTexts(unknown)
      const groups = [...listOf(inputs), ...listOf(target)]
      const makes = (branch: unknown) => isTexts(membersOf(branch).columns) && isTexts(membersOf(branch).through)
      return (
        typeof name === 'string' &&
        Array.isArray(inputs) &&
        groups.every(isGiven) &&
        listOf(branches).every(makes) &&
        isKnown
      )
    })
  )
}

const fact = (label: string, ...values: readonly (string | undefined)[]): FacetFact => ({
  label,
  values: values.flatMap((value) => (value === undefined || value === '' ? [] : [value])),
})

const amount = (count: unknown, one: string, many?: string): string | undefined =>
  typeof count !== 'number' || count === 0
    ? undefined
    : many === undefined
      ? counted(count, one)
      : `${countText(count)} ${count === 1 ? one : many}`

/** As a shell takes it (POSIX, section 2.2.2). */
const shellWord = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
