import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { counted } from '../domain/quantities.ts'
import { inShell } from '../domain/shell-word.ts'
import { requireReplaceable } from '../operations/checkpoints/kept-checkpoint.ts'
import { writeCheckpoint } from '../operations/log.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { logsOf, requireStore } from './record.ts'
import { print, printJson, surroundings } from './terminal.ts'

export function checkpointCommand(): Command {
  return new Command('checkpoint')
    .description('print the newest signed checkpoint: keep it elsewhere, and verify against it')
    .addOption(new Option('--out <file>', 'write it to a file'))
    .addOption(jsonOption())
    .action(async ({ out, json, ...where }: RecordOptions & { out?: string; json?: true }) => {
      const machine = surroundings()
      const path = out === undefined ? undefined : resolve(machine.cwd, out)
      const { name, size, checkpoint } = await (await logsOf(machine, where)).newest(async (log) => {
        if (path !== undefined) await requireReplaceable(path, log)
        return log.head
      })
      if (path !== undefined) writeCheckpoint(checkpoint, path)
      if (json) return printJson({ log: name, size, checkpoint, file: path })
      if (out === undefined) return print(checkpoint)
      print(
        `the checkpoint is in ${out}; keep it on another machine and run: pedigree verify --checkpoint ${inShell(out)}`,
      )
    })
}

export function keyCommand(): Command {
  return new Command('key')
    .description('print the public key with which anybody checks the log')
    .addOption(jsonOption())
    .action(async ({ json, ...where }: RecordOptions & { json?: true }) => {
      const heads = await (await logsOf(surroundings(), where)).heads()
      if (json) printJson({ keys: heads.map(({ name: log, key }) => ({ log, key })) })
      else for (const { key } of heads) print(key)
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
