import { PedigreeError } from '../../domain/error.ts'
import type { AgentId } from '../../domain/id.ts'
import { parseStatement } from '../../domain/parse-statement.ts'
import type { Statement } from '../../domain/statement.ts'
import { statementsMax } from '../../domain/vocabulary.ts'
import type { Entered } from '../../lineage/answers/said.ts'
import { formatCheckpoint } from '../../log/checkpoint.ts'
import { leafHash, rootOf, treeAt } from '../../log/merkle.ts'
import { signNote } from '../../log/note.ts'
import type { NoteKey } from '../../log/note-key.ts'
import { appendLeaves, type TileRow, tileHashReader } from '../../log/tiles.ts'
import type { Head, RecordedRequest } from '../../store/recording.ts'
import type { Known, Refusal, Request, Version } from './request.ts'
import { type SealedEntry, saysTheSame, seal } from './seal.ts'

/** What a group touches, as it stands when the writer's lock is held. */
export type State = {
  readonly head: Head
  /** The tiles at the right edge of the log's tree. */
  readonly rightmost: readonly TileRow[]
  readonly recorded: readonly RecordedRequest[]
  readonly versions: ReadonlyMap<string, readonly Version[]>
  readonly statements: ReadonlySet<string>
  /** Who first sent each producer that was asked for. */
  readonly agents: ReadonlyMap<string, AgentId>
}

/** What is drawn before deciding, so that deciding is pure. */
export type Drawn = { readonly nowMs: number; readonly key: NoteKey; readonly salt: () => Buffer }

export type Decision = {
  readonly entries: readonly SealedEntry[]
  readonly tiles: readonly TileRow[]
  /** The signed note over the tree with the entries in it; the one before where there are none. */
  readonly checkpoint: { readonly size: number; readonly note: string }
  readonly answers: readonly (Entered | Refusal)[]
}

type Accepted = { readonly entry: SealedEntry } | { readonly before: RecordedRequest } | Refusal

/**
 * Accepts or refuses one request after another, against the state and what was accepted so far, and seals what is accepted.
 * Pure but for what it has taken, so that whoever decides a large group can do other things in between. A refused request
 * leaves no trace in the others.
 */
export function deciding(state: State, drawn: Drawn) {
  const entries: SealedEntry[] = []
  const outcomes: Accepted[] = []
  return {
    take: (request: Request): void => {
      outcomes.push(outcomeOf(request, state, entries, drawn))
    },
    decision: (): Decision => concluded(entries, outcomes, state, drawn),
  }
}

function outcomeOf(request: Request, state: State, entries: SealedEntry[], drawn: Drawn): Accepted {
  try {
    return decideOne(request, state, entries, drawn)
  } catch (error) {
    if (error instanceof PedigreeError) return { refused: error }
    throw error
  }
}

/** The tree with what was accepted in it, and an answer for each request. */
function concluded(
  entries: readonly SealedEntry[],
  outcomes: readonly Accepted[],
  state: State,
  drawn: Drawn,
): Decision {
  const { head } = state
  const before = treeAt(head.size, tileHashReader(rowAt(state.rightmost)))
  const { tree, changed } = appendLeaves(
    before,
    entries.map(({ leaf }) => leafHash(leaf)),
    state.rightmost,
  )
  const { size } = tree
  const signed = () => signNote(formatCheckpoint({ logName: head.logName, size, root: rootOf(tree) }), drawn.key)
  const note = entries.length === 0 ? head.checkpoint : signed()
  return {
    entries,
    tiles: changed,
    checkpoint: { size, note },
    answers: outcomes.map((outcome) => answer(outcome, head, note)),
  }
}

const rowAt = (rows: readonly TileRow[]) => (level: number, index: number) => {
  const row = rows.find((candidate) => candidate.level === level && candidate.index === index)
  if (row === undefined) throw new PedigreeError('tampered', `tile ${index} of level ${level} of the log is missing`)
  return row
}

function decideOne(request: Request, state: State, accepted: SealedEntry[], drawn: Drawn): Accepted {
  const samePair = ({ producer, sequence }: { producer: string; sequence: number }) =>
    producer === request.producer && sequence === request.sequence
  const before = state.recorded.find(samePair)
  const justNow = accepted.find(samePair)
  if (before !== undefined || justNow !== undefined) {
    if (!saysTheSame(request, (before ?? justNow)?.body)) {
      throw new PedigreeError(
        'conflict',
        `producer ${request.producer} has said something else under sequence ${request.sequence}; nothing was changed`,
        { field: '/sequence' },
      )
    }
    return before === undefined ? { entry: justNow as SealedEntry } : { before }
  }
  const said = request.decide(knownAfter(state, accepted))
  if ('refused' in said) return said
  const entry = seal({
    request,
    statements: checked(said),
    log: state.head.log,
    index: state.head.size + accepted.length,
    number: state.head.lastEntry + accepted.length + 1,
    timeMs: Math.max(drawn.nowMs, state.head.lastTimeMs),
    salt: drawn.salt,
  })
  accepted.push(entry)
  return { entry }
}

function checked(said: readonly unknown[]): Statement[] {
  if (said.length === 0 || said.length > statementsMax) {
    throw new PedigreeError(
      'invalid-input',
      `/statements must have 1 to ${statementsMax} statements, not ${said.length}`,
    )
  }
  return said.map((statement, position) => parseStatement(statement, `/statements/${position}`))
}

function knownAfter(state: State, accepted: readonly SealedEntry[]): Known {
  const statements = () => accepted.flatMap((entry) => entry.statements)
  return {
    versions: (asset) => [
      ...(state.versions.get(asset) ?? []),
      ...statements().flatMap((statement) =>
        statement?.type === 'edge' &&
        statement.edge === 'version-of' &&
        statement.target === asset &&
        statement.number !== undefined
          ? [{ number: statement.number, artifact: statement.source }]
          : [],
      ),
    ],
    agentOf: (producer) => state.agents.get(producer) ?? accepted.find((entry) => entry.producer === producer)?.agent,
    isStatement: (id) =>
      state.statements.has(id) ||
      accepted.some(({ producer, sequence, statements: { length } }) =>
        Array.from({ length }, (_, position) => `${producer}/${sequence}/${position}`).includes(id),
      ),
  }
}

function answer(outcome: Accepted, head: Head, checkpoint: string): Entered | Refusal {
  if ('refused' in outcome) return outcome
  const repeated = 'before' in outcome
  const { log, index, entry, leaf } = repeated
    ? outcome.before
    : { log: head.logName, index: outcome.entry.index, entry: outcome.entry.number, leaf: outcome.entry.leaf }
  return { log, index, entry, leaf: leafHash(leaf).toString('base64'), checkpoint, repeated }
}
