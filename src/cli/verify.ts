import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { LogVerdict } from '../client/verify.ts'
import { PedigreeError } from '../domain/error.ts'
import { counted } from '../domain/quantities.ts'
import { checkpointIn } from '../operations/checkpoints/checkpoint-copies.ts'
import { openToRead } from '../operations/store.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { faultText } from '../operations/verification/fault.ts'
import { type Verdict, verify } from '../operations/verify.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { progressLines } from './progress.ts'
import { connected } from './record.ts'
import { print, printJson, surroundings } from './terminal.ts'

export function verifyCommand(): Command {
  return new Command('verify')
    .description('recompute the log and say whether anybody changed it')
    .addOption(new Option('--checkpoint <file>', 'an older checkpoint that was kept elsewhere; the log must extend it'))
    .addOption(jsonOption())
    .action(async ({ json, checkpoint, ...where }: RecordOptions & { json?: true; checkpoint?: string }) => {
      const machine = surroundings()
      const older = checkpoint === undefined ? [] : [readNote(resolve(machine.cwd, checkpoint))]
      const connection = await connected(machine, where)
      const verdict =
        connection === undefined
          ? await verifyHere(where.store, older, machine)
          : await (await import('../client/verify.ts')).verifyAt(connection, older, machine, progressLines())
      if (json) printJson(verdict)
      if (!verdict.intact) {
        throw new PedigreeError('tampered', `the record is NOT intact: ${faultText(verdict)}`)
      }
      if (json) return
      printVerdict(verdict, older)
      for (const warning of verdict.warnings) machine.warn(warning)
    })
}

async function verifyHere(option: string | undefined, older: readonly string[], machine: Surroundings) {
  await using store = await openToRead(machine, option)
  return await verify(store, older, machine, progressLines())
}

type Sound = Extract<Verdict | LogVerdict, { intact: true }>

function printVerdict(verdict: Sound, older: readonly string[]): void {
  const entries = counted(verdict.entries, 'entry', 'entries')
  print(`intact: ${entries}${'statements' in verdict ? statementsText(verdict) : notHere}`)
  for (const { name, size, root } of verdict.logs) {
    print(`  log ${name}  ${counted(size, 'entry', 'entries')}  root ${root}`)
    const next = 'continuations' in verdict ? verdict.continuations.find(({ from }) => from === name) : undefined
    if (next !== undefined) print(`    went on as the log ${next.log} (entry ${next.entry})`)
  }
  for (const note of older) print(`  ${extensionText(verdict, note)}`)
}

/** What is behind the checkpoint is only as old as who signed it says: so how much it covers is said. */
function extensionText({ logs }: Sound, note: string): string {
  const { logName, size = 0 } = checkpointIn(note) ?? {}
  const of = logs.find(({ name }) => name === logName)?.size ?? 0
  return `it extends the checkpoint given, which covers ${size} of the ${counted(of, 'entry', 'entries')} of ${logName}`
}

const statementsText = ({ statements }: Extract<Verdict, { intact: true }>) =>
  ` with ${counted(statements, 'statement')}; the graph is what the log says`

const notHere =
  ', recomputed on this machine; statements and graph are verified by `pedigree verify` on the machine of the store'

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
