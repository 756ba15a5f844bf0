import { type Candidate, PedigreeError } from '../../domain/error.ts'
import { assetInFull } from '../../domain/id.ts'
import { type Context, fieldOf, type Meaning } from './meaning.ts'
import { idsApart } from './unknown-reference.ts'

/** More would be no help: whoever typed four digits types some more. */
const candidatesMax = 20
const candidatesTold = 5

/** What a text means, as nodes: how a candidate is tried before it is offered. */
type Means = (text: string) => Promise<readonly number[]>

/** Says what a reference means that means several things, each as it can be asked for. */
export async function ambiguousReference(
  reference: string,
  meanings: readonly Meaning[],
  context: Context,
  means: Means,
): Promise<PedigreeError> {
  const ids = idsApart(meanings.map(({ id }) => id))
  const isOfOneAsset = new Set(meanings.flatMap(({ asset }) => asset ?? [])).size <= 1
  const candidates: Candidate[] = []
  const told: string[] = []
  for (const [index, meaning] of meanings.slice(0, candidatesMax).entries()) {
    const short = ids[index] ?? meaning.id
    const form = (await firstThatFits(formsOf(reference, meaning, isOfOneAsset), reference, meaning, means)) ?? short
    candidates.push({ reference: form, id: meaning.id })
    told.push(form === short || form === meaning.id ? form : `${form} (${short})`)
  }
  const more = meanings.length - candidatesTold
  const list = `${told.slice(0, candidatesTold).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return new PedigreeError(
    'ambiguous',
    `"${reference}" means ${meanings.length} things: ${list}. Give the one you mean as it stands here.`,
    { ...fieldOf(context), candidates },
  )
}

async function firstThatFits(forms: readonly string[], reference: string, { node }: Meaning, means: Means) {
  for (const form of forms) {
    if (form === reference) continue
    const [only, ...others] = await means(form)
    if (only === node && others.length === 0) return form
  }
  return undefined
}

/**
 * The ways to ask for it, what is near to the reference first: with its number, with its namespace, with both, as a path. A number
 * tells two names apart only until the other one has as many versions.
 */
function formsOf(reference: string, { asset, version, place }: Meaning, isOfOneAsset: boolean): string[] {
  if (asset === undefined) return place === undefined ? [] : [`./${reference}`]
  const at = reference.lastIndexOf('@')
  const [name, wanted] = at > 0 ? [reference.slice(0, at), reference.slice(at)] : [reference, '']
  const [full, number] = [assetInFull(asset), version === undefined ? '' : `@${version}`]
  return [
    ...(isOfOneAsset ? [`${name}${number}`] : []),
    `${full}${wanted}`,
    `${full}${number}`,
    `asset:${full}${wanted}`,
    `asset:${full}${number}`,
  ]
}
