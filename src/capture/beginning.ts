import { aroundVariable, type Captured, type CaptureOptions, rootOf } from './captured.ts'
import { type CodeSnapshot, codeAtBeginning } from './code/code.ts'
import { redactCaptured } from './declared/redact-captured.ts'
import { containerOf } from './environment/container.ts'
import { continuousIntegration } from './environment/continuous-integration.ts'
import { environmentOf } from './environment/environment.ts'
import { noContents } from './files/folders.ts'
import { realPath } from './files/real-path.ts'
import { noFiles } from './files/run-file.ts'
import { nothingLearned } from './learned.ts'
import { nothingFromPython } from './python/no-python.ts'
import { redactArguments } from './secrets/redact-arguments.ts'
import { nothingRemote } from './sources/remote-content.ts'

type Begun = {
  readonly command: readonly string[]
  readonly code: CodeSnapshot
  /** Ms since 1970. */
  readonly from: number
  readonly options: Pick<CaptureOptions, 'cwd' | 'env' | 'declared'>
}

/** A run of which only its beginning was seen: what stays on record where Pedigree is killed beside its command. */
export function beginningOf({ command, code, from, options }: Begun): Captured {
  const { cwd, env, declared } = options
  const container = containerOf(env)
  const around = env[aroundVariable]
  const captured: Captured = {
    end: { exit: undefined, signal: undefined, from, until: from },
    command: redactArguments(command).value,
    folder: realPath(cwd),
    root: rootOf(code),
    declared,
    around: around === undefined ? undefined : { run: around, isSeen: false },
    files: noFiles,
    contents: { reads: noContents, writes: noContents },
    remote: nothingRemote,
    code: codeAtBeginning(code),
    learned: nothingLearned,
    environment: environmentOf(nothingFromPython, env, container),
    container,
    continuousIntegration: continuousIntegration(env),
    lockFiles: [],
    determinism: [],
    grade: 'C',
    blind: ['Nothing was heard of the run after its beginning: what it read, wrote and learned is not known.'],
    remarks: [],
  }
  return redactCaptured(captured, declared.redact)
}
