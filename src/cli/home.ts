import { Command } from 'commander'
import { commands } from './commands.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

/** The program itself: without a command it says what is here. Every command starts with it, so it loads that late. */
export function homeCommand(): Command {
  return new Command('pedigree')
    .description('where a model comes from, what changed, and the proof')
    .usage('[command]')
    .addOption(jsonOption())
    .allowExcessArguments(true)
    .action(async (options: RecordOptions & { json?: true }, command: Command) => {
      const [unknown] = command.args
      if (unknown !== undefined) {
        const { nearestNames } = await import('../operations/references/nearest-names.ts')
        const near = nearestNames(unknown, Object.keys(commands))
        const hint = near.length === 0 ? '' : `\n(Did you mean ${near.join(' or ')}?)`
        command.error(`error: unknown command '${unknown}'${hint}`)
      }
      const [{ homeText }, { openQuestions }] = await Promise.all([
        import('../export/text/home-text.ts'),
        import('./record.ts'),
      ])
      await using record = await openQuestions(surroundings(), options)
      const here = await record.home()
      if (options.json) printJson(here)
      else print(homeText(here, styleOf()))
    })
}
