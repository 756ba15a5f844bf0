import { Command } from 'commander'
import { diagnosisText } from '../export/diagnosis-text.ts'
import { doctor } from '../operations/doctor.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('what capture can and cannot see on this machine, and how to improve it')
    .addOption(jsonOption())
    .action(async ({ store, json }: RecordOptions & { json?: true }) => {
      const diagnosis = await doctor(surroundings(), store)
      if (json) printJson(diagnosis)
      else print(diagnosisText(diagnosis, styleOf()))
    })
}
