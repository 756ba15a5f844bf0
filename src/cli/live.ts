import { Command } from 'commander'
import { liveText } from '../export/live-text.ts'
import { live } from '../operations/live.ts'
import { openToRead } from '../operations/store.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function liveCommand(): Command {
  return new Command('live')
    .description('what is live in every slot, now or at another time')
    .argument('[name]', 'of this model alone')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (name: string | undefined, { store: option, json, ...times }: QuestionOptions) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      const answer = await live(store, { name, ...times }, machine)
      if (json) printJson(answer)
      else print(liveText(answer, styleOf(), name))
    })
}
