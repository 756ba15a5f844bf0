import { posix } from 'node:path'
import { isQuestion, secrecyOf } from './secret-name.ts'
import { hides, type Redacted, redactedText, redactText } from './secrets.ts'

/** Options of well-known programs whose names do not say that a secret follows. */
type Options = {
  /** The secret is the next argument, or what is attached to the option (`-psecret`). */
  readonly either?: readonly string[]
  /** Only what is attached counts: alone, the option makes the program ask. */
  readonly attached?: readonly string[]
  /** The secret is the first argument after this word that is no option (`wandb login <key>`). */
  readonly after?: string
}

const mysql: Options = { attached: ['-p'] }
const mongo: Options = { either: ['-p'] }
const ldap: Options = { either: ['-w'] }
const archiver: Options = { attached: ['-p'] }
const curl: Options = { either: ['-u', '--user', '-U', '--proxy-user'] }
const container: Options = { either: ['-p'] }
const openssl: Options = { either: ['-passin', '-passout', '-pass', '-k', '-K'] }
const programs: Readonly<Record<string, Options>> = {
  ...Object.fromEntries(['mysql', 'mysqldump', 'mysqladmin', 'mysqlimport', 'mariadb'].map((name) => [name, mysql])),
  ...Object.fromEntries(['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoimport'].map((name) => [name, mongo])),
  ...Object.fromEntries(['ldapsearch', 'ldapmodify', 'ldapadd'].map((name) => [name, ldap])),
  ...Object.fromEntries(['7z', '7za', '7zr', 'rar', 'unrar'].map((name) => [name, archiver])),
  curl,
  openssl,
  sshpass: { either: ['-p'] },
  http: { either: ['-a', '--auth'] },
  https: { either: ['-a', '--auth'] },
  'redis-cli': { either: ['-a', '--pass'] },
  smbclient: { either: ['-U', '--user'] },
  zip: { either: ['-P'] },
  unzip: { either: ['-P'] },
  sqlcmd: { either: ['-P'] },
  lftp: { either: ['-u'] },
  cqlsh: { either: ['-p'] },
  wandb: { after: 'login' },
}
// `-p` of `docker run` publishes a port; only `login` takes a password.
const logins: Readonly<Record<string, Options>> = { docker: container, podman: container, az: container }

/**
 * A command line as it may be stored. Beside what `redactText` finds in each argument, the argument after `--password`,
 * after a name that is an argument of its own (`git config aws_secret_access_key x`), and what some well-known programs
 * take under a name that does not tell (`curl -u`, `mysql -p…`), also inside a command given to a shell.
 */
export function redactArguments(argv: readonly string[]): Redacted<readonly string[]> {
  const value: string[] = []
  let count = 0
  let options: Options = {}
  for (const [at, argument] of argv.entries()) {
    const before = argv[at - 1] ?? ''
    options = optionsAfter(options, argument, argv[at + 1])
    const isScript = isShellScript(argv, at)
    const start = isScript ? argument.length : secretStart(argument, before, options)
    if (start < argument.length) {
      // What looks like the name may be a random word.
      const { value: kept } = redactText(argument.slice(0, start))
      value.push(kept.endsWith(redactedText) ? kept : kept + redactedText)
      count += 1
      continue
    }
    const redacted = redactWhole(argument, before, isScript)
    value.push(redacted.value)
    count += redacted.count
  }
  return { value, count }
}

/** `TOKEN=x python a.py; curl b` after `bash -c` is a command that begins with a secret, not a secret to its end. */
function isShellScript(argv: readonly string[], at: number): boolean {
  const options = argv.slice(0, at).findLastIndex((word) => /^(?:ba|da|k|z|a)?sh$/.test(posix.basename(word)))
  return options >= 0 && options < at - 1 && /^-[A-Za-z]*c$/.test(argv[at - 1] ?? '')
}

