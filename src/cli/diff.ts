import { Command } from 'commander'
import { diffText } from '../export/text/diff-text.ts'
import { pathsText } from '../export/text/paths-text.ts'
import type { Look } from '../export/text/span.ts'
import type { Between, Questions } from '../operations/verbs.ts'
import { asOfOption, jsonOption, knownAtOption, type QuestionOptions } from './options.ts'
import { openQuestions } from './record.ts'
import { print, printJson, styleOf, surroundings } from './terminal.ts'

export function diffCommand(): Command {
  const ask = (record: Questions, question: Between) => record.diff(question)
  return betweenCommand('diff', ask, diffText)
    .description('what changed between two versions (or any two things), causes apart from consequences')
    .argument('<a>', 'the one before: name@1, digest or file')
    .argument('<b>', 'the one after')
}

export function pathCommand(): Command {
  const ask = (record: Questions, question: Between) => record.path(question)
  return betweenCommand('path', ask, pathsText)
    .description('how one thing comes from another: the shortest ways between them')
    .argument('<a>', 'name, name@2, name@slot, digest, file or run')
    .argument('<b>', 'the other one; which comes first does not matter')
}

/** A question about two things. */
function betweenCommand<Answer>(
  name: string,
  ask: (record: Questions, question: Between) => Promise<Answer>,
  text: (answer: Answer, look: Look) => string,
): Command {
  return new Command(name)
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(jsonOption())
    .action(async (a: string, b: string, { json, asOf, knownAt, ...where }: QuestionOptions) => {
      await using record = await openQuestions(surroundings(), where)
      const answer = await ask(record, { a, b, asOf, knownAt })
      if (json) printJson(answer)
      else print(text(answer, styleOf()))
    })
}
