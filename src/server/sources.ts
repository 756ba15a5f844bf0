import Type from 'typebox'
import { SourcesWritten } from '../lineage/answers/sources-written.ts'
import { sourcesWritten } from '../operations/recording/written-sources.ts'
import { closed, text } from './fields.ts'
import type { Route } from './route.ts'

const source = closed({
  id: Type.String({ pattern: '^sha256:[0-9a-f]{64}$' }),
  place: text('where it was read'),
  bytes: Type.Integer({ minimum: 0 }),
})
type Sources = Parameters<typeof sourcesWritten>[1]

/** Asked before a run is sent: what people wrote is its code, and what a run wrote leads on to that. */
export const sources: Route = {
  method: 'POST',
  url: '/pedigree/v1/sources',
  permission: 'read',
  summary: 'Which of these sources that a run read were written by a recorded run.',
  body: closed({ sources: Type.Array(source, { maxItems: 10_000 }) }),
  answers: { 200: SourcesWritten },
  answer: async ({ body }, { store }) => ({
    body: { written: await sourcesWritten(store.port, (body as { sources: Sources }).sources) },
  }),
}
