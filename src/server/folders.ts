import Type from 'typebox'
import { FoldersKnown } from '../lineage/answers/folders-known.ts'
import { foldersKnown } from '../operations/recording/unlisted.ts'
import { closed } from './fields.ts'
import type { Route } from './route.ts'

const folder = Type.String({ pattern: '^sha256-tree:[0-9a-f]{64}$' })

/** Asked before a run's listings are sent, and before a client reads a folder to ask about it. */
export const folders: Route = {
  method: 'POST',
  url: '/pedigree/v1/folders',
  permission: 'read',
  summary: 'Which of these folders have all their files on record, and whether the record knows any folder.',
  body: closed({ folders: Type.Array(folder, { maxItems: 10_000 }) }),
  answers: { 200: FoldersKnown },
  answer: async ({ body }, { store }) => ({
    body: await foldersKnown(store.port, (body as { folders: string[] }).folders),
  }),
}
