import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { PedigreeError } from '../domain/error.ts'
import { counted } from '../export/quantities.ts'
import { checkpointIn } from '../operations/checkpoint-copies.ts'
import { faultText } from '../operations/fault.ts'
import { openToRead } from '../operations/store.ts'
import { verify } from '../operations/verify.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { progressLines } from './progress.ts'
import { print, printJson, surroundings } from './terminal.ts'

export function verifyCommand(): Command {
  return new Command('verify')
    .description('recompute the log and say whether anybody changed it')
    .addOption(new Option('--checkpoint <file>', 'an older checkpoint that was kept elsewhere; the log must extend it'))
    .addOption(jsonOption())
    .action(async ({ store: option, json, checkpoint }: RecordOptions & { json?: true; checkpoint?: string }) => {
      const machine = surroundings()
      const older = checkpoint === undefined ? [] : [readNote(resolve(machine.cwd, checkpoint))]
      await using store = await openToRead(machine, option)
      const verdict = await verify(store, older, machine, progressLines())
      if (json) printJson(verdict)
      if (!verdict.intact) {
        throw new PedigreeError('tampered', `the record is NOT intact: ${faultText(verdict)}`)
      }
      if (json) return
      const erased = verdict.erased === 0 ? '' : `, ${verdict.erased} of them erased`
      print(
        `intact: ${counted(verdict.entries, 'entry', 'entries')} with ${counted(verdict.statements, 'statement')}${erased}; the graph is what the log says`,
      )
      for (const { name, size, root } of verdict.logs)
        print(`  log ${name}  ${counted(size, 'entry', 'entries')}  root ${root}`)
      if (older.length > 0) print('  it extends the checkpoint given')
      for (const warning of verdict.warnings) machine.warn(warning)
    })
}

function readNote(path: string): string {
  const note = readText(path)
  // What a mail program made of it is mended; the signature is over the text as it was.
  const text = note.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  if (checkpointIn(text) === undefined)
    throw new PedigreeError(
      'invalid-input',
      `--checkpoint ${path} is no checkpoint; \`pedigree checkpoint --out\` writes one`,
    )
  return text
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new PedigreeError('invalid-input', `--checkpoint ${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
