import { Command } from 'commander'
import { homeText } from '../export/home-text.ts'
import { home } from '../operations/home.ts'
import { nearestNames } from '../operations/nearest-names.ts'
import { openToRead } from '../operations/store.ts'
import { commands } from './commands.ts'
import { jsonOption, type StoreOption, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

/** The program itself: without a command it says what is here. */
export function homeCommand(): Command {
  return new Command('pedigree')
    .description('where a model comes from, what changed, and the proof')
    .usage('[command]')
    .addOption(storeOption())
    .addOption(jsonOption())
    .allowExcessArguments(true)
    .action(async (options: StoreOption & { json?: true }, command: Command) => {
      const [unknown] = command.args
      if (unknown !== undefined) {
        const near = nearestNames(unknown, Object.keys(commands))
        const hint = near.length === 0 ? '' : `\n(Did you mean ${near.join(' or ')}?)`
        command.error(`error: unknown command '${unknown}'${hint}`)
      }
      const machine = surroundings()
      await using store = await openToRead(machine, options.store)
      const here = await home(store, machine)
      if (options.json) printJson(here)
      else print(homeText(here, styleOf()))
    })
}
