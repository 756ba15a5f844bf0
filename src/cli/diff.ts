import { Command } from 'commander'
import { diffText } from '../export/diff-text.ts'
import { diff } from '../operations/diff.ts'
import { openToRead } from '../operations/store.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function diffCommand(): Command {
  return new Command('diff')
    .description('what changed between two versions (or any two things), causes apart from consequences')
    .argument('<a>', 'the one before: name@1, digest or file')
    .argument('<b>', 'the one after')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (a: string, b: string, { store: option, json, ...times }: QuestionOptions) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      const difference = await diff(store, { a, b, ...times }, machine)
      if (json) printJson(difference)
      else print(diffText(difference, styleOf()))
    })
}
