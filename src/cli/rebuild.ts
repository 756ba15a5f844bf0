import { Command } from 'commander'
import { counted } from '../domain/quantities.ts'
import { requireLog } from '../operations/checkpoints/contradiction.ts'
import { requireLocal } from '../operations/project/network-store.ts'
import { rebuild } from '../operations/rebuild.ts'
import { openToRead } from '../operations/store.ts'
import type { RecordOptions } from './options.ts'
import { progressLines } from './progress.ts'
import { requireStore } from './record.ts'
import { print, surroundings } from './terminal.ts'

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('fold the log into the graph’s tables again')
    .action(async (where: RecordOptions) => {
      const machine = surroundings()
      requireStore(machine, where, 'rebuild')
      await using store = await openToRead(machine, where.store)
      await requireLocal(store.folder, machine)
      await requireLog(store, machine)
      print(`folded ${counted(await rebuild(store.port, progressLines()), 'entry', 'entries')} into the graph`)
    })
}
