/**
 * Who saw an event: the system-call tracer, the hook inside the Python interpreter, the standard input or output or
 * another descriptor that a shell had opened before either was there; or nobody: then the folder was looked at before and after the run, as it is wherever
 * system calls are not seen, or the user said it.
 */
export type Witness = 'strace' | 'python' | 'stdin' | 'stdout' | 'descriptor' | 'snapshot' | 'declared'

/**
 * One thing that a process of a run did to a file. What was only tried and failed is no event.
 *
 * - `read`: opened for reading. `write`: opened for writing. `update`: opened for both (as SQLite does even to read), so
 *   whether anything was written has to be told by the content. An executed file counts as read.
 * - `rename`, `link` (a further name for the same file) and `symlink` lead from `path` to `to`. For a `symlink`, `path` is
 *   the new link and `to` what it points at, as written. For `rename` and `link`, `to` is absolute.
 *
 * Paths are absolute, without symbolic links where the witness could tell, and text as `pathText` makes it: give them to
 * `node:fs` through `pathBytes`.
 */
export type FileEvent = {
  /** Milliseconds since 1970, with a fraction: when the call began. */
  readonly at: number
  readonly pid: number
  readonly operation: 'read' | 'write' | 'update' | 'rename' | 'link' | 'symlink' | 'delete'
  readonly path: string
  readonly to?: string
  /** The call discarded what the file held (O_TRUNC, O_EXCL). Without it, a write keeps what it does not overwrite. */
  readonly truncates?: boolean
  /** Whether there was a file before: the call could not have made one (true), or had to make it (false). Else unknown. */
  readonly existed?: boolean
  /** The two names of a `rename` changed places (RENAME_EXCHANGE). */
  readonly exchanges?: boolean
  readonly witness: Witness
  /** SHA-256 in hex of the content before a write, where the Python hook could hash it in time. */
  readonly before?: string
}

/** A process of the run. One that only forked has its parent's `argv` and `executable`. */
export type Process = {
  readonly pid: number
  readonly parent?: number
  /** Milliseconds since 1970, with a fraction. `ended` is absent while it still ran when the record closed. */
  readonly at: number
  readonly ended?: number
  readonly exit?: number
  readonly signal?: string
  /** As last executed: a shell that ends in `exec python train.py` is recorded as Python. */
  readonly argv: readonly string[]
  /** The absolute path that was executed, symbolic links kept, since a virtual environment is one. */
  readonly executable: string
  /** A Python that has loaded our plug-in. */
  readonly hasPlugIn?: true
}
