/** A file that a run wrote. */
export type Output = { readonly path: string; readonly bytes: number | undefined }

const data =
  /\.(?:csv|tsv|parquet|feather|arrow|orc|npy|npz|h5|hdf5|zarr|mat|nc|xlsx?|jsonl|ndjson|db|sqlite3?|duckdb|pkl|pickle|joblib|pt|pth|ckpt|bin|onnx|safetensors|gguf|rds|rda|tfrecords?|zip|tar|tgz|gz|bz2|xz|zst)$/i
const report = /\.(?:json|ya?ml|md|html?|txt|pdf|png|jpe?g|svg|toml)$/i
// Traces of the work, and what is made on the way to something else.
const byproduct =
  /\.(?:log|lock|pid|tmp|bak|orig|swp|part|o|obj|a|d|so(?:\.[\d.]+)?|dll|dylib|class|pyc|pyd|whl|map|crc|md5|sha\d+|done|stamp|timestamp)$|(?:^|\/)(?:_SUCCESS|CACHEDIR\.TAG|package-lock\.json|nohup\.out|slurm-[^/]*\.out|events\.out\.tfevents[^/]*)$|(?:^|\/)\.[^/]+(?:\/|$)|(?:^|\/)(?:s?bin|Scripts|logs?|wandb|site-packages|node_modules|include|__pycache__)\//i

/**
 * Which of a run's outputs is looked at first: those in the project before those elsewhere (by an absolute path, as of a log
 * that a shell writes), data before reports and what is neither, of each the largest. None where all
 * are logs, locks, objects of a compiler and their like, empty, or files that the run had read before.
 */
export function foremostOutput(writes: readonly Output[], reads: ReadonlySet<string>): string | undefined {
  const ranked = writes
    .filter(({ path, bytes }) => bytes !== 0 && !byproduct.test(path) && !reads.has(path))
    .map((output) => ({ ...output, rank: rankOf(output.path) }))
  const [first, ...others] = ranked
  if (first === undefined) return undefined
  return others.reduce((best, each) => (isBefore(each, best) ? each : best), first).path
}

type Ranked = Output & { readonly rank: number }

const isBefore = (one: Ranked, other: Ranked): boolean =>
  one.rank < other.rank || (one.rank === other.rank && (one.bytes ?? 0) > (other.bytes ?? 0))

function rankOf(path: string): number {
  const kind = data.test(path) ? 0 : report.test(path) ? 1 : 2
  return path.startsWith('/') ? kind + 3 : kind
}
