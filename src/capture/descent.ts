import type { ArtifactId } from '../domain/id.ts'
import type { RunFiles } from './files/run-file.ts'
import type { PythonDump } from './python/python-event.ts'

/** A model that was trained further and saved, and the one that it began as. */
export type Descent = {
  readonly model: ArtifactId
  readonly from: ArtifactId
  /** The older model's path, as people name it. */
  readonly name: string
  /** How that is known, for people. */
  readonly method: string
}

/**
 * The models among the outputs that go on from a model among the inputs: the same object was loaded from one file, trained
 * further, and saved in the other. Who begins anew with an object that was loaded has forgotten what it knew.
 */
export function descentsOf({ reads, writes }: RunFiles, dumps: readonly PythonDump[]): Descent[] {
  const found = dumps.flatMap(({ path, tuned = [] }) => {
    const model = writes.find((file) => file.path === path)?.digest
    return tuned.flatMap(([older, how]): Descent[] => {
      const file = reads.find((read) => read.path === older)
      if (model === undefined || file?.digest === undefined || file.digest === model) return []
      return [{ model, from: file.digest, name: file.name, method: methodOf(how) }]
    })
  })
  return [...new Map(found.map((descent) => [`${descent.model} ${descent.from}`, descent])).values()]
}

function methodOf(how: string): string {
  return how === 'weights'
    ? 'a network took its weights, was trained, and was saved'
    : `the model in it was trained further (${how}), and was saved`
}
