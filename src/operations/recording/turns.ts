import { setImmediate } from 'node:timers/promises'

/** Lets what has arrived meanwhile be answered, before a long piece of work goes on. */
export const nextTurn = (): Promise<void> => setImmediate()

/** So many requests are decided, or answered, in one turn of the event loop: some 3 ms of work. */
export const requestsATurn = 12
