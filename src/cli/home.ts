import { Command } from 'commander'
import { homeText } from '../export/home-text.ts'
import { nearestNames } from '../operations/nearest-names.ts'
import { commands } from './commands.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

/** The program itself: without a command it says what is here. */
export function homeCommand(): Command {
  return new Command('pedigree')
    .description('where a model comes from, what changed, and the proof')
    .usage('[command]')
    .addOption(jsonOption())
    .allowExcessArguments(true)
    .action(async (options: RecordOptions & { json?: true }, command: Command) => {
      const [unknown] = command.args
      if (unknown !== undefined) {
        const near = nearestNames(unknown, Object.keys(commands))
        const hint = near.length === 0 ? '' : `\n(Did you mean ${near.join(' or ')}?)`
        command.error(`error: unknown command '${unknown}'${hint}`)
      }
      const machine = surroundings()
      await using record = await openQuestions(machine, options)
      const here = await record.home()
      if (options.json) printJson(here)
      else print(homeText(here, styleOf()))
    })
}
