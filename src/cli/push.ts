import { Command } from 'commander'
import { PedigreeError } from '../domain/error.ts'
import { counted } from '../domain/quantities.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { progressLines } from './progress.ts'
import { print, printJson, surroundings } from './terminal.ts'

export function pushCommand(): Command {
  return new Command('push')
    .description('send the record of --store (or of the project) to a server, each entry once, as it was said')
    .addOption(jsonOption())
    .action(async ({ store: option, server, insecure, json }: RecordOptions & { json?: true }) => {
      const machine = surroundings()
      const address = server ?? machine.env.PEDIGREE_SERVER
      if (address === undefined || address === '')
        throw new PedigreeError('invalid-input', 'push to which server? --server https://… names it')
      const [{ connect }, { pushTo }, { openToRead }] = await Promise.all([
        import('../client/connection.ts'),
        import('../client/push.ts'),
        import('../operations/store.ts'),
      ])
      const connection = connect(address, machine, insecure ? { insecure } : {})
      await using store = await openToRead(machine, option)
      const pushed = await pushTo(connection, store, machine, progressLines())
      const { sent, before, refused } = pushed
      if (json) printJson(pushed)
      else print(`sent ${counted(sent, 'entry', 'entries')} to ${connection.origin}; ${before} were there before`)
      const [first] = refused
      if (first === undefined) return
      const which = refused.length === 1 ? `entry ${first.entry} was` : `${refused.length} entries were`
      throw new PedigreeError('conflict', `${which} not taken; of entry ${first.entry} it says: ${first.reason}`)
    })
}
