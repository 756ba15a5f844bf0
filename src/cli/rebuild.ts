import { Command } from 'commander'
import { counted } from '../domain/quantities.ts'
import { requireLocal } from '../operations/network-store.ts'
import { rebuild } from '../operations/rebuild.ts'
import { openToRead } from '../operations/store.ts'
import { type StoreOption, storeOption } from './options.ts'
import { progressLines } from './progress.ts'
import { print, surroundings } from './terminal.ts'

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('fold the log into the graph’s tables again')
    .addOption(storeOption())
    .action(async ({ store: option }: StoreOption) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      await requireLocal(store.folder, machine)
      print(`folded ${counted(await rebuild(store.port, progressLines()), 'entry', 'entries')} into the graph`)
    })
}
