import { Command } from 'commander'
import { diagnosisText } from '../export/diagnosis-text.ts'
import { doctor } from '../operations/doctor.ts'
import { jsonOption, type StoreOption, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('what capture can and cannot see on this machine, and how to improve it')
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async ({ store, json }: StoreOption & { json?: true }) => {
      const diagnosis = await doctor(surroundings(), store)
      if (json) printJson(diagnosis)
      else print(diagnosisText(diagnosis, styleOf()))
    })
}
