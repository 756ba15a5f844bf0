import { queryOptions } from '@tanstack/react-query'
import type { Noted, Question, Session } from '../../../src/server/contract.ts'
import { ask } from './ask.ts'

/** When a question is asked about: what was true at a time, what was on record by an entry or a time. */
export type Times = { readonly 'as-of'?: string | undefined; readonly 'known-at'?: string | undefined }

type Parameters = Readonly<Record<string, string | undefined>>

const question = <Name extends Question>(name: Name, parameters: Parameters = {}) =>
  queryOptions({
    queryKey: [name, parameters],
    queryFn: ({ signal }) => ask<Noted<Name>>(`${name}${queryText(parameters)}`, { signal }),
  })

function queryText(parameters: Parameters): string {
  const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** Nothing but the times, whatever else an address holds. */
const timesOf = (times: Times) => ({ 'as-of': times['as-of'], 'known-at': times['known-at'] })

export const homeQuery = () => question('home')
export const findQuery = (text: string, limit: number) => question('find', { text, limit: String(limit) })
export const showQuery = (reference: string, times: Times) => question('show', { reference, ...timesOf(times) })
export const historyQuery = (reference: string, times: Times) => question('history', { reference, ...timesOf(times) })
export const lineageQuery = (which: 'trace' | 'impact', reference: string, times: Times) =>
  question(which, { reference, ...timesOf(times) })

export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => ask<Session>('session', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
