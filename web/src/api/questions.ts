import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answers, ListQuestion, Noted, Question, Session } from '../../../src/server/contract.ts'
import type { Subject } from '../address.ts'
import { ask } from './ask.ts'

/** When a question is asked about: what was true at a time, what was on record by an entry or a time. */
export type Times = { readonly 'as-of'?: string | undefined; readonly 'known-at'?: string | undefined }

type Parameters = Readonly<Record<string, string | undefined>>

const question = <Name extends Question>(name: Name, parameters: Parameters = {}) =>
  queryOptions({
    queryKey: [name, parameters],
    queryFn: ({ signal }) => ask<Noted<Name>>(`${name}${queryText(parameters)}`, { signal }),
  })

/** A list that is asked for part by part, as far as somebody wants to see it. */
const list = <Name extends ListQuestion>(name: Name, parameters: Parameters = {}) =>
  infiniteQueryOptions({
    queryKey: [name, 'parts', parameters],
    queryFn: ({ signal, pageParam: after }) =>
      ask<Noted<Name>>(`${name}${queryText({ ...parameters, after })}`, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => wholeOf(pages),
  })

function queryText(parameters: Parameters): string {
  const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** The parts so far as one. */
function wholeOf<Name extends ListQuestion>(pages: readonly Noted<Name>[]): Answers[Name] {
  const last = pages.at(-1)
  if (last === undefined) throw new Error('a list that was answered has a part')
  return { ...last, items: pages.flatMap(({ items }): readonly unknown[] => items) } as Answers[Name]
}

/** Nothing but the times, whatever else an address holds. */
const timesOf = (times: Times) => ({ 'as-of': times['as-of'], 'known-at': times['known-at'] })

type Asked = Subject & Times
const askedOf = ({ ref: reference, called, ...times }: Asked) => ({ reference, called, ...timesOf(times) })

export const homeQuery = () => question('home')
export const nearestQuery = (text: string, limit: number) => question('find', { text, limit: String(limit) })
export const findQuery = (text: string) => list('find', { text })
export const runsQuery = () => list('runs')
export const modelsQuery = () => list('models')
export const showQuery = (asked: Asked) => question('show', askedOf(asked))
export const historyQuery = (reference: string, times: Times) => list('history', { reference, ...timesOf(times) })
export const lineageQuery = (which: 'trace' | 'impact', asked: Asked) => question(which, askedOf(asked))

export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => ask<Session>('session', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
