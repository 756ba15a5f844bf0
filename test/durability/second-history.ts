import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { PedigreeError } from '../../src/domain/error.ts'
import { continueLog } from '../../src/operations/continue-log.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { type Project, projectIn } from './project.ts'
import { verifyProject } from './recording.ts'
import { requestsOfRuns } from './requests.ts'

/** What may befall a record. `which` chooses a backup. */
type Event =
  | { readonly does: 'write' | 'write and die'; readonly count: number }
  | { readonly does: 'back up' | 'continue' | 'lose the copy beside' | 'lose the copy of the user' }
  | { readonly does: 'put back the folder' | 'put back the store'; readonly which: number }

export const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constantFrom('write' as const, 'write and die' as const),
        count: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constantFrom('put back the folder' as const, 'put back the store' as const),
        which: fc.nat(3),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        does: fc.constantFrom(
          'back up' as const,
          'lose the copy beside' as const,
          'lose the copy of the user' as const,
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('continue' as const) }) },
  ),
  { minLength: 4, maxLength: 14 },
)

/**
 * A log as it should be: which entries, in order, and what its first one says was lost of those before it. A copy of its
 * checkpoint stands for the entries that it covers.
 */
type History = { readonly name: string; readonly entries: readonly string[]; readonly lost?: readonly History[] }
type Model = {
  logs: History[]
  beside: History | undefined
  readonly ofUser: Map<string, History>
  /** Of which logs the folder has the key. */
  keys: readonly string[]
  readonly backups: { path: string; logs: History[]; beside: History | undefined; keys: readonly string[] }[]
}
export type HistoryFigures = { writes: number; refused: number; continued: number }

/**
 * Lets events befall a record, and after each holds it against a model that knows which entries every log and every
 * surviving copy of a checkpoint has. A write must be refused exactly when such a copy speaks against the store, so
 * that no log has two histories while one of its checkpoints survives; `verify` must say the same.
 * @throws Error saying at which event they differ.
 */
export async function befall(base: string, happening: readonly Event[], figures: HistoryFigures): Promise<void> {
  const project = projectIn(base)
  const model: Model = { logs: [], beside: undefined, ofUser: new Map(), keys: [], backups: [] }
  await write(project, model, 1, false)
  model.keys = model.logs.map(({ name }) => name)
  copied(model)
  await happen(project, model, { does: 'back up' }, figures)
  for (const [index, event] of happening.entries()) {
    await happen(project, model, event, figures).catch((error) => {
      throw new Error(`event ${index}, ${event.does}`, { cause: error })
    })
    const verdict = await verifyProject(project)
    const expected = copiesOf(model).every((copy) => agrees(model, copy))
    if (verdict.intact !== expected) {
      throw new Error(`after event ${index}, ${event.does}: verify says ${JSON.stringify(verdict)}`)
    }
  }
}

