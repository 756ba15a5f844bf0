import { Command, Option } from 'commander'
import { calledAs } from '../domain/id.ts'
import { shortId } from '../domain/short-id.ts'
import { atOption, jsonOption, positiveInteger, type StatingOptions } from './options.ts'
import { openSayings } from './record.ts'
import { printJson, say, surroundings } from './terminal.ts'

type Options = StatingOptions & { readonly as?: number; readonly kind: string }

export function registerCommand(): Command {
  return new Command('register')
    .description('make a file (or anything on record) a version of a named model')
    .argument('<reference>', 'file, digest or id of the content')
    .argument('<name>', 'the model’s name')
    .addOption(new Option('--as <number>', 'the version’s number (default: the next)').argParser(positiveInteger))
    .addOption(new Option('--kind <kind>', 'what the name stands for').default('model'))
    .addOption(atOption())
    .addOption(jsonOption())
    .action(async (reference: string, name: string, { json, as, kind, at, ...where }: Options) => {
      const machine = surroundings()
      await using record = await openSayings(machine, where, { mayBegin: true })
      const registered = await record.register({ reference, name, version: as, kind, at })
      if (json) return printJson(registered)
      const { asset, version, artifact, recorded, isMade } = registered
      const before = recorded === undefined ? ' (was registered before; nothing changed)' : ''
      say(`${calledAs(name, asset)}@${version} is ${shortId(artifact)}${before}`)
      if (!isMade) machine.warn(`no recorded run made ${reference}: its story begins here`)
    })
}
