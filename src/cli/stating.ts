import { Command, Option } from 'commander'
import { PedigreeError } from '../domain/error.ts'
import { assetName } from '../domain/id.ts'
import { shortId } from '../domain/short-id.ts'
import { openToState } from '../operations/open-to-state.ts'
import { approve, retract, tag } from '../operations/stating.ts'
import { atOption, jsonOption, type StatingOptions, type StoreOption, storeOption } from './options.ts'
import { printJson, say, surroundings } from './terminal.ts'

export function approveCommand(): Command {
  return new Command('approve')
    .description('say that you approve a version')
    .argument('<reference>', 'name@2, file or digest')
    .addOption(new Option('--note <text>', 'on which evidence'))
    .addOption(atOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (reference: string, { store: option, json, note, at }: StatingOptions & { note?: string }) => {
      const machine = surroundings()
      await using store = await openToState(machine, option)
      const approved = await approve(store, { reference, note, at }, machine)
      if (json) return printJson(approved)
      say(`${assetName(approved.asset)}@${approved.version} is approved by ${shortId(approved.agent)}`)
    })
}

export function tagCommand(): Command {
  return new Command('tag')
    .description('attach a value to anything on record')
    .argument('<reference>', 'name, name@2, digest, file or id')
    .argument('<key=value>', 'such as owner=ann')
    .addOption(atOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (reference: string, pair: string, { store: option, json, at }: StatingOptions) => {
      const equals = pair.indexOf('=')
      if (equals < 1)
        throw new PedigreeError('invalid-input', `"${pair}" is no tag; write key=value, such as owner=ann`)
      const machine = surroundings()
      await using store = await openToState(machine, option, { mayBegin: true })
      const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
      const tagged = await tag(store, { reference, key, value, at }, machine)
      if (json) return printJson(tagged)
      say(`${reference} has the tag ${key} = ${value}`)
    })
}

export function retractCommand(): Command {
  return new Command('retract')
    .description('take back a statement; it stays in the log and visible in history')
    .argument('<statement>', 'its id, as history shows it')
    .addOption(new Option('--reason <text>', 'why').makeOptionMandatory())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(
      async (statement: string, { store: option, json, reason }: StoreOption & { json?: true; reason: string }) => {
        const machine = surroundings()
        await using store = await openToState(machine, option)
        const retracted = await retract(store, { statement, reason }, machine)
        if (json) return printJson(retracted)
        const { before } = retracted
        if (before === undefined) return say(`${statement} is retracted`)
        say(`${statement} was retracted before, by entry ${before.entry} (${before.reason}); nothing changed`)
      },
    )
}
