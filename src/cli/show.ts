import { Command } from 'commander'
import { shownText } from '../export/text/shown-text.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function showCommand(): Command {
  return new Command('show')
    .description('everything on record about one thing')
    .argument('<reference>', 'name, name@2, name@slot, digest, file or id')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (reference: string, { json, asOf, knownAt, ...where }: QuestionOptions) => {
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const shown = await record.show({ reference, asOf, knownAt })
      if (json) printJson(shown)
      else print(shownText(shown, styleOf()))
    })
}
