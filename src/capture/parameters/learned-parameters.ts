import type { RunFiles } from '../files/run-file.ts'
import type { PythonEvents, PythonFit, PythonValue } from '../python/python-event.ts'
import { classAlone, libraryOf, plainValue, shortClass } from '../python/python-value.ts'
import { redactValue } from '../secrets/redact-value.ts'
import { redactedText } from '../secrets/secrets.ts'
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
 * estimator's under its class. Where two sources use a name for different values, the later ones get their own name
 * before it: `other.yaml:rate`, and a third value of one place, as in a sweep, `train.py:23 2:Ridge.alpha`.
 */
export function parametersOf({ files, calls, variables, fits, where }: Sources): Map<string, LearnedParameter> {
  const parameters = new Map<string, LearnedParameter>()
  const add = (name: string, parameter: LearnedParameter, source: string): void => {
    const isTaken = (key: string): boolean => {
      const before = parameters.get(key)
      return before !== undefined && JSON.stringify(before.value) !== JSON.stringify(parameter.value)
    }
    let key = name
    for (let count = 1; isTaken(key); count++) key = `${source}${count === 1 ? '' : ` ${count}`}:${name}`
    const known = parameters.get(key)
    const fits = [...(known?.fits ?? []), ...(parameter.fits ?? [])]
    parameters.set(key, { ...(known ?? parameter), ...(fits.length === 0 ? {} : { fits }) })
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
  for (const { name, configuration } of [...files.writes, ...files.reads]) {
    // Its secrets are taken out already.
    for (const [key, value] of Object.entries(configuration?.values ?? {})) {
      add(key, { ...value, isDefault: false }, name)
    }
  }
  for (const call of calls) if (!call.overrides) addCall(call)
  for (const { name, value, place } of variablesAsked(variables, where)) {
    if (value === undefined) continue
    // What a dotenv file put there is on record as that file has it.
    if (dotenvPlace.test(parameters.get(name)?.from ?? '')) continue
    const shown = redactSetting(name, typed(value)).value
    add(`env.${name}`, { value: shown, from: `environment variable at ${place}`, isDefault: false }, place)
  }
  const shared = namesOfSeveral(fits.map(({ class: name }) => name))
  for (const fit of fits) {
    const place = where(fit)
    for (const { name, value, from } of estimatorParameters(fit, shared)) {
      const given = from === 'code' ? `call at ${place ?? 'an unknown place'}` : from
      const isDefault = from.startsWith('default of ')
      const own = { value: redactValue(name, value).value, from: given, isDefault }
      add(name, { ...own, ...(fit.id === undefined ? {} : { fits: [fit.id] }) }, place ?? fit.class)
    }
  }
  return parameters
}

const dotenvPlace = /(?:^|\/)\.env[^/]*:\d+$/

/** Short names that classes of several libraries have, as `Booster` of XGBoost and of LightGBM. */
function namesOfSeveral(classes: readonly string[]): ReadonlySet<string> {
  const libraries = Map.groupBy(new Set(classes), shortClass)
  const several = [...libraries].filter(([, all]) => new Set(all.map(libraryOf)).size > 1)
  return new Set(several.map(([name]) => name))
}

/** What a program asks for without showing it is not even told. */
const isHidden = (value: PythonValue): boolean => classAlone(value) === 'hidden'
