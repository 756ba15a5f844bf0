import { bytesText, counted } from './quantities.ts'

/** What the facet `code` of a run says. The body is whatever a client sent: what has another shape is left out. */
export type CodeFacts = {
  readonly commit: string | undefined
  readonly branch: string | undefined
  /** Paths whose state was not the committed one, and those that git did not follow. */
  readonly patched: readonly string[]
  readonly untracked: readonly string[]
  readonly isDirty: boolean
  /** No repository was there, so that nothing says what the code was changed from. */
  readonly isOutsideGit: boolean
}

/** Data and models by their names: git may follow them, and that they changed is told of them, not of the code. */
const isDataFile =
  /\.(?:csv|tsv|parquet|feather|arrow|npy|npz|h5|hdf5|mat|nc|xlsx?|jsonl|db|sqlite3?|zip|tar|tgz|gz|bz2|xz|zst|pt|pth|ckpt|bin|onnx|safetensors|gguf|pkl|pickle|joblib|keras|ubj|cbm|tflite|rds|png|jpe?g|tiff?|wav|mp3|flac|mp4)$/i

/** @param isData says which paths were data to the run, beside those that their name tells. */
export function codeFacts(body: unknown, isData: (path: string) => boolean = () => false): CodeFacts {
  const { commit, branch, remote, patched, patch, dirty, untracked } = membersOf(body)
  const others = textsOf(untracked)
  const changed = textsOf(patched)
  const paths = changed.filter((path) => !others.includes(path) && !isDataFile.test(path) && !isData(path))
  const isOfData = changed.length > 0 && paths.length === 0
  const isOutsideGit = dirty === true && [commit, branch, remote].every((fact) => textOf(fact) === undefined)
  return {
    commit: textOf(commit),
    branch: textOf(branch),
    patched: paths,
    untracked: others,
    isDirty:
      paths.length > 0 ||
      (others.length === 0 && !isOfData && ((dirty === true && !isOutsideGit) || textOf(patch) !== undefined)),
    isOutsideGit,
  }
}

/** What the facet `environment` says: the interpreter, packages in the order given, the machine in few words. */
export type EnvironmentFacts = {
  readonly python: string | undefined
  readonly packages: readonly string[]
  readonly machine: readonly string[]
}

export function environmentFacts(body: unknown): EnvironmentFacts {
  const { python, imported, system, cpu } = membersOf(body)
  const version = textOf(python) ?? textOf(membersOf(python).version)
  return {
    python: version === undefined ? undefined : `Python ${version}`,
    packages: Object.entries(membersOf(imported)).map(([name, of]) => `${name} ${textOf(of) ?? ''}`.trimEnd()),
    machine: [wordsOf(system), wordsOf(cpu)].filter((words) => words !== ''),
  }
}

/** What the facet `capture` says: how much of the run was seen, and what was not. */
export function captureFacts(body: unknown): { readonly grade: string | undefined; readonly blind: readonly string[] } {
  const { grade, blind } = membersOf(body)
  return { grade: textOf(grade), blind: textsOf(blind) }
}

/** What the facet `estimators` says: by model, the names of the parameters that the estimators in it were given. */
export function estimatorFacts(body: unknown): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(membersOf(body)).map(([model, names]) => [model, textsOf(names)]))
}

/** What the facet `determinism` says: sentences on why the run may come out otherwise. */
export function determinismRisks(body: unknown): string[] {
  const { risks } = membersOf(body)
  return Array.isArray(risks) ? textsOf(risks.map((risk) => membersOf(risk).text)) : []
}

/** What the facet `unset` says: the names of variables of the environment that a program asked for and that were not set. */
export function unsetVariables(body: unknown): string[] {
  return Array.isArray(body) ? textsOf(body.map((variable) => membersOf(variable).name)) : []
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf).filter((text) => text !== undefined) : []
}

/** What people name first; members in canonical JSON come in the order of the alphabet. */
const firstMembers: readonly string[] = ['name', 'platform', 'release', 'version', 'arch', 'libc', 'model']

/** The texts of an object, then its numbers with what they count: `linux 6.18 x64 glibc 2.36`, `AMD EPYC, 2 CPUs`. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value
  const members = Object.entries(membersOf(value)).sort(([a], [b]) => rankOf(a) - rankOf(b))
  const texts = members.flatMap(([, member]) => (typeof member === 'string' && member !== '' ? [member] : []))
  const numbers = members.flatMap(([name, member]) => (typeof member === 'number' ? [amountOf(name, member)] : []))
  return [texts.join(' '), ...numbers].filter((words) => words !== '').join(', ')
}

function rankOf(name: string): number {
  const place = firstMembers.indexOf(name)
  return place < 0 ? firstMembers.length : place
}

function amountOf(name: string, amount: number): string {
  if (name === 'count') return counted(amount, 'CPU')
  const [, what = '', unit] = /^(.*?)_?([KMGT]i?B|bytes)$/i.exec(name) ?? []
  if (unit === undefined) return `${amount} ${name}`
  return `${unit.toLowerCase() === 'bytes' ? bytesText(amount) : `${amount} ${unit}`} ${what}`.trimEnd()
}
