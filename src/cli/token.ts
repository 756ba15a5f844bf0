import { Command, Option } from 'commander'
import { PedigreeError } from '../domain/error.ts'
import { aRole, type Role, roles } from '../domain/role.ts'
import { tokensText } from '../export/text/tokens-text.ts'
import { jsonOption, type RecordOptions } from './options.ts'
import { serverNamed, tokensOf } from './record.ts'
import { secretLine } from './secret-line.ts'
import { print, printJson, say, styleOf, surroundings } from './terminal.ts'

type Options = RecordOptions & { readonly json?: true }

export function tokenCommand(): Command {
  return new Command('token')
    .description('who may speak to a server of this record: make, list and revoke tokens')
    .addCommand(
      new Command('create')
        .description('make a token; it is shown once')
        .argument('<name>', 'whose it is: ann for a person, or service/ci, team/risk, tool/airflow')
        .addOption(
          new Option(
            '--role <role>',
            'viewer reads, contributor also records, auditor reads (and alone will export in bulk), admin reads and manages tokens',
          )
            .choices(roles)
            .makeOptionMandatory(),
        )
        .addOption(jsonOption())
        .action(async (name: string, { json, role, ...where }: Options & { role: Role }) => {
          const machine = surroundings()
          const token = await (await tokensOf(machine, where)).create({ name, role })
          if (json) return printJson(token)
          say(token.text)
          machine.warn(
            `that is the token of ${token.agent}, ${aRole(token.role)}. It is not shown again; keep it as PEDIGREE_TOKEN.`,
          )
        }),
    )
    .addCommand(
      new Command('save')
        .description('keep the token for --server in a file of yours, read from the standard input')
        .action(async (where: RecordOptions) => {
          const machine = surroundings()
          const address = serverNamed(machine, where)
          if (address === undefined)
            throw new PedigreeError('invalid-input', 'the token of which server? --server https://… names it')
          const { saveTokenFor } = await import('../client/save-token.ts')
          const { agent, role, path } = await saveTokenFor(address, await secretLine('Token: '), machine, where)
          say(`the token of ${agent}, ${aRole(role)}, is in ${path}`)
        }),
    )
    .addCommand(
      new Command('list')
        .description('every token that was ever made, and when it was last used')
        .addOption(jsonOption())
        .action(async ({ json, ...where }: Options) => {
          const tokens = await (await tokensOf(surroundings(), where)).list()
          if (json) printJson(tokens)
          else print(tokensText(tokens, styleOf()))
        }),
    )
    .addCommand(
      new Command('revoke')
        .description('end a token: the next request that brings it is refused')
        .argument('<id>', 'as list shows it')
        .addOption(jsonOption())
        .action(async (id: string, { json, ...where }: Options) => {
          const token = await (await tokensOf(surroundings(), where)).revoke(id)
          if (json) printJson(token)
          else say(`the token ${id} of ${token.agent} is revoked`)
        }),
    )
}
