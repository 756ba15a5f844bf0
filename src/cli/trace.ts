import { Argument, Command, Option } from 'commander'
import { completenessText } from '../export/ending.ts'
import { formatLineage, type LineageFormat, lineageFormats } from '../export/formats.ts'
import { asOfOption, jsonOption, knownAtOption, positiveInteger, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

/** Formats in which a reader finds whether the answer is complete. In the others it is a comment at most. */
const saysComplete: readonly LineageFormat[] = ['tree', 'table', 'json']

type Options = QuestionOptions & { readonly format: LineageFormat; readonly limit?: number }

export function traceCommand(): Command {
  return lineageCommand('trace', 'where it comes from: data, features, code, parameters, environment, people')
}

export function impactCommand(): Command {
  return lineageCommand('impact', 'what depends on it, and where that is live')
}

function lineageCommand(question: 'trace' | 'impact', description: string): Command {
  return new Command(question)
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
    .action(async (reference: string, { format, json, limit, asOf, knownAt, ...where }: Options) => {
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const lineage = await record[question]({ reference, asOf, knownAt, nodesMax: limit })
      if (json) printJson(lineage)
      else print(formatLineage(lineage, format, styleOf()))
      if (!json && !saysComplete.includes(format) && !lineage.complete) machine.warn(completenessText(lineage))
    })
}
