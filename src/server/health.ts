import Type from 'typebox'
import { content } from './content.ts'
import type { Route } from './route.ts'

const Readiness = Type.Object({ status: Type.Enum(['ready', 'not ready']) })

/** For whoever watches the process. They tell nothing of what is in the record. */
export const health: readonly Route[] = [
  {
    method: 'GET',
    url: '/health/live',
    permission: 'public',
    summary: 'Whether the process answers.',
    answers: { 200: Type.Object({ status: Type.Literal('live') }) },
    answer: () => ({ body: { status: 'live' } }),
  },
  {
    method: 'GET',
    url: '/health',
    permission: 'public',
    summary: 'Whether it can answer questions: 503 until the graph is loaded, and while the store cannot be read.',
    answers: { 200: Readiness, 503: Readiness },
    answer: (_, { following }) => {
      const isReady = following.isReady() && following.problem() === undefined
      return { status: isReady ? 200 : 503, body: { status: isReady ? 'ready' : 'not ready' } }
    },
  },
  {
    method: 'GET',
    url: '/metrics',
    permission: 'read',
    summary: 'Counts since the start, as Prometheus reads them.',
    answers: { 200: content('text/plain', 'Prometheus’ text format') },
    answer: (_, { measures, graph }) => ({
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: measures.text({ entry: graph.entry(), ...memory() }),
    }),
  },
]

function memory() {
  const { rss, heapUsed } = process.memoryUsage()
  return { resident_bytes: rss, heap_bytes: heapUsed }
}
