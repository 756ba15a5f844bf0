import { Command, Option } from 'commander'
import { PedigreeError } from '../domain/error.ts'
import { calledAs } from '../domain/id.ts'
import { shortId } from '../domain/short-id.ts'
import { atOption, jsonOption, type RecordOptions, type StatingOptions } from './options.ts'
import { openSayings } from './record.ts'
import { printJson, say, surroundings } from './terminal.ts'

export function approveCommand(): Command {
  return new Command('approve')
    .description('say that you approve a version')
    .argument('<reference>', 'name@2, file or digest')
    .addOption(new Option('--note <text>', 'on which evidence'))
    .addOption(atOption())
    .addOption(jsonOption())
    .action(async (reference: string, { json, note, at, ...where }: StatingOptions & { note?: string }) => {
      const machine = surroundings()
      await using record = await openSayings(machine, where)
      const approved = await record.approve({ reference, note, at })
      if (json) return printJson(approved)
      say(`${calledAs(reference, approved.asset)}@${approved.version} is approved by ${shortId(approved.agent)}`)
    })
}

export function tagCommand(): Command {
  return new Command('tag')
    .description('attach a value to anything on record')
    .argument('<reference>', 'name, name@2, digest, file or id')
    .argument('<key=value>', 'such as owner=ann')
    .addOption(atOption())
    .addOption(jsonOption())
    .action(async (reference: string, pair: string, { json, at, ...where }: StatingOptions) => {
      const equals = pair.indexOf('=')
      if (equals < 1)
        throw new PedigreeError('invalid-input', `"${pair}" is no tag; write key=value, such as owner=ann`)
      const machine = surroundings()
      await using record = await openSayings(machine, where, { mayBegin: true })
      const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
      const tagged = await record.tag({ reference, key, value, at })
      if (json) return printJson(tagged)
      say(`${reference} has the tag ${key} = ${value}`)
    })
}

export function noteCommand(): Command {
  return new Command('note')
    .description('write a text down beside anything on record; of several each is kept')
    .argument('<reference>', 'name, name@2, digest, file or id')
    .argument('<text>', 'in quotes')
    .addOption(atOption())
    .addOption(jsonOption())
    .action(async (reference: string, text: string, { json, at, ...where }: StatingOptions) => {
      const machine = surroundings()
      await using record = await openSayings(machine, where, { mayBegin: true })
      const noted = await record.note({ reference, text, at })
      if (json) return printJson(noted)
      say(`${reference} has a note more; \`pedigree history\` shows who wrote which`)
    })
}

export function retractCommand(): Command {
  return new Command('retract')
    .description('take back a statement; it stays in the log and visible in history')
    .argument('<statement>', 'its id, as history shows it')
    .addOption(new Option('--reason <text>', 'why').makeOptionMandatory())
    .addOption(jsonOption())
    .action(async (statement: string, { json, reason, ...where }: RecordOptions & { json?: true; reason: string }) => {
      const machine = surroundings()
      await using record = await openSayings(machine, where)
      const retracted = await record.retract({ statement, reason })
      if (json) return printJson(retracted)
      const { before } = retracted
      if (before === undefined) {
        say(`${statement} is retracted`)
        for (const sentence of retracted.leaves ?? []) say(sentence)
        return
      }
      say(`${statement} was retracted before, by entry ${before.entry} (${before.reason}); nothing changed`)
    })
}
