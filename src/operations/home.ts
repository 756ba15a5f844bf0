import { instantOf } from '../domain/time.ts'
import type { Home } from '../lineage/answers.ts'
import { readCounts } from '../store/looking-up.ts'
import { readHead } from '../store/recording.ts'
import { readCopies } from './checkpoint-copies.ts'
import { contradictionOf } from './contradiction.ts'
import { modelsIn } from './models.ts'
import { momentOf } from './moment.ts'
import { runsIn } from './runs.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

const [runsShown, modelsShown] = [8, 50]

/** Latest runs, models and where they are live, the state of the record. */
export async function home(store: ReadableStore, surroundings: Surroundings): Promise<Home> {
  const name = await store.port.read(async (snapshot) => (await readHead(snapshot))?.logName ?? '')
  const copies = readCopies(store.folder, name, surroundings)
  const contradiction = await contradictionOf(store, surroundings)
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, {}, surroundings.nowMs())
    const counts = await readCounts(snapshot)
    return {
      folder: store.folder.path,
      namespace: store.namespace,
      log: name,
      ...counts,
      lastRecorded: counts.lastTime === undefined ? undefined : instantOf(counts.lastTime),
      copies: copies.map(({ path, note }) => ({ path, isThere: note !== undefined && note !== '' })),
      contradiction,
      latestRuns: (await runsIn(snapshot, moment, { limit: runsShown })).items,
      models: (await modelsIn(snapshot, moment, { limit: modelsShown })).items,
    }
  })
}
