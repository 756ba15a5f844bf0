import type { RunFiles } from '../files/run-file.ts'
import type { PythonEvents, PythonFit, PythonValue } from '../python/python-event.ts'
import { classAlone, libraryOf, plainValue, shortClass } from '../python/python-value.ts'
import { redactValue } from '../secrets/redact-value.ts'
import { redactedText } from '../secrets/secrets.ts'
import { withComposed } from './composed.ts'
import { redactSetting } from './configuration.ts'
import { estimatorParameters } from './estimator-parameters.ts'
import { typed } from './located-ini.ts'
import { variablesAsked } from './variables.ts'

export type LearnedParameter = {
  readonly value: unknown
  /** `params.yaml:4`, `command line`, `call at train.py:21`, `default of scikit-learn 1.8.1`. */
  readonly from: string
  readonly isDefault: boolean
  /** The fits that were given it, where it is an estimator's. */
  readonly fits?: readonly string[]
}

type Sources = {
  readonly files: Pick<RunFiles, 'reads' | 'writes'>
  readonly calls: PythonEvents['arguments']
  readonly variables: PythonEvents['variables']
  readonly fits: readonly PythonFit[]
  /** `train.py:21`, where it is known. */
  readonly where: (place: { file?: string; line?: number }) => string | undefined
}

/**
 * Parameters by name: those of configuration under their dotted keys, those of the command line under their own, an
 * estimator's under its class. Of several sources that use a name the first has it, and each other one has its own before
 * it, also where both say the same, so that no value renames or hides another's: `other.yaml:rate`. A further value of one
 * source, as in a sweep, is `train.py:23:Ridge.alpha`, then `train.py:23 2:Ridge.alpha`.
 */
export function parametersOf({ files, calls, variables, fits, where }: Sources): Map<string, LearnedParameter> {
  const parameters = new Map<string, LearnedParameter>()
  const keysOf = new Map<string, Map<string, string[]>>()
  /** @param source a file, a program, or all lines of the code together, of which `at` is the one that has it. */
  const add = (name: string, parameter: LearnedParameter, source: string, at = source): void => {
    const sources = keysOf.get(name) ?? new Map<string, string[]>()
    keysOf.set(name, sources)
    const keys = sources.get(source) ?? []
    sources.set(source, keys)
    const isSame = (key: string) => JSON.stringify(parameters.get(key)?.value) === JSON.stringify(parameter.value)
    const key = keys.find(isSame) ?? keyFor(name, at, sources.keys().next().value === source)
    const known = parameters.get(key)
    if (known === undefined) keys.push(key)
    const fits = [...(known?.fits ?? []), ...(parameter.fits ?? [])]
    parameters.set(key, { ...(known ?? parameter), ...(fits.length === 0 ? {} : { fits }) })
  }
  const keyFor = (name: string, at: string, isFirst: boolean): string => {
    let key = isFirst ? name : `${at}:${name}`
    for (let count = isFirst ? 1 : 2; parameters.has(key); count++)
      key = `${at}${count === 1 ? '' : ` ${count}`}:${name}`
    return key
  }
  const addCall = ({ values, prog }: Sources['calls'][number]) => {
    for (const { name, value, from } of values) {
      const isDefault = from === 'default'
      const { value: shown } = isHidden(value) ? { value: redactedText } : redactValue(name, plainValue(value))
      add(name, { value: shown, from: isDefault ? `default of ${prog}` : from, isDefault }, prog)
    }
  }
  // What was merged over a file is what the run went by, and what a run wrote as its configuration (Hydra does) is what it
  // ran with: before what that was composed from.
  for (const call of calls) if (call.overrides) addCall(call)
  const addFile = ({ name, configuration }: Sources['files']['reads'][number], source: string) => {
    // Its secrets are taken out already.
    for (const [key, value] of Object.entries(configuration?.values ?? {})) {
      add(key, { ...value, isDefault: false }, source, name)
    }
  }
  // Each job of a sweep has all that its program was given, of which only what differs tells the jobs apart.
  const { reads, writes } = withComposed(files)
  for (const file of writes.toSorted(byHeight)) addFile(file, composed)
  for (const file of reads.toSorted(byHeight)) addFile(file, file.name)
  for (const call of calls) if (!call.overrides) addCall(call)
  for (const { name, value, place } of variablesAsked(variables, where)) {
    if (value === undefined) continue
    // What a dotenv file put there is on record as that file has it.
    if (
      keysOf
        .get(name)
        ?.keys()
        .some((source) => dotenvName.test(source))
    )
      continue
    const shown = redactSetting(name, typed(value)).value
    add(`env.${name}`, { value: shown, from: `environment variable at ${place}`, isDefault: false }, inCode, place)
  }
  const shared = namesOfSeveral(fits.map(({ class: name }) => name))
  for (const fit of fits) {
    const place = where(fit)
    for (const { name, value, from } of estimatorParameters(fit, shared)) {
      const given = from === 'code' ? `call at ${place ?? 'an unknown place'}` : from
      const isDefault = from.startsWith('default of ')
      const own = { value: redactValue(name, value).value, from: given, isDefault }
      add(name, { ...own, ...(fit.id === undefined ? {} : { fits: [fit.id] }) }, inCode, place ?? fit.class)
    }
  }
  return parameters
}

const dotenvName = /(?:^|\/)\.env[^/]*$/
const composed = 'composed'
/** What lines of the program say is one source, however many lines: they move when another is put above them. */
const inCode = 'code'

/** Fewest folders first, then by name: a further file renames nothing that was there without it, unless it stands higher up. */
function byHeight(one: { readonly name: string }, other: { readonly name: string }): number {
  const depth = (name: string) => name.split('/').length
  return depth(one.name) - depth(other.name) || (one.name < other.name ? -1 : 1)
}

/** Short names that classes of several libraries have, as `Booster` of XGBoost and of LightGBM. */
function namesOfSeveral(classes: readonly string[]): ReadonlySet<string> {
  const libraries = Map.groupBy(new Set(classes), shortClass)
  const several = [...libraries].filter(([, all]) => new Set(all.map(libraryOf)).size > 1)
  return new Set(several.map(([name]) => name))
}

/** What a program asks for without showing it is not even told. */
const isHidden = (value: PythonValue): boolean => classAlone(value) === 'hidden'
