import { Command } from 'commander'
import { historyText } from '../export/text/history-text.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function historyCommand(): Command {
  return new Command('history')
    .description('what was said of it over time, by whom, with what was taken back')
    .argument('<reference>', 'name, name@2, digest, file or id')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (reference: string, { json, asOf, knownAt, ...where }: QuestionOptions) => {
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const past = await record.history({ reference, asOf, knownAt })
      if (json) printJson(past)
      else print(historyText(past, styleOf(), reference))
    })
}
