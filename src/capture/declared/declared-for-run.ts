import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../../domain/error.ts'
import { type Declared, joinDeclared, nothingDeclared } from './declared.ts'

type RunStart = { readonly command: readonly string[]; readonly folder: string; readonly root: string }

export const declaredFileName = 'pedigree.yaml'

/**
 * All that was said of a run: as options, and in the nearest `pedigree.yaml` from its folder up to the project's root. A
 * slip in an option is refused, since nothing has run yet; one in the file must not keep the command from running, and is
 * a sentence. What reads either is only loaded where there is something to read.
 * @param said words with their values, in the order of the command line.
 * @throws PedigreeError `invalid-input` naming the option.
 */
export async function declaredForRun(
  said: readonly (readonly [word: string, value: string])[],
  { command, folder, root }: RunStart,
): Promise<{ declared: Declared; problem: string | undefined }> {
  const file = nearest(folder, root)
  if (said.length === 0 && file === undefined) return { declared: nothingDeclared, problem: undefined }
  const [{ declaredBy }, { declaredInFile }] = await Promise.all([
    import('./declared-word.ts'),
    import('./declared-file.ts'),
  ])
  const options = said.reduce(
    (all, [word, value]) =>
      joinDeclared({ ...nothingDeclared, ...declaredBy(word, value, { from: `--${word}`, folder }) }, all),
    nothingDeclared,
  )
  if (file === undefined) return { declared: options, problem: undefined }
  try {
    const inFile = declaredInFile(file, root, [...command, ...(options.name === undefined ? [] : [options.name.value])])
    return { declared: joinDeclared(options, inFile), problem: undefined }
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    return { declared: options, problem: `${error.message}. Nothing that this file says is on record.` }
  }
}

function nearest(folder: string, root: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, declaredFileName)
    if (existsSync(file)) return file
    if (at === root || dirname(at) === at) return undefined
  }
}
