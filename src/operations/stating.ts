import { type ErrorCode, PedigreeError } from '../domain/error.ts'
import type { AgentId } from '../domain/id.ts'
import type { Statement } from '../domain/statement.ts'
import { entryOf } from '../domain/statement-number.ts'
import { noteFacet } from '../domain/vocabulary.ts'
import type { Approved, Attached, Retracted } from '../lineage/answers/said.ts'
import { readRetractions } from '../store/closure.ts'
import { readRetractionReasons } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { entriesByNumber, statementId } from './answers/describe.ts'
import { leavesOf } from './answers/leaves.ts'
import { momentOf } from './moment.ts'
import { currentAgent } from './recording/current-agent.ts'
import type { Known, Need, Request } from './recording/request.ts'
import { edgeTold, type Prepared, say } from './recording/saying.ts'
import type { Context } from './references/meaning.ts'
import { subjectOf, versionOfSubject } from './references/subject.ts'
import type { WritableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import type { Approval, Noting, Retracting, Tagging } from './verbs.ts'

/** Says that the person at this machine approves a version, with the evidence they name. */
export function approve(
  store: WritableStore,
  { reference, note, at }: Approval,
  surroundings: Surroundings,
): Promise<Approved> {
  const agent = currentAgent(surroundings)
  const prepare = async (snapshot: Snapshot, context: Context, time: string) => {
    const subject = await subjectOf(snapshot, reference, context)
    const { asset, number, artifact } = await versionOfSubject(snapshot, subject, reference, context)
    const approval = note === undefined ? {} : { note }
    const selector = { asset, version: number, ...approval }
    const statements = [
      {
        type: 'edge',
        edge: 'acted-for',
        source: agent,
        target: artifact,
        role: 'approver',
        selector,
        at: time,
        origin: 'declared',
      },
    ]
    return { statements, about: { ...subject, asset, version: number }, result: { agent, asset, version: number } }
  }
  const toldBy = edgeTold('acted-for', ({ source, selector }) => ({
    agent: source as AgentId,
    asset: String(selector?.asset),
    version: Number(selector?.version),
  }))
  return say({ store, via: 'approve', at, surroundings, prepare, toldBy })
}

/** Attaches a value to anything on record: a facet `tag:<key>`. A tag said again later replaces the earlier one. */
export async function tag(
  store: WritableStore,
  { reference, key, value, at }: Tagging,
  surroundings: Surroundings,
): Promise<Attached> {
  if (key === '')
    throw new PedigreeError('invalid-input', 'a tag needs a key: pedigree tag <reference> owner=ann', { field: '/key' })
  return attach(store, { via: 'tag', reference, at, name: `tag:${key}`, body: value }, surroundings)
}

/** Writes a text down beside anything on record: a facet `note`. Of several each is kept. */
export async function note(
  store: WritableStore,
  { reference, text, at }: Noting,
  surroundings: Surroundings,
): Promise<Attached> {
  if (text.trim() === '')
    throw new PedigreeError('invalid-input', 'a note needs a text: pedigree note <reference> TEXT', { field: '/text' })
  return attach(store, { via: 'note', reference, at, name: noteFacet, body: text }, surroundings)
}

type Attaching = {
  readonly via: string
  readonly reference: string
  readonly at: string | undefined
  readonly name: string
  readonly body: string
}

function attach(
  store: WritableStore,
  { via, reference, at, name, body }: Attaching,
  surroundings: Surroundings,
): Promise<Attached> {
  const prepare = async (snapshot: Snapshot, context: Context, time: string) => {
    const about = await subjectOf(snapshot, reference, context)
    const { id, asset, version, statements } = about
    const part = asset === undefined || version === undefined ? {} : { selector: { asset, version } }
    const facet = { type: 'facet', subject: id, name, ...part, body, at: time, origin: 'declared' }
    return { statements: [...statements, facet], about, result: { subject: id } }
  }
  const toldBy = (said: readonly Statement[]) => {
    const facet = said.findLast((statement) => statement.type === 'facet')
    return facet === undefined ? undefined : { subject: facet.subject }
  }
  return say({ store, via, at, surroundings, prepare, toldBy })
}

/**
 * Takes back one statement. It stays in the log and in `--known-at`; from now on nothing rests on it.
 * @param owner who alone may take back, where that is not everybody: who first sent what the statement's producer said.
 * @throws PedigreeError `not-found` for what is no statement, `invalid-input` for a retraction: it holds for good;
 * `conflict` for another agent's.
 */
export async function retract(
  store: WritableStore,
  { statement, reason }: Retracting,
  surroundings: Surroundings,
  owner?: AgentId,
): Promise<Retracted> {
  const prepare = async (snapshot: Snapshot): Promise<Prepared<Retracted>> => {
    const before = await retractionOf(snapshot, statement)
    if (before !== undefined) return { result: { statement, before } }
    return { rule: retracting(statement, reason, owner), result: { statement } }
  }
  const toldBy = (): Retracted => ({ statement })
  const said = await say({ store, via: 'retract', at: undefined, surroundings, prepare, toldBy })
  if (said.before !== undefined) return said
  const leaves = await store.port.read(async (snapshot) =>
    leavesOf(snapshot, await momentOf(snapshot, {}, surroundings.nowMs()), statement),
  )
  return leaves.length === 0 ? said : { ...said, leaves }
}

function retracting(statement: string, reason: string, owner: AgentId | undefined): Pick<Request, 'needs' | 'decide'> {
  const producer = statement.slice(0, 32)
  const decide = (known: Known) => {
    if (!known.isStatement(statement))
      return refused('not-found', `there is no statement ${statement}; \`pedigree history <reference>\` shows the ids`)
    if (owner !== undefined && known.agentOf(producer) !== owner)
      return refused('conflict', `${statement} is a statement of another agent, who alone can take it back`)
    return [{ type: 'retraction', of: statement, reason }]
  }
  const needs: Need[] = [
    { need: 'statement', of: statement },
    { need: 'producer', of: producer },
  ]
  return { needs, decide }
}

const refused = (code: ErrorCode, message: string) => ({
  refused: new PedigreeError(code, message, { field: '/statement' }),
})

/** What took a statement back before. @throws PedigreeError `invalid-input` when it is itself a retraction. */
async function retractionOf(snapshot: Snapshot, statement: string): Promise<Retracted['before']> {
  const retractions = await readRetractions(snapshot)
  const entries = await entriesByNumber(
    snapshot,
    retractions.flatMap(({ statement: of, by }) => [of, by]),
  )
  if (retractions.some(({ by }) => statementId(entries, by) === statement)) {
    throw new PedigreeError(
      'invalid-input',
      `${statement} is itself a retraction, and what was taken back stays so; say again what still holds (register, deploy, approve, tag)`,
      { field: '/statement' },
    )
  }
  const found = retractions.find(({ statement: of }) => statementId(entries, of) === statement)
  if (found === undefined) return undefined
  const reasons = await readRetractionReasons(snapshot, [entryOf(found.statement)])
  return { entry: entryOf(found.by), reason: reasons.find(({ by }) => by === found.by)?.reason ?? '' }
}
