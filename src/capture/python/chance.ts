import type { PythonValue } from './python-event.ts'

/** With which values of one of its parameters an estimator of scikit-learn draws numbers; with others its seed is unused. */
type Rule = { readonly classes: RegExp; readonly parameter: string; readonly draws: readonly PythonValue[] }

// As the documentation of each says of `random_state`. Those that are not here draw in any case, or may.
const rules: readonly Rule[] = [
  { classes: /^LogisticRegression(?:CV)?$/, parameter: 'solver', draws: ['sag', 'saga', 'liblinear'] },
  { classes: /^Ridge(?:Classifier)?$/, parameter: 'solver', draws: ['sag', 'saga'] },
  { classes: /^(?:MultiTask)?(?:Lasso|ElasticNet)(?:CV)?$/, parameter: 'selection', draws: ['random'] },
  { classes: /^(?:Nu)?SVC$/, parameter: 'probability', draws: [true] },
  { classes: /^PCA$/, parameter: 'svd_solver', draws: ['auto', 'randomized', 'arpack'] },
  { classes: /^Dummy(?:Classifier|Regressor)$/, parameter: 'strategy', draws: ['stratified', 'uniform'] },
  { classes: /^(?:SGD\w+|Perceptron|PassiveAggressive\w+)$/, parameter: 'shuffle', draws: [true] },
  { classes: /^IterativeImputer$/, parameter: 'imputation_order', draws: ['random'] },
]

/** Whether an estimator with these settings can draw numbers at all. */
export function canDraw(owner: string, settings: ReadonlyMap<string, PythonValue>): boolean {
  if (!owner.startsWith('sklearn.')) return true
  const name = owner.slice(owner.lastIndexOf('.') + 1)
  const rule = rules.find(({ classes }) => classes.test(name))
  const value = rule && settings.get(rule.parameter)
  return rule === undefined || value === undefined || rule.draws.includes(value)
}
