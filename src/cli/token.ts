import { Command, Option } from 'commander'
import { roles } from '../domain/role.ts'
import { tokensText } from '../export/tokens-text.ts'
import { openToState } from '../operations/open-to-state.ts'
import { openToRead, openToWrite } from '../operations/store.ts'
import { createToken, listTokens, revokeToken } from '../operations/tokens.ts'
import { jsonOption, type RecordOptions } from './options.ts'
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
            'viewer reads, contributor also records, auditor also exports, admin manages tokens',
          )
            .choices(roles)
            .makeOptionMandatory(),
        )
        .addOption(jsonOption())
        .action(async (name: string, { store: option, json, role }: Options & { role: string }) => {
          const machine = surroundings()
          await using store = await openToWrite(machine, option)
          const token = await createToken(store, { name, role }, machine)
          if (json) return printJson(token)
          print(token.text)
          machine.warn(
            `that is the token of ${token.agent}, a ${token.role}. It is not shown again; keep it as PEDIGREE_TOKEN.`,
          )
        }),
    )
    .addCommand(
      new Command('list')
        .description('every token that was ever made, and when it was last used')
        .addOption(jsonOption())
        .action(async ({ store: option, json }: Options) => {
          await using store = await openToRead(surroundings(), option)
          const tokens = await listTokens(store)
          if (json) printJson(tokens)
          else print(tokensText(tokens, styleOf()))
        }),
    )
    .addCommand(
      new Command('revoke')
        .description('end a token: the next request that brings it is refused')
        .argument('<id>', 'as list shows it')
        .addOption(jsonOption())
        .action(async (id: string, { store: option, json }: Options) => {
          const machine = surroundings()
          await using store = await openToState(machine, option)
          const token = await revokeToken(store, id, machine)
          if (json) printJson(token)
          else say(`the token ${id} of ${token.agent} is revoked`)
        }),
    )
}
