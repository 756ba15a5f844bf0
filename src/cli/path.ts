import { Command } from 'commander'
import { pathsText } from '../export/paths-text.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function pathCommand(): Command {
  return new Command('path')
    .description('how one thing comes from another: the shortest ways between them')
    .argument('<a>', 'name, name@2, name@slot, digest, file or run')
    .argument('<b>', 'the other one; which comes first does not matter')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (a: string, b: string, { json, asOf, knownAt, ...where }: QuestionOptions) => {
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const paths = await record.path({ a, b, asOf, knownAt })
      if (json) printJson(paths)
      else print(pathsText(paths, styleOf()))
    })
}
