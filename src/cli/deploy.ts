import { Command, Option } from 'commander'
import { calledAs } from '../domain/id.ts'
import { secondText, shareText } from '../domain/quantities.ts'
import { atOption, jsonOption, type StatingOptions, shareOf } from './options.ts'
import { openSayings } from './record.ts'
import { printJson, say, surroundings } from './terminal.ts'

export function deployCommand(): Command {
  return new Command('deploy')
    .description('say that a version is live in a slot, in place of what was')
    .argument('<reference>', 'name@2, file or digest')
    .addOption(new Option('--to <slot>', 'environment or endpoint, such as production').makeOptionMandatory())
    .addOption(
      new Option('--share <share>', 'its share of traffic, 0.1 or 10%; what is live keeps the rest').argParser(shareOf),
    )
    .addOption(atOption())
    .addOption(jsonOption())
    .action(
      async (reference: string, { json, to, share, at, ...where }: StatingOptions & { to: string; share?: number }) => {
        const machine = surroundings()
        await using record = await openSayings(machine, where)
        const deployed = await record.deploy({ reference, slot: to, share, at })
        if (json) return printJson(deployed)
        const part = share === undefined || share === 1 ? '' : ` with ${shareText(share)} of traffic`
        const version = `${calledAs(reference, deployed.asset)}@${deployed.version}`
        say(`${version} is live in ${to}${part} ${intervalText(deployed)}`)
      },
    )
}

export function retireCommand(): Command {
  return new Command('retire')
    .description('say that nothing is live in a slot any more')
    .argument('<name@slot>', 'such as flight-delay@production')
    .addOption(atOption())
    .addOption(jsonOption())
    .action(async (reference: string, { json, at, ...where }: StatingOptions) => {
      const machine = surroundings()
      await using record = await openSayings(machine, where)
      const retired = await record.retire({ reference, at })
      if (json) return printJson(retired)
      say(`nothing is live in ${retired.slot} of ${calledAs(reference, retired.asset)} ${intervalText(retired)}`)
    })
}

/** `from … until …`, where something that was said before takes the place of what is said now. */
const intervalText = ({ from, until }: { readonly from: string; readonly until?: string }) =>
  `from ${secondText(from)}${until === undefined ? '' : ` until ${secondText(until)}`}`
