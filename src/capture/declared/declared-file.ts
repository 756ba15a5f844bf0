import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { PedigreeError } from '../../domain/error.ts'
import { nameBelow } from '../files/name-below.ts'
import { type Located, plainOf } from '../parameters/located.ts'
import { locatedYaml } from '../parameters/located-yaml.ts'
import { type Declared, joinDeclared, nothingDeclared } from './declared.ts'
import { declaredBy } from './declared-word.ts'

/**
 * What a `pedigree.yaml` says of a run. What stands below `runs` counts where its key is one of the run's names, or the end
 * of one (`train.py` of `src/train.py`); what stands beside it counts for every run.
 * @param names the words of the command, and what the run was called.
 * @throws PedigreeError `invalid-input` naming file and line.
 */
export function declaredInFile(file: string, root: string, names: readonly string[]): Declared {
  const shown = nameBelow(root, file)
  const members = membersOf(readYaml(file, shown), shown)
  const origin = { shown, folder: dirname(file) }
  const own = members.find(({ key }) => key === 'runs')
  const named = own === undefined ? [] : membersOf(own.value, `${shown}:${own.line}`)
  const meant = named.filter(({ key }) => names.some((name) => name === key || name.endsWith(`/${key}`)))
  const forAll = declaredIn(
    members.filter((member) => member !== own),
    origin,
  )
  return meant.reduce(
    (all, { value, line }) => joinDeclared(declaredIn(membersOf(value, `${shown}:${line}`), origin), all),
    forAll,
  )
}

function readYaml(file: string, shown: string): Located {
  try {
    return locatedYaml(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new PedigreeError('invalid-input', `${shown} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

function membersOf(located: Located, where: string) {
  if (located.kind === 'mapping') return located.members
  // An empty file, or an empty word, says nothing.
  if (located.kind === 'value' && located.value === null) return []
  throw new PedigreeError('invalid-input', `${where}: here words with values are expected, as \`model: model.joblib\``)
}

function declaredIn(
  members: ReturnType<typeof membersOf>,
  { shown, folder }: { readonly shown: string; readonly folder: string },
): Declared {
  return members.reduce((all, { key, line, value }) => {
    // A mapping says each of its own lines.
    const each = value.kind === 'mapping' ? value.members : [undefined]
    return each.reduce((sum, member) => {
      const place = { from: `${shown}:${member?.line ?? line}`, folder }
      const given = member === undefined ? plainOf(value) : { [member.key]: plainOf(member.value) }
      return joinDeclared({ ...nothingDeclared, ...declaredBy(key, given, place) }, sum)
    }, all)
  }, nothingDeclared)
}
