import { PedigreeError } from '../../domain/error.ts'
import { flows } from '../../domain/flow.ts'
import { assetName } from '../../domain/id.ts'
import { counted, countText, secondText, shareText } from '../../domain/quantities.ts'
import { argumentInShell } from '../../domain/shell-word.ts'
import type { EdgeStatement } from '../../domain/statement.ts'
import { type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import { readEdgesAbove } from '../../store/describing.ts'
import { findById } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Context } from '../references/meaning.ts'
import { entriesByNumber, namesOf, statementId } from './describe.ts'

/**
 * What is said of one slot from one time on is one assignment: a second one beside it would make 200 % of the traffic. Said
 * once more, it is the same; said otherwise, nobody can know which is meant.
 * @throws PedigreeError `conflict` that names what has to be taken back first.
 */
export async function refuseOther(
  snapshot: Snapshot,
  { moment }: Context,
  said: readonly EdgeStatement[],
): Promise<void> {
  const [{ source = '', slot, from = '' } = {} as Partial<EdgeStatement>] = said
  const asset = await findById(snapshot, source)
  if (asset === undefined) return
  const points = standingEdges(await readEdgesAbove(snapshot, [asset.node], [flows.points]), moment.stands)
  const before = points.filter((edge) => edge.slot === slot && edge.from === Date.parse(from))
  const ids = await namesOf(
    snapshot,
    before.map(({ target }) => target),
  )
  const isOther = (edge: StandingEdge) => {
    const again = said.find(
      ({ target, selector }) => target === ids.get(edge.target) && selector?.version === edge.selector?.version,
    )
    // An end leaves the slot free for another version.
    return again === undefined ? edge.share !== 0 : (again.share ?? 1) !== (edge.share ?? 1)
  }
  if (!before.some(isOther)) return
  const statements = before.flatMap((edge) => edge.statements)
  const entries = await entriesByNumber(snapshot, statements)
  const versions = before.map(({ selector, share = 1 }) => {
    const version = `${assetName(source)}@${selector?.version ?? '?'}`
    return share === 0 ? `the end of ${version}` : `${version} (${shareText(share)})`
  })
  const commands = statements.map((statement) => `pedigree retract ${statementId(entries, statement)} --reason "…"`)
  throw new PedigreeError(
    'conflict',
    `${listed(versions)} ${versions.length === 1 ? 'is' : 'are'} on record for ${slot} from ${secondText(from)} already; give another time with --at, or take that back first: ${toldShort(commands, assetName(source))}`,
    { field: '/at' },
  )
}

const commandsShown = 2

/** The same said several times is as many statements, each of which is taken back by itself. */
function toldShort(commands: readonly string[], name: string): string {
  const more = commands.length - commandsShown
  const shown = commands.slice(0, commandsShown).join('; ')
  if (more <= 0) return shown
  return `${counted(commands.length, 'statement')} say so, ${shown}; and the other ${countText(more)}, which pedigree history ${argumentInShell(name)} shows`
}

/** `a`, `a and b`, `a, b and c`. */
function listed(texts: readonly string[]): string {
  const [last = '', ...others] = texts.toReversed()
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`
}
