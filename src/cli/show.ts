import { Command } from 'commander'
import { shownText } from '../export/shown-text.ts'
import { show } from '../operations/show.ts'
import { openToRead } from '../operations/store.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function showCommand(): Command {
  return new Command('show')
    .description('everything on record about one thing')
    .argument('<reference>', 'name, name@2, name@slot, digest, file or id')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (reference: string, { store: option, json, ...times }: QuestionOptions) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      const shown = await show(store, { reference, ...times }, machine)
      if (json) printJson(shown)
      else print(shownText(shown, styleOf()))
    })
}
