import { Command } from 'commander'
import { liveText } from '../export/text/live-text.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function liveCommand(): Command {
  return new Command('live')
    .description('what is live in every slot, now or at another time')
    .argument('[name]', 'of this model alone')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (name: string | undefined, { json, asOf, knownAt, ...where }: QuestionOptions) => {
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const answer = await record.live({ name, asOf, knownAt })
      if (json) printJson(answer)
      else print(liveText(answer, styleOf(), name))
    })
}
