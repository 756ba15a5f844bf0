import { type Command, CommanderError, Help, type Option } from 'commander'
import { PedigreeError } from '../domain/error.ts'
import { version } from '../domain/version.ts'
import { commands } from './commands.ts'
import { fail } from './errors.ts'
import { recordOptions } from './options.ts'

/** Runs one command line. Only the command that is named is loaded; help loads all. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  const line = withoutHelpWord(argv)
  const command = commandIn(line)
  const isJson = command !== 'run' && asksForJson(line)
  try {
    await (await program(command, isJson)).parseAsync(line)
  } catch (error) {
    if (!(error instanceof CommanderError)) fail(error, isJson)
    else if (error.exitCode === 0) process.exitCode = 0
    else if (isJson) fail(new PedigreeError('invalid-input', error.message.replace(/^error: /, '')), isJson)
    else process.exitCode = 2
  }
}

/** Read before anything is parsed, since that a line is wrong is an answer, too. Behind `--` stand references alone. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? undefined : end).includes('--json')
}

/** `help trace` is `trace --help`, as people know it from git. Of what is no command there is no help. */
function withoutHelpWord(argv: readonly string[]): readonly string[] {
  const [node = '', script = '', help, ...asked] = argv
  if (help !== 'help') return argv
  const isKnown = asked[0] === undefined || commands[asked[0]] !== undefined
  return [node, script, ...asked, ...(isKnown ? ['--help'] : [])]
}

/**
 * @param named the command that the line begins with; another word, or none, gives the program with all of them.
 * @param isJson whether whoever calls reads errors as JSON, which `main` writes.
 */
export async function program(named?: string, isJson = false): Promise<Command> {
  const { homeCommand } = await import('./home.ts')
  const whole = ofRecord(homeCommand()).enablePositionalOptions().version(version, '--version', 'print the version')
  const load = named === undefined ? undefined : commands[named]
  const loaders = load === undefined ? Object.values(commands) : [load]
  for (const command of await Promise.all(loaders.map((loader) => loader())))
    whole.addCommand(inherited(ofRecord(command), isJson))
  return inherited(whole.hook('preAction', handDown), isJson)
}

/** Every command that does something is about a record. */
function ofRecord(command: Command): Command {
  if (command.commands.length > 0) command.commands.forEach(ofRecord)
  else for (const option of recordOptions()) command.addOption(option)
  return command
}

/** What is said before the command holds for it; its own word wins. What it does not know is refused, never left aside. */
function handDown(whole: Command, command: Command): void {
  if (command === whole) return
  for (const option of whole.options) {
    const name = option.attributeName()
    const said = whole.getOptionValue(name)
    if (said === undefined) continue
    if (!command.options.some((known) => known.attributeName() === name)) {
      command.error(`error: ${command.name()} knows no ${option.long}`)
    }
    if (command.getOptionValue(name) === undefined) command.setOptionValue(name, said)
  }
}

/** The word that names the command: the first behind the options of the program. */
function commandIn([, , ...words]: readonly string[]): string | undefined {
  const taking = ['--store', '--server']
  return words.find((word, index) => !word.startsWith('-') && !taking.includes(words[index - 1] ?? ''))
}

/** Errors are thrown, so that `main` alone decides how the process ends; commander's own begin as ours do. */
function inherited(command: Command, isJson: boolean): Command {
  for (const child of command.commands) inherited(child, isJson)
  const outputError = (text: string, write: (text: string) => void) => write(text.replace(/^error: /, 'pedigree: '))
  return command
    .exitOverride()
    .showHelpAfterError('(--help shows how it is used)')
    .configureOutput(isJson ? { outputError: () => undefined, writeErr: () => undefined } : { outputError })
    .helpOption('-h, --help', 'show how it is used')
    .configureHelp({ optionDescription })
}

const optionDescription = (option: Option): string =>
  `${new Help().optionDescription(option)}${option.mandatory ? ' (required)' : ''}`
