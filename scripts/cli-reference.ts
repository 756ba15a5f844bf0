import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { exitCodes } from '../src/cli/errors.ts'
import { program } from '../src/cli/program.ts'

// `node scripts/cli-reference.ts` writes what the commands say of themselves to docs/cli.md and into the entry file,
// whose help is constant; a test holds both against the commands.

const root = join(import.meta.dirname, '..')
export const referencePath = join(root, 'docs', 'cli.md')
export const entryPath = join(root, 'src', 'cli', 'main.ts')

const variables = {
  PEDIGREE_STORE: 'the record to use, as `--store` names it, which wins',
  PEDIGREE_SERVER: 'the address of the server with the record, as `--server` names it; `--store` and `--server` win',
  PEDIGREE_TOKEN:
    'the token for that server. Without it the file of the address in `pedigree/tokens` of the configuration folder, which nobody else may read',
  PEDIGREE_AGENT: 'who speaks, instead of the user’s login: `ann`, `service/ci`, `team/risk` or `tool/airflow`',
  PEDIGREE_LOCK_WAIT_MS:
    'how long what is recorded waits for another process that writes, in milliseconds (30000). Then a run is kept, and the next command records it. A question waits half a second at most, and answers without',
  XDG_STATE_HOME:
    'where `pedigree/` lies with the copies of checkpoints and what waits to be recorded, absolute (`~/.local/state`)',
  XDG_CONFIG_HOME:
    'where `pedigree/` lies with the tokens for servers and the keys of their logs as first seen, absolute (`~/.config`)',
  NO_COLOR: 'no colours, where it is not empty; `FORCE_COLOR` asks for them',
}

/** docs/cli.md: every command with its arguments and options, in the order of help. */
export async function cliReference(): Promise<string> {
  const whole = await program()
  const codes = Object.entries(exitCodes).map(([code, exit]) => `| ${exit} | ${code} |`)
  return [
    '# Commands',
    '',
    'Written from the commands themselves by `node scripts/cli-reference.ts`. A *reference* is what names a thing: see [concepts](concepts.md).',
    '',
    fenced(whole.helpInformation()),
    ...whole.commands.flatMap((command) => sections(command, 2, 'pedigree')),
    '## Exit codes',
    '',
    '`pedigree run` ends as its command did. Every other command ends with 0 or one of these; 1 is a defect of ours.',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...codes,
    '',
    'What went wrong is one line on standard error; with `--json` it is `{"error":{"code","message"}}`, the last line there.',
    '',
    '## Environment',
    '',
    '| variable | meaning |',
    '| --- | --- |',
    ...Object.entries(variables).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    '',
  ].join('\n')
}

function sections(command: Command, depth: number, prefix: string): string[] {
  const name = `${prefix} ${command.name()}`
  const inner = command.commands.flatMap((child) => sections(child, depth + 1, name))
  return [`${'#'.repeat(depth)} ${name}`, '', fenced(command.helpInformation()), ...inner]
}

const fenced = (text: string) => `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`

/** The entry file with the program's help in it. */
export async function entryWithHelp(): Promise<string> {
  const help = (await program()).helpInformation().replaceAll('\\', '\\\\').replaceAll('`', '\\`')
  return readFileSync(entryPath, 'utf8').replace(/const help = `[^`]*`/, () => `const help = \`${help}\``)
}

if (import.meta.main) {
  writeFileSync(entryPath, await entryWithHelp())
  writeFileSync(referencePath, await cliReference())
}
