import type { ReadableLog } from './log.ts'
import type { ReadableStore, WritableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import type { Logs, Questions, Sayings, Tokens } from './verbs.ts'

// Each operation is loaded when it is asked for: a command needs one of them, and starts the sooner.

/**
 * The questions of a store on this machine, which is closed with them. What the store lacks of its record is found out
 * before the first one is asked, and no answer is complete then; `home` says it by itself.
 */
export function questionsOf(store: ReadableStore, surroundings: Surroundings): Questions {
  let lacking: Promise<string | undefined> | undefined
  const whole =
    <Question, Answer extends object>(ask: (question: Question) => Promise<Answer>) =>
    async (question: Question): Promise<Answer> => {
      lacking ??= import('./checkpoints/lacking.ts').then(({ sayWhatIsLacking }) =>
        sayWhatIsLacking(store, surroundings),
      )
      const lacks = await lacking
      const answer = await ask(question)
      if (lacks === undefined) return answer
      return { ...answer, ...('complete' in answer ? { complete: false } : {}), lacks }
    }
  return {
    home: async () => (await import('./home.ts')).home(store, surroundings),
    trace: whole(async (question) => (await import('./trace.ts')).trace(store, question, surroundings)),
    impact: whole(async (question) => (await import('./trace.ts')).impact(store, question, surroundings)),
    diff: whole(async (question) => (await import('./diff.ts')).diff(store, question, surroundings)),
    path: whole(async (question) => (await import('./path.ts')).path(store, question, surroundings)),
    show: whole(async (question) => (await import('./show.ts')).show(store, question, surroundings)),
    find: whole(async (question) => (await import('./find.ts')).find(store, question, surroundings)),
    history: whole(async (question) => (await import('./history.ts')).history(store, question, surroundings)),
    live: whole(async (question) => (await import('./live.ts')).live(store, question, surroundings)),
    [Symbol.asyncDispose]: store[Symbol.asyncDispose],
  }
}

/** What is said to a store on this machine. */
export const sayingsOf = (store: WritableStore, surroundings: Surroundings): Sayings => ({
  register: async (said) => (await import('./register.ts')).register(store, said, surroundings),
  deploy: async (said) => (await import('./deploy.ts')).deploy(store, said, surroundings),
  retire: async (said) => (await import('./deploy.ts')).retire(store, said, surroundings),
  approve: async (said) => (await import('./stating.ts')).approve(store, said, surroundings),
  tag: async (said) => (await import('./stating.ts')).tag(store, said, surroundings),
  note: async (said) => (await import('./stating.ts')).note(store, said, surroundings),
  retract: async (said) => (await import('./stating.ts')).retract(store, said, surroundings),
  [Symbol.asyncDispose]: store[Symbol.asyncDispose],
})

/** The tokens of a store here, which is opened for each thing that is done with them. */
export const tokensHere = (option: string | undefined, surroundings: Surroundings): Tokens => ({
  create: async (asked) => {
    await using store = await (await import('./store.ts')).openToWrite(surroundings, option)
    return await (await import('./tokens.ts')).createToken(store, asked, surroundings)
  },
  list: async () => {
    await using store = await (await import('./store.ts')).openToRead(surroundings, option)
    return await (await import('./tokens.ts')).listTokens(store)
  },
  revoke: async (id) => {
    await using store = await (await import('./project/open-to-state.ts')).openToState(surroundings, option)
    return await (await import('./tokens.ts')).revokeToken(store, id, surroundings)
  },
})

/** The logs of a store here. */
export function logsHere(option: string | undefined, surroundings: Surroundings): Logs {
  const open = async () => (await import('./store.ts')).openToRead(surroundings, option)
  return {
    heads: async () => {
      await using store = await open()
      return await (await import('./log.ts')).logHeads(store)
    },
    newest: async (use) => {
      await using store = await open()
      await (await import('./checkpoints/contradiction.ts')).requireLog(store, surroundings)
      const { withLogs } = await import('./log.ts')
      return await withLogs(store, (logs) => use(logs.at(-1) as ReadableLog))
    },
    exportTo: async (folder) => {
      await using store = await open()
      const { exportLogs, withLogs } = await import('./log.ts')
      return await withLogs(store, (logs) => exportLogs(logs, folder))
    },
  }
}
