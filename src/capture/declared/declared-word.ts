import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { PedigreeError } from '../../domain/error.ts'
import { redactValue } from '../secrets/redact-value.ts'
import { redactText } from '../secrets/secrets.ts'
import { harmlessAddress } from '../sources/harmless-address.ts'
import { type Declared, isAddress, type Said, type SaidPlace, words } from './declared.ts'

/** Where a word was said, for people, and the folder that its paths start from. */
export type Place = { readonly from: string; readonly folder: string }

/**
 * One word with its value, already without secrets, as the command line or a file gives it: `param` with `rate=0.1`, `in` with `data/raw`.
 * @throws PedigreeError `invalid-input` naming where it was said, what is wrong and an example.
 */
export function declaredBy(word: string, value: unknown, place: Place): Partial<Declared> {
  switch (word) {
    case 'name':
    case 'kind':
      return { [word]: said(redactText(textOf(word, value, place)).value, place) }
    case 'model':
      return { model: said(pathOf(word, value, place), place) }
    case 'in':
    case 'out':
      return { [word]: listOf(value).map((each) => placeOf(word, each, place)) }
    case 'param':
      return { param: pairsOf(word, value, place, (each, name) => redactValue(name, each).value) }
    case 'metric':
      return { metric: pairsOf(word, value, place, (each, name) => numberOf(name, each, place)) }
    case 'data':
      return { data: pairsOf(word, value, place, (path) => pathOf(word, path, place)) }
    case 'ignore':
      return { ignore: listOf(value).map((pattern) => textOf(word, pattern, place)) }
    case 'redact':
      return { redact: listOf(value).map((pattern) => patternOf(textOf(word, pattern, place), place)) }
    default:
      throw wrong(place, `"${word}" is none of the words: ${words.join(', ')}`)
  }
}

const said = <Value>(value: Value, { from }: Place): Said<Value> => ({ value, from })

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

function textOf(word: string, value: unknown, place: Place): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string' || value.trim() === '') throw wrong(place, `${word} needs a text`)
  return value
}

function pathOf(word: string, value: unknown, place: Place): string {
  const text = textOf(word, value, place)
  if (isAddress(text)) throw wrong(place, `${word} needs a file or a folder, and ${text} is an address`)
  return resolve(place.folder, text)
}

/** A path, or an address without its secrets; `file:` is a path. */
function placeOf(word: string, value: unknown, place: Place): SaidPlace {
  const text = textOf(word, value, place)
  if (!isAddress(text)) return said(pathOf(word, value, place), place)
  if (/^file:\/\/\//i.test(text)) return said(fileURLToPath(text), place)
  const harmless = harmlessAddress(text)
  if (harmless === undefined) throw wrong(place, `${word} needs a path or an address with a host, as s3://bucket/key`)
  return { ...said(harmless.address, place), ...(harmless.isAmbiguous ? { isAmbiguous: true } : {}) }
}

/** `name=value` from the command line, a mapping from a file. Values of the command line are typed as YAML types them. */
function pairsOf<Value>(
  word: string,
  value: unknown,
  place: Place,
  read: (value: unknown, name: string) => Value,
): ReadonlyMap<string, Said<Value>> {
  if (typeof value === 'string') {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(value) ?? []
    if (name === undefined || text === undefined) throw wrong(place, `"${value}" is not written as ${examples[word]}`)
    return new Map([[name, said(read(word === 'data' ? text : scalarOf(text), name), place)]])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(place, `${word} needs names with values, as ${examples[word]?.replace('=', ': ')}`)
  }
  return new Map(Object.entries(value).map(([name, each]) => [name, said(read(each, name), place)]))
}

const examples: Readonly<Record<string, string>> = {
  param: 'rate=0.1',
  metric: 'auc=0.87',
  data: 'flights=data/flights.csv',
}

function scalarOf(text: string): unknown {
  try {
    const value: unknown = parse(text, { schema: 'core', logLevel: 'silent' })
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value)
    return isPlain ? value : text
  } catch {
    return text
  }
}

function numberOf(name: string, value: unknown, place: Place): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrong(place, `the metric ${name} is no number: ${JSON.stringify(value)}`)
}

function patternOf(text: string, place: Place): RegExp {
  try {
    return new RegExp(text, 'gu')
  } catch (error) {
    throw wrong(place, `"${text}" is no regular expression (${(error as Error).message})`)
  }
}

function wrong({ from }: Place, why: string): PedigreeError {
  return new PedigreeError('invalid-input', redactText(`${from}: ${why}`).value)
}
