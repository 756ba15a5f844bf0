import { Command } from 'commander'
import { historyText } from '../export/history-text.ts'
import { history } from '../operations/history.ts'
import { openToRead } from '../operations/store.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function historyCommand(): Command {
  return new Command('history')
    .description('what was said of it over time, by whom, with what was taken back')
    .argument('<reference>', 'name, name@2, digest, file or id')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (reference: string, { store: option, json, ...times }: QuestionOptions) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      const past = await history(store, { reference, ...times }, machine)
      if (json) printJson(past)
      else print(historyText(past, styleOf(), reference))
    })
}
