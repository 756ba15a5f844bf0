import { Argument, Command, Option } from 'commander'
import { completenessText } from '../domain/completeness.ts'
import { PedigreeError } from '../domain/error.ts'
import { lineageSvg } from '../drawing/lineage-svg.ts'
import { fileThemes } from '../drawing/looks.ts'
import { formatLineage, type LineageFormat, lineageFormats } from '../export/formats.ts'
import { asOfOption, jsonOption, knownAtOption, positiveInteger, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

const formats = [...lineageFormats, 'svg'] as const
type Format = LineageFormat | 'svg'

/** Formats in which a reader finds whether the answer is complete. In the others it is a comment at most. */
const saysComplete: readonly Format[] = ['tree', 'table', 'json', 'svg']

type Options = QuestionOptions & {
  readonly format: Format
  readonly theme?: (typeof fileThemes)[number]
  readonly limit?: number
}

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
    .addOption(new Option('--format <format>', 'how to print it').choices(formats).default('tree'))
    .addOption(new Option('--theme <theme>', 'the colours of `--format svg` (default: light)').choices(fileThemes))
    .addOption(
      new Option(
        '--limit <nodes>',
        'the most artifacts and runs to show; names and people come with them (default: 5,000)',
      ).argParser(positiveInteger),
    )
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (reference: string, { format, theme, json, limit, asOf, knownAt, ...where }: Options) => {
      if (theme !== undefined && (format !== 'svg' || json))
        throw new PedigreeError('invalid-input', '--theme is for --format svg alone; leave it out, or add --format svg')
      const machine = surroundings()
      await using record = await openQuestions(machine, where)
      const lineage = await record[question]({ reference, asOf, knownAt, nodesMax: limit })
      if (json) printJson(lineage)
      else if (format === 'svg') print(lineageSvg(lineage, theme ?? 'light'))
      else print(formatLineage(lineage, format, styleOf()))
      if (!json && !saysComplete.includes(format) && !lineage.complete) machine.warn(completenessText(lineage))
    })
}
