/** What can be said of a run: as options of `pedigree run`, and as words of `pedigree.yaml`. */
export const words = ['name', 'kind', 'model', 'in', 'out', 'param', 'metric', 'data', 'ignore', 'redact'] as const

/** A value that somebody said, and where: `--param`, `pedigree.yaml:4`. */
export type Said<Value> = { readonly value: Value; readonly from: string }

/** A place that somebody named: an absolute path, or an address without what in it is secret. */
export type SaidPlace = Said<string> & {
  /** So much of the address was secret that what is left may be that of several contents. */
  readonly isAmbiguous?: true
}

/** Whether a place is an address (`https://…`, `s3://…`) and no path. */
export const isAddress = (place: string): boolean => /^[a-z][a-z\d+.-]*:\/\//i.test(place)

/**
 * What people say of a run beside the command: as options of `pedigree run`, or in a `pedigree.yaml` with the same words.
 * Nothing of it is ever required. Paths are absolute.
 */
export type Declared = {
  readonly name?: Said<string>
  /** `train`, `evaluate`, `transform`, …: what kind of run it is. */
  readonly kind?: Said<string>
  /** The file or folder that is the model. */
  readonly model?: Said<string>
  /** Files, folders and addresses that the run reads, and writes, whatever could be seen of it. */
  readonly in: readonly SaidPlace[]
  readonly out: readonly SaidPlace[]
  readonly param: ReadonlyMap<string, Said<unknown>>
  readonly metric: ReadonlyMap<string, Said<number>>
  /** Lasting names of data, with the file or folder that each means. */
  readonly data: ReadonlyMap<string, Said<string>>
  /** Patterns as of a `.gitignore`, for what is no data of the run. */
  readonly ignore: readonly string[]
  /** Regular expressions for what must not be stored, beside what is known to be secret. */
  readonly redact: readonly RegExp[]
}

export const nothingDeclared: Declared = {
  in: [],
  out: [],
  param: new Map(),
  metric: new Map(),
  data: new Map(),
  ignore: [],
  redact: [],
}

/** Both together. Where they differ on one thing, the first has the word: it was said for this run alone. */
export function joinDeclared(first: Declared, second: Declared): Declared {
  return {
    ...second,
    ...first,
    in: [...first.in, ...second.in],
    out: [...first.out, ...second.out],
    param: new Map([...second.param, ...first.param]),
    metric: new Map([...second.metric, ...first.metric]),
    data: new Map([...second.data, ...first.data]),
    ignore: [...second.ignore, ...first.ignore],
    redact: [...first.redact, ...second.redact],
  }
}
