import { PedigreeError } from '../domain/error.ts'
import { entryOf } from '../domain/statement-number.ts'
import { readRetractions } from '../store/closure.ts'
import { readRetractionReasons } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { currentAgent } from './current-agent.ts'
import { entriesByNumber, statementId } from './describe.ts'
import type { Context } from './reference.ts'
import { type Prepared, type Said, say } from './saying.ts'
import type { WritableStore } from './store.ts'
import { subjectOf, versionOfSubject } from './subject.ts'
import type { Surroundings } from './surroundings.ts'

type At = { readonly at?: string | undefined }

/** Says that the person at this machine approves a version, with the evidence they name. */
export function approve(
  store: WritableStore,
  { reference, note, at }: { reference: string; note?: string | undefined } & At,
  surroundings: Surroundings,
): Promise<{ agent: string; asset: string; version: number } & Said> {
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
  return say({ store, via: 'approve', at, surroundings, prepare })
}

/** Attaches a value to anything on record: a facet `tag:<key>`. A tag said again later replaces the earlier one. */
export async function tag(
  store: WritableStore,
  { reference, key, value, at }: { reference: string; key: string; value: string } & At,
  surroundings: Surroundings,
): Promise<{ subject: string } & Said> {
  if (key === '') throw new PedigreeError('invalid-input', 'a tag needs a key: pedigree tag <reference> owner=ann')
  const prepare = async (snapshot: Snapshot, context: Context, time: string) => {
    const about = await subjectOf(snapshot, reference, context)
    const { id, statements } = about
    const facet = { type: 'facet', subject: id, name: `tag:${key}`, body: value, at: time, origin: 'declared' }
    return { statements: [...statements, facet], about, result: { subject: id } }
  }
  return say({ store, via: 'tag', at, surroundings, prepare })
}

export type Retracted = {
  readonly statement: string
  /** What took it back before; then nothing was recorded. */
  readonly before?: { readonly entry: number; readonly reason: string }
} & Said

/**
 * Takes back one statement. It stays in the log and in `--known-at`; from now on nothing rests on it.
 * @throws PedigreeError `not-found` for what is no statement, `invalid-input` for a retraction: it holds for good.
 */
export async function retract(
  store: WritableStore,
  { statement, reason }: { statement: string; reason: string },
  surroundings: Surroundings,
): Promise<Retracted> {
  const prepare = async (snapshot: Snapshot): Promise<Prepared<Retracted>> => {
    const before = await retractionOf(snapshot, statement)
    if (before !== undefined) return { result: { statement, before } }
    return {
      rule: {
        needs: [{ need: 'statement' as const, of: statement }],
        decide: (known: { isStatement: (id: string) => boolean }) =>
          known.isStatement(statement)
            ? [{ type: 'retraction', of: statement, reason }]
            : {
                refused: new PedigreeError(
                  'not-found',
                  `there is no statement ${statement}; \`pedigree history <reference>\` shows the ids`,
                ),
              },
      },
      result: { statement },
    }
  }
  return say({ store, via: 'retract', at: undefined, surroundings, prepare })
}

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
    )
  }
  const found = retractions.find(({ statement: of }) => statementId(entries, of) === statement)
  if (found === undefined) return undefined
  const reasons = await readRetractionReasons(snapshot, [entryOf(found.statement)])
  return { entry: entryOf(found.by), reason: reasons.find(({ by }) => by === found.by)?.reason ?? '' }
}
