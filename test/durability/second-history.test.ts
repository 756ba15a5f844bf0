import fc from 'fast-check'
import { expect, test } from 'vitest'
import { befall, events, type HistoryFigures } from './second-history.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('history')

test('whatever is written, backed up, put back and lost, no log gets a second history while a checkpoint survives', async () => {
  const figures: HistoryFigures = { writes: 0, refused: 0, continued: 0 }

  await fc.assert(
    fc.asyncProperty(events, (happening) => befall(folderOf(), happening, figures)),
    { numRuns: 40, endOnFailure: true, seed: 11 },
  )

  expect(figures.writes).toBeGreaterThan(40)
  expect(figures.refused).toBeGreaterThan(10)
  expect(figures.continued).toBeGreaterThan(5)
})
