import { Command, Option } from 'commander'
import { foundText } from '../export/found-text.ts'
import { find } from '../operations/find.ts'
import { openToRead } from '../operations/store.ts'
import { asOfOption, jsonOption, knownAtOption, positiveInteger, type QuestionOptions, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function findCommand(): Command {
  return new Command('find')
    .description('things whose name holds a text, or whose digest begins with it')
    .argument('<text>', 'part of a name, or six hex digits and more')
    .addOption(new Option('--limit <hits>', 'the most hits to show').argParser(positiveInteger).default(50))
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (text: string, { store: option, json, ...question }: QuestionOptions & { limit: number }) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      const found = await find(store, { text, ...question }, machine)
      if (json) printJson(found)
      else print(foundText(found, text, styleOf()))
    })
}
