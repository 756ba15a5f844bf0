import { Command } from 'commander'
import { commands } from './commands.ts'
import { jsonOption, type StoreOption, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

/** The program itself: without a command it says what is here. Every command starts with it, so it loads that late. */
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
        const { nearestNames } = await import('../operations/nearest-names.ts')
        const near = nearestNames(unknown, Object.keys(commands))
        const hint = near.length === 0 ? '' : `\n(Did you mean ${near.join(' or ')}?)`
        command.error(`error: unknown command '${unknown}'${hint}`)
      }
      const [{ openToRead }, { home }, { homeText }] = await Promise.all([
        import('../operations/store.ts'),
        import('../operations/home.ts'),
        import('../export/home-text.ts'),
      ])
      const machine = surroundings()
      await using store = await openToRead(machine, options.store)
      const here = await home(store, machine)
      if (options.json) printJson(here)
      else print(homeText(here, styleOf()))
    })
}
