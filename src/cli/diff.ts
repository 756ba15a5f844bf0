import { Command } from 'commander'
import { diffText } from '../export/diff-text.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function diffCommand(): Command {
  return new Command('diff')
    .description('what changed between two versions (or any two things), causes apart from consequences')
    .argument('<a>', 'the one before: name@1, digest or file')
    .argument('<b>', 'the one after')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (a: string, b: string, { json, asOf, knownAt, ...where }: QuestionOptions) => {
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const difference = await record.diff({ a, b, asOf, knownAt })
      if (json) printJson(difference)
      else print(diffText(difference, styleOf()))
    })
}
