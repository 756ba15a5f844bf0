import { Argument, Command, Option } from 'commander'
import { completenessText } from '../domain/completeness.ts'
import { PedigreeError } from '../domain/error.ts'
import { lineageSvg } from '../drawing/lineage-svg.ts'
import { fileThemes } from '../drawing/looks.ts'
import { formatLineage, type LineageFormat, lineageFormats } from '../export/formats.ts'
import { openToRead } from '../operations/store.ts'
import { impact, trace } from '../operations/trace.ts'
import { asOfOption, jsonOption, knownAtOption, positiveInteger, type QuestionOptions, storeOption } from './options.ts'
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
  return lineageCommand('trace', 'where it comes from: data, features, code, parameters, environment, people', trace)
}

export function impactCommand(): Command {
  return lineageCommand('impact', 'what depends on it, and where that is live', impact)
}

function lineageCommand(name: string, description: string, ask: typeof trace): Command {
  return new Command(name)
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
    .addOption(storeOption())
    .action(async (reference: string, { store: option, format, theme, json, limit, asOf, knownAt }: Options) => {
      if (theme !== undefined && (format !== 'svg' || json))
        throw new PedigreeError('invalid-input', '--theme is for --format svg alone; leave it out, or add --format svg')
      const machine = surroundings()
      await using store = await openToRead(machine, option)
      const lineage = await ask(store, { reference, asOf, knownAt, nodesMax: limit }, machine)
      if (json) printJson(lineage)
      else if (format === 'svg') print(lineageSvg(lineage, theme ?? 'light'))
      else print(formatLineage(lineage, format, styleOf()))
      if (!json && !saysComplete.includes(format) && !lineage.complete) machine.warn(completenessText(lineage))
    })
}
