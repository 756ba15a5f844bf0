import { Argument, Command, Option } from 'commander'
import { completenessText } from '../domain/completeness.ts'
import { formatLineage, type LineageFormat, lineageFormats } from '../export/formats.ts'
import { openToRead } from '../operations/store.ts'
import { impact, trace } from '../operations/trace.ts'
import { asOfOption, jsonOption, knownAtOption, positiveInteger, type QuestionOptions, storeOption } from './options.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

/** Formats in which a reader finds whether the answer is complete. In the others it is a comment at most. */
const saysComplete: readonly LineageFormat[] = ['tree', 'table', 'json']

type Options = QuestionOptions & { readonly format: LineageFormat; readonly limit?: number }

export function traceCommand(): Command {
  return lineageCommand('trace', 'where it comes from: data, features, code, parameters, environment, people', trace)
}

export function impactCommand(): Command {
  return lineageCommand('impact', 'what depends on it, and where that is live', impact)
}

function lineageCommand(name: string, description: string, ask: typeof trace): Command {
  return new Command(name)
    .description(description)
    .addArgument(new Argument('<reference>', 'name, name@2, name@slot, digest or file'))
    .addOption(new Option('--format <format>', 'how to print it').choices(lineageFormats).default('tree'))
    .addOption(
      new Option(
        '--limit <nodes>',
        'the most artifacts and runs to show; names and people come with them (default: 5,000)',
      ).argParser(positiveInteger),
    )
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .addOption(storeOption())
    .action(async (reference: string, { store: option, format, json, limit, asOf, knownAt }: Options) => {
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      const lineage = await ask(store, { reference, asOf, knownAt, nodesMax: limit }, machine)
      if (json) printJson(lineage)
      else print(formatLineage(lineage, format, styleOf()))
      if (!json && !saysComplete.includes(format) && !lineage.complete) machine.warn(completenessText(lineage))
    })
}
