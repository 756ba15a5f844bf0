import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { counted } from '../export/quantities.ts'
import { exportLog, newestCheckpoint, verifierKeys, writeCheckpoint } from '../operations/log.ts'
import { openToRead } from '../operations/store.ts'
import type { RecordOptions } from './options.ts'
import { print, surroundings } from './terminal.ts'

export function checkpointCommand(): Command {
  return new Command('checkpoint')
    .description('print the newest signed checkpoint: keep it elsewhere, and verify against it')
    .addOption(new Option('--out <file>', 'write it to a file'))
    .action(async ({ store: option, out }: RecordOptions & { out?: string }) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      if (out === undefined) return print(await newestCheckpoint(store))
      await writeCheckpoint(store, resolve(machine.cwd, out))
      print(`the checkpoint is in ${out}; keep it on another machine and run: pedigree verify --checkpoint ${out}`)
    })
}

export function keyCommand(): Command {
  return new Command('key')
    .description('print the public key with which anybody checks the log')
    .action(async ({ store: option }: RecordOptions) => {
      await using store = await openToRead(surroundings(), option)
      for (const key of await verifierKeys(store)) print(key)
    })
}

export function logCommand(): Command {
  return new Command('log')
    .description('the log itself: export it, or go on in a copy')
    .addCommand(
      new Command('export')
        .description('write the log as a static folder (C2SP tlog-tiles) that a foreign verifier reads')
        .argument('<folder>', 'an empty or new folder')
        .action(async (folder: string, { store: option }: RecordOptions) => {
          const machine = surroundings()
          await using store = await openToRead(machine, option)
          for (const { name, path, size } of await exportLog(store, resolve(machine.cwd, folder)))
            print(`${name}: ${counted(size, 'entry', 'entries')} in ${path}`)
        }),
    )
    .addCommand(
      new Command('continue')
        .description('go on in this copy (or put-back store) with a new log that cites the old one')
        .action(async ({ store: option }: RecordOptions) => {
          const { continueLog } = await import('../operations/continue-log.ts')
          const { name, cites, size } = await continueLog(surroundings(), option)
          print(`goes on as the log ${name}\n  its first entry cites ${cites} at ${counted(size, 'entry', 'entries')}`)
        }),
    )
}
