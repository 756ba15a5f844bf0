import { Command } from 'commander'
import { diagnosisText } from '../export/text/diagnosis-text.ts'
import { doctor } from '../operations/doctor.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { connected } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('what capture can and cannot see on this machine, and how to improve it')
    .addOption(jsonOption())
    .action(async ({ json, ...where }: RecordOptions & { json?: true }) => {
      const machine = surroundings()
      const connection = await connected(machine, where)
      const remote = connection && (await import('../client/diagnosis.ts')).diagnosisAt(connection)
      const diagnosis = await doctor(machine, where.store, remote)
      if (json) printJson(diagnosis)
      else print(diagnosisText(diagnosis, styleOf()))
    })
}
