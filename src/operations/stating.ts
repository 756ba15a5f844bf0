import { PedigreeError } from '../domain/error.ts'
import type { Snapshot } from '../store/port.ts'
import type { Context } from './reference.ts'
import type { Answer } from './request.ts'
import { currentAgent, say } from './saying.ts'
import type { WritableStore } from './store.ts'
import { subjectOf, versionOfSubject } from './subject.ts'
import type { Surroundings } from './surroundings.ts'

type At = { readonly at?: string | undefined }

/** Says that the person at this machine approves a version, with the evidence they name. */
export function approve(
  store: WritableStore,
  { reference, note, at }: { reference: string; note?: string | undefined } & At,
  surroundings: Surroundings,
): Promise<{ agent: string; asset: string; version: number; recorded?: Answer }> {
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
    return { statements, result: { agent, asset, version: number } }
  }
  return say({ store, via: 'approve', at, surroundings, prepare })
}

/** Attaches a value to anything on record: a facet `tag:<key>`. A tag said again later replaces the earlier one. */
export async function tag(
  store: WritableStore,
  { reference, key, value, at }: { reference: string; key: string; value: string } & At,
  surroundings: Surroundings,
): Promise<{ subject: string; recorded?: Answer }> {
  if (key === '') throw new PedigreeError('invalid-input', 'a tag needs a key: pedigree tag <reference> owner=ann')
  const prepare = async (snapshot: Snapshot, context: Context, time: string) => {
    const { id, statements } = await subjectOf(snapshot, reference, context)
    const facet = { type: 'facet', subject: id, name: `tag:${key}`, body: value, at: time, origin: 'declared' }
    return { statements: [...statements, facet], result: { subject: id } }
  }
  return say({ store, via: 'tag', at, surroundings, prepare })
}

/** Takes back one statement. It stays in the log and in `--known-at`; from now on nothing rests on it. */
export function retract(
  store: WritableStore,
  { statement, reason }: { statement: string; reason: string },
  surroundings: Surroundings,
): Promise<{ statement: string; recorded?: Answer }> {
  const prepare = async () => ({
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
  })
  return say({ store, via: 'retract', at: undefined, surroundings, prepare })
}
