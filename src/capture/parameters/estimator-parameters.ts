import type { PythonFit, PythonValue } from '../python/python-event.ts'
import { classAlone, isList, isMapping, libraryOf, plainValue, shortClass } from '../python/python-value.ts'

/** A parameter of a fitted estimator or of one inside it. */
export type EstimatorParameter = {
  /** `HistGradientBoostingRegressor.max_iter`; `StandardScaler[prepare.numbers].copy` where a fit has several of them. */
  readonly name: string
  readonly value: unknown
  /** `code`, `default of scikit-learn 1.8.0`, or `chosen by GridSearchCV`. */
  readonly from: string
}

/**
 * What a fit was given, each parameter under the class that it is one of. Scikit-learn calls it by the way through
 * pipelines and searches (`estimator__forest__max_depth`), which changes whenever a step gets another name. What only
 * says which estimators there are (`steps`, `transformers`, `estimator`) is structure and left out. Of a search that
 * fitted its best candidate again, the values are that one's.
 * @param shared short names of classes that need their library before them: `xgboost.Booster`.
 */
export function estimatorParameters(
  { class: fitted, parameters, best }: PythonFit,
  shared: ReadonlySet<string> = new Set(),
): EstimatorParameter[] {
  const classes = classesOf(fitted, parameters)
  const labels = labelsOf(classes, parameters, shared)
  const nameOf = (path: string): string => {
    const owner = ownerOf(path, classes)
    return `${labels.get(owner)}.${owner === '' ? path : path.slice(owner.length + 2)}`
  }
  const found = new Map<string, EstimatorParameter>()
  for (const { name: path, value, from } of parameters) {
    if (classes.has(path) || estimatorsListed(value).length > 0) continue
    found.set(nameOf(path), { name: nameOf(path), value: plainValue(value), from })
  }
  const refits = parameters.some(({ name, value }) => name === 'refit' && value !== false)
  const chosen = refits && best !== undefined && isMapping(best.parameters) ? best.parameters : {}
  for (const [path, value] of Object.entries(chosen)) {
    const name = nameOf(`estimator__${path}`)
    found.set(name, { name, value: plainValue(value), from: `chosen by ${shortClass(fitted)}` })
  }
  return [...found.values()]
}

/** The class that one of a fit's parameters belongs to, and all that this estimator was given. */
export function ownerOfParameter({ class: fitted, parameters }: Pick<PythonFit, 'class' | 'parameters'>, name: string) {
  const classes = classesOf(fitted, parameters)
  const path = ownerOf(name, classes)
  const prefix = path === '' ? '' : `${path}__`
  const own = parameters.filter((parameter) => parameter.name.startsWith(prefix))
  return {
    owner: classes.get(path) ?? fitted,
    setting: name.slice(prefix.length),
    settings: new Map(own.map((parameter) => [parameter.name.slice(prefix.length), parameter.value] as const)),
  }
}

type Parameters = PythonFit['parameters']

/** The class of the estimator at each path of names; that of the fitted one itself at ''. */
function classesOf(fitted: string, parameters: Parameters): Map<string, string> {
  const classes = new Map([['', fitted]])
  for (const { name, value } of parameters) {
    const kind = classAlone(value)
    // A generator of random numbers is known by its class alone, too, but has no parameters.
    if (kind !== undefined && parameters.some((other) => other.name.startsWith(`${name}__`))) classes.set(name, kind)
    const above = name.slice(0, name.lastIndexOf('__') + 2).replace(/^.$/, '')
    for (const [step, inner] of estimatorsListed(value)) classes.set(above + step, inner)
  }
  return classes
}

/** The steps of a list such as `[['scale', { $python: 'sklearn.…' }], …]`, name and class, that are estimators. */
function estimatorsListed(value: PythonValue): [name: string, kind: string][] {
  if (!isList(value)) return []
  return value.flatMap((item): [string, string][] => {
    const [name, inner] = isList(item) ? item : []
    const kind = classAlone(inner)
    return typeof name === 'string' && kind !== undefined ? [[name, kind]] : []
  })
}

/** The longest path of an estimator that a parameter's path begins with. */
function ownerOf(path: string, classes: ReadonlyMap<string, string>): string {
  let owner = path
  do owner = owner.slice(0, Math.max(0, owner.lastIndexOf('__')))
  while (!classes.has(owner))
  return owner
}

/** Short names of classes, with the way to it where a fit has several of one class that have parameters. */
function labelsOf(
  classes: ReadonlyMap<string, string>,
  parameters: Parameters,
  shared: ReadonlySet<string>,
): Map<string, string> {
  const owners = new Set(parameters.map(({ name }) => ownerOf(name, classes)))
  const counts = new Map<string, number>()
  for (const [path, kind] of classes) {
    if (owners.has(path)) counts.set(shortClass(kind), (counts.get(shortClass(kind)) ?? 0) + 1)
  }
  return new Map(
    [...classes].map(([path, kind]) => {
      const short = shortClass(kind)
      const isAlone = path === '' || (counts.get(short) ?? 0) < 2
      const label = shared.has(short) ? `${libraryOf(kind)}.${short}` : short
      return [path, isAlone ? label : `${label}[${path.replaceAll('__', '.')}]`]
    }),
  )
}
