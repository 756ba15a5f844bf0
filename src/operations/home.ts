import { instantOf } from '../domain/time.ts'
import type { Home } from '../lineage/answers/home.ts'
import { readCounts } from '../store/looking-up.ts'
import { readLogs } from '../store/pages.ts'
import { defined } from './answers/defined.ts'
import { readCopies } from './checkpoints/checkpoint-copies.ts'
import { clockRemark } from './checkpoints/clock.ts'
import { contradictionOf } from './checkpoints/contradiction.ts'
import { modelsIn } from './models.ts'
import { momentOf } from './moment.ts'
import { runsIn } from './runs.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

const [runsShown, modelsShown] = [8, 50]
/** One beside the store and one of the user; those of earlier logs come behind them. */
const copiesOfNewest = 2

/** Latest runs, models and where they are live, the state of the record. */
export async function home(store: ReadableStore, surroundings: Surroundings): Promise<Home> {
  const logs = await store.port.read(readLogs)
  const copies = readCopies(store.folder, logs, surroundings).slice(0, copiesOfNewest)
  const contradiction = await contradictionOf(store, surroundings)
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, {}, surroundings.nowMs())
    const { lastTime, ...counts } = await readCounts(snapshot)
    return defined({
      folder: store.folder.path,
      namespace: store.namespace,
      log: logs.at(-1)?.name ?? '',
      ...counts,
      lastRecorded: lastTime === undefined ? undefined : instantOf(lastTime),
      copies: copies.map(({ path, note }) => ({ path, isThere: note !== undefined && note !== '' })),
      contradiction,
      clock: clockRemark(lastTime, surroundings.nowMs()),
      latestRuns: (await runsIn(snapshot, moment, { limit: runsShown })).items,
      models: (await modelsIn(snapshot, moment, { limit: modelsShown })).items,
    })
  })
}