async function happen(project: Project, model: Model, event: Event, figures: HistoryFigures): Promise<void> {
  switch (event.does) {
    case 'write':
    case 'write and die': {
      const may = mayWrite(model)
      const refusal = await write(project, model, event.count, event.does === 'write and die').catch((error) => error)
      if (refusal instanceof Error && !(refusal instanceof PedigreeError)) throw refusal
      if (may !== (refusal === undefined)) throw new Error(`it was ${may ? 'refused' : 'written'}: ${refusal}`)
      figures[may ? 'writes' : 'refused']++
      if (may && event.does === 'write') copied(model)
      return
    }
    case 'continue': {
      const continued = continueLog(project.surroundings, undefined)
      if (mayWrite(model)) {
        const refusal = await continued.catch((error) => error)
        if (refusal instanceof PedigreeError && refusal.code === 'conflict') return
        throw new Error(`nothing called for it: ${JSON.stringify(refusal)}`)
      }
      const { name } = await continued
      const lost = copiesOf(model).flatMap((copy) => (copy !== undefined && isLonger(model, copy) ? copy : []))
      model.logs = [...model.logs, { name, entries: ['its first, which cites'], lost }]
      model.keys = [...model.keys, name]
      copied(model)
      figures.continued++
      return
    }
    case 'back up': {
      const path = join(project.state, '..', `backup-${model.backups.length}`)
      cpSync(project.record.path, path, { recursive: true })
      model.backups.push({ path, logs: model.logs, beside: model.beside, keys: model.keys })
      return
    }
    case 'put back the folder':
    case 'put back the store': {
      const backup = model.backups[event.which % Math.max(1, model.backups.length)]
      if (backup === undefined) return
      model.logs = backup.logs
      if (event.does === 'put back the store') return cpSync(join(backup.path, 'store.db'), project.record.store)
      model.beside = backup.beside
      model.keys = backup.keys
      rmSync(project.record.path, { recursive: true })
      return cpSync(backup.path, project.record.path, { recursive: true })
    }
    case 'lose the copy beside':
      model.beside = undefined
      return rmSync(project.record.checkpoint, { force: true })
    case 'lose the copy of the user': {
      model.ofUser.clear()
      const logs = join(project.state, 'pedigree', 'logs')
      if (existsSync(logs)) for (const log of readdirSync(logs)) rmSync(join(logs, log, 'checkpoint'), { force: true })
      return
    }
  }
}

/** Records in one turn, and either closes the store as a command does, or leaves it without copying the checkpoint. */
async function write({ surroundings }: Project, model: Model, count: number, dies: boolean): Promise<void> {
  const store = await openToWrite(surroundings)
  try {
    const requestOf = requestsOfRuns()
    const answers = await Promise.all(Array.from({ length: count }, () => store.record(requestOf())))
    const [log] = answers
    const before = model.logs.at(-1)?.entries ?? []
    model.logs = [
      ...model.logs.slice(0, -1),
      { ...model.logs.at(-1), name: log?.log ?? '', entries: [...before, ...answers.map(({ leaf }) => leaf)] },
    ]
  } finally {
    if (dies) await store.port.close()
    else await store[Symbol.asyncDispose]()
  }
}

function copied(model: Model): void {
  const newest = model.logs.at(-1)
  if (newest === undefined) return
  model.beside = newest
  model.ofUser.set(newest.name, newest)
}

/** The one beside the store, and the user's of every log that the store has. */
const copiesOf = ({ beside, logs, ofUser }: Model): (History | undefined)[] => [
  beside,
  ...logs.map(({ name }) => ofUser.get(name)),
]

/** Whether neither a copy of a checkpoint nor the want of a key speaks against going on with the newest log. */
function mayWrite(model: Model): boolean {
  return copiesOf(model).every((copy) => agrees(model, copy)) && model.keys.includes(model.logs.at(-1)?.name ?? '')
}

/** Whether a copy does not speak against the store. What was lost before a log was continued is in order once that log says so. */
function agrees(model: Model, copy: History | undefined): boolean {
  if (copy === undefined) return true
  const log = model.logs.find(({ name }) => name === copy.name)
  if (log === undefined) return false
  if (isLonger(model, copy)) return log !== model.logs.at(-1) && isSealed(model, copy)
  return isBeginning(copy, log)
}

const isLonger = ({ logs }: Model, { name, entries }: History): boolean =>
  logs.some((log) => log.name === name && entries.length > log.entries.length)

const isSealed = ({ logs }: Model, copy: History): boolean =>
  logs.some(({ lost = [] }) =>
    lost.some(
      (sealed) =>
        sealed.name === copy.name &&
        (sealed.entries.length > copy.entries.length ||
          (sealed.entries.length === copy.entries.length && isBeginning(copy, sealed))),
    ),
  )

const isBeginning = (copy: History, log: History): boolean =>
  copy.entries.every((entry, index) => log.entries[index] === entry)