function optionsAfter(options: Options, argument: string, next: string | undefined): Options {
  // Also as an option's value (`--first="curl -u …"`) and in a substitution.
  const name = posix.basename(argument.replace(/^(?:--?[\w.-]+=)?["'`$(]*/, ''))
  if (Object.hasOwn(logins, name)) return (next === 'login' && logins[name]) || options
  return (Object.hasOwn(programs, name) ? programs[name] : undefined) ?? options
}

// Where in an argument a secret starts, that is all the rest of it; its length when there is none.
function secretStart(argument: string, before: string, options: Options): number {
  const { either = [], attached = [], after } = options
  const isOption = argument.startsWith('-')
  if (either.includes(before) || (after !== undefined && before === after && !isOption)) return 0
  const short = [...either, ...attached].find((option) => option.length === 2 && argument.startsWith(option))
  if (short !== undefined && !argument.startsWith('--') && argument.length > 2) return 2

  const [user] = /^-u=?(?=.)/.exec(argument) ?? []
  if (user !== undefined && hides('pair', argument.slice(user.length))) return user.length
  const [option] = /^--?[\w-]+(?==)/.exec(argument) ?? []
  if (option !== undefined && either.includes(option)) return option.length + 1
  const [, name, equals] = /^(?:--?)?([A-Za-z_+][\w.+/@-]*)(=)/.exec(argument) ?? []
  if (name !== undefined && equals !== undefined) {
    const start = argument.indexOf('=') + 1
    if (hides(secrecyOf(name), argument.slice(start))) return start
  }
  return followsName(argument, before) ? 0 : argument.length
}

function followsName(argument: string, before: string): boolean {
  const [, dashes = '', name] = /^(--?)?([A-Za-z_][\w.-]*)$/.exec(before) ?? []
  if (name === undefined || isQuestion(name)) return false
  // The name of a user wherever it means one, with a password after it or not.
  const secrecy = before === '-u' ? 'pair' : secrecyOf(name)
  // A word on its own (`login`, `token`) is a name only when it has several words and means nothing else.
  if (dashes === '' && (secrecy !== 'secret' || !/[a-z][_.-][a-z]/i.test(name))) return false
  if (/^--?[A-Za-z][\w-]*(?:=|$)/.test(argument) && !/^-[^-]{8,}$/.test(argument)) return false
  return hides(secrecy, argument)
}

const words = /\s+|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+|["'\\]/gs
const wordsOfScript = /\s+|[;&|]+|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\;&|])+|["'\\]/gs

function redactWhole(argument: string, before: string, isScript: boolean): Redacted<string> {
  const named = isScript
    ? undefined
    : (/^--?([A-Za-z][\w.-]*)$/.exec(before)?.[1] ?? /^(?:--?)?([A-Za-z_][\w.-]*)=[^=]/.exec(argument)?.[1])
  const text = redactText(argument, named)
  return /\s/.test(argument) ? redactWords(text, isScript ? wordsOfScript : words) : text
}

/**
 * A text that may hold a command, as the value of another option or of a parameter does (`curl -u me:x https://h`). Only
 * the name of a program whose options are known makes it one: prose keeps what stands after a name in it.
 */
export function redactTextOrCommand(text: string, name?: string): Redacted<string> {
  const redacted = redactText(text, name)
  const isCommand = text.split(/[\s;&|()`"'$=]+/).some((word) => isProgram(posix.basename(word)))
  return isCommand ? redactWords(redacted, wordsOfScript) : redacted
}

/** Whether a list is one of words of a command line, where what follows a name may be its value. */
export function isCommandLine(words: readonly string[]): boolean {
  return words.some((word) => /^--?[A-Za-z]/.test(word) || isProgram(posix.basename(word)))
}

const isProgram = (name: string): boolean => Object.hasOwn(programs, name) || Object.hasOwn(logins, name)

// A command for a shell, or something like it: its words are arguments in their turn.
function redactWords(text: Redacted<string>, word: RegExp): Redacted<string> {
  const [, quote = '', inside = text.value] = /^(["'])(.*)\1$/s.exec(text.value) ?? []
  const pieces = inside.match(word) ?? []
  const inArgument = pieces.filter((piece) => /\S/.test(piece))
  if (inArgument.length < 2) return text
  const inner = redactArguments(inArgument)
  const rest = [...inner.value]
  const value = pieces.map((piece) => (/\S/.test(piece) ? (rest.shift() ?? '') : piece)).join('')
  return { value: quote + value + quote, count: text.count + inner.count }
}
