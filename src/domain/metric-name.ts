/** A metric by its name and where it stands: `metrics.json`, or the call that computed it: `evaluate.py:24`. */
export type NamedMetric = { readonly name: string; readonly from?: string | undefined }

/** The file that a metric stands in; undefined where a call computed it, or somebody said it. */
export const fileOfMetric = ({ from = '' }: NamedMetric): string | undefined =>
  /\.(?:json|ya?ml|csv|tsv)$/i.test(from) ? from : undefined

/** What a metric is called in its file, also where an answer has the file before it: `mae` of `test.json:mae`. */
export function bareName({ name, from = '' }: NamedMetric): string {
  return from !== '' && name.startsWith(`${from}:`) ? name.slice(from.length + 1) : name
}

/**
 * What each metric of one run is called: its name, with its file before it where it has that name in common with one from elsewhere, as
 * `train.json:accuracy` and `test.json:accuracy`. Given such names, they come out as they are.
 */
export function namesApart<Metric extends NamedMetric>(metrics: readonly Metric[]): (metric: Metric) => string {
  const places = new Map<string, Set<string | undefined>>()
  for (const metric of metrics) {
    const name = bareName(metric)
    places.set(name, (places.get(name) ?? new Set()).add(fileOfMetric(metric)))
  }
  return (metric) => {
    const [name, file] = [bareName(metric), fileOfMetric(metric)]
    return file === undefined || (places.get(name)?.size ?? 0) < 2 ? name : `${file}:${name}`
  }
}
