import { Command, Option } from 'commander'
import { foundText } from '../export/text/found-text.ts'
import { asOfOption, jsonOption, knownAtOption, positiveInteger, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function findCommand(): Command {
  return new Command('find')
    .description(
      'things whose name, or that of their parameter or metric, holds a text, or whose digest or commit begins with it',
    )
    .argument('<text>', 'part of a name, also of a parameter or a metric, or six hex digits and more')
    .addOption(new Option('--limit <hits>', 'the most hits to show').argParser(positiveInteger).default(50))
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (text: string, { json, limit, asOf, knownAt, ...where }: QuestionOptions & { limit: number }) => {
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const found = await record.find({ text, limit, asOf, knownAt })
      if (json) printJson(found)
      else print(foundText(found, text, styleOf()))
    })
}
