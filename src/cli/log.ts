import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { counted } from '../domain/quantities.ts'
import { inShell } from '../domain/shell-word.ts'
import { writeCheckpoint } from '../operations/log.ts'
import type { RecordOptions } from './options.ts'
import { logsOf, requireStore } from './record.ts'
import { print, surroundings } from './terminal.ts'

export function checkpointCommand(): Command {
  return new Command('checkpoint')
    .description('print the newest signed checkpoint: keep it elsewhere, and verify against it')
    .addOption(new Option('--out <file>', 'write it to a file'))
    .action(async ({ out, ...where }: RecordOptions & { out?: string }) => {
      const machine = surroundings()
      const note = (await (await logsOf(machine, where)).heads()).at(-1)?.checkpoint ?? ''
      if (out === undefined) return print(note)
      writeCheckpoint(note, resolve(machine.cwd, out))
      print(
        `the checkpoint is in ${out}; keep it on another machine and run: pedigree verify --checkpoint ${inShell(out)}`,
      )
    })
}

export function keyCommand(): Command {
  return new Command('key')
    .description('print the public key with which anybody checks the log')
    .action(async (where: RecordOptions) => {
      for (const { key } of await (await logsOf(surroundings(), where)).heads()) print(key)
    })
}

export function logCommand(): Command {
  return new Command('log')
    .description('the log itself: export it, or go on in a copy')
    .addCommand(
      new Command('export')
        .description('write the log as a static folder (C2SP tlog-tiles) that a foreign verifier reads')
        .argument('<folder>', 'an empty or new folder')
        .action(async (folder: string, where: RecordOptions) => {
          const machine = surroundings()
          const logs = await logsOf(machine, where)
          for (const { name, path, size } of await logs.exportTo(resolve(machine.cwd, folder)))
            print(`${name}: ${counted(size, 'entry', 'entries')} in ${path}`)
        }),
    )
    .addCommand(
      new Command('continue')
        .description('go on in this copy (or put-back store) with a new log that cites the old one')
        .action(async (where: RecordOptions) => {
          const machine = surroundings()
          requireStore(machine, where, 'log continue')
          const { continueLog } = await import('../operations/continue-log.ts')
          const { name, cites, size } = await continueLog(machine, where.store)
          print(`goes on as the log ${name}\n  its first entry cites ${cites} at ${counted(size, 'entry', 'entries')}`)
        }),
    )
}
