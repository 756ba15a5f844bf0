import type { Captured } from '../../capture/captured.ts'
import type { Summary } from '../../capture/summary.ts'
import type { RunId } from '../../domain/id.ts'
import type { Destination } from '../project/destination.ts'

export type RunOptions = {
  /** Finds the record that the run goes to; asked once what is said of the run was found to be right. */
  readonly destination: () => Promise<Destination>
  /** What is said of the run: words of `pedigree.yaml` with their values, in the order in which they were given. */
  readonly said: readonly (readonly [word: string, value: string])[]
  readonly witnesses: 'all' | 'python'
  /** The module that this process was started by, absolute: what a Pedigree inside a run is known by. */
  readonly main: string
}

/** `waiting`: the next command records it. `lost`: nothing could take it. `refused`: a part is put aside for good. */
export type Unrecorded = { readonly state: 'waiting' | 'lost' | 'refused'; readonly problem: string }

export type RunOutcome = {
  readonly run: RunId
  readonly name: string
  /** How the command ended: its own exit code or signal. */
  readonly end: Captured['end']
  readonly summary: Summary
  readonly failed: boolean
  /** Parameters that somebody set, defaults left out. */
  readonly parametersSet: number
  readonly state: 'recorded' | Unrecorded['state']
  /** Why the record does not have it. */
  readonly problem: string | undefined
  /** Sentences for who started it, to act on. */
  readonly remarks: readonly string[]
}
