import type { PythonEvents } from '../python/python-event.ts'

/** By whose rules the scalars of a YAML file are read: PyYAML's are those of YAML 1.1, with its own idea of a float. */
export type YamlDialect = 'PyYAML' | 'OmegaConf'

// Each has rules of its own for what is read through PyYAML, or reads by YAML 1.2.
const others = ['ruamel-yaml', 'jsonargparse']

/** By whose rules the Python that opened a file read it; undefined where that had not imported PyYAML, or may have used another. */
export function yamlDialectOf(
  path: string,
  { files, imports, ends }: Pick<PythonEvents, 'files' | 'imports' | 'ends'>,
): YamlDialect | undefined {
  const readers = new Set(files.flatMap((file) => (file.operation === 'read' && file.path === path ? [file.pid] : [])))
  const told = [...imports, ...ends].filter(({ pid }) => readers.has(pid))
  const packages = new Set(told.flatMap((each) => each.packages.map(({ name }) => name)))
  if (!packages.has('pyyaml') || others.some((name) => packages.has(name))) return undefined
  return packages.has('omegaconf') ? 'OmegaConf' : 'PyYAML'
}

const booleans = /^(?:(yes|true|on)|no|false|off)$/i
// `oN` is text.
const oneCase = /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/
const integer = /^[-+]?(?:0b[01_]+|0x[\da-f_]+|0[0-7_]+|0|[1-9][\d_]*(?::[0-5]?\d)*)$/i
const sexagesimal = /^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/
const floats = {
  PyYAML: /^(?:[-+]?\d[\d_]*\.[\d_]*|\.\d[\d_]*)(?:e[-+]\d+)?$/i,
  OmegaConf: /^(?:[-+]?\d[\d_]*\.[\d_]*(?:e[-+]?\d+)?|[-+]?\d[\d_]*e[-+]?\d+|\.\d[\d_]*(?:e[-+]\d+)?)$/i,
} as const

/** What a plain scalar is for a dialect: null, a boolean, a number, or the text as it stands. Dates stay texts. */
export function scalarIn(dialect: YamlDialect, text: string): null | boolean | number | bigint | string {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null
  const [isBoolean, isTrue] = booleans.exec(text) ?? []
  if (isBoolean !== undefined && oneCase.test(text)) return isTrue !== undefined
  const sign = text.startsWith('-') ? -1 : 1
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return sign * Number.POSITIVE_INFINITY
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '')
  if (integer.test(text) && !/^[-+]?0[BX]/.test(text)) return BigInt(sign) * integerOf(digits)
  if (sexagesimal.test(text)) return sign * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return floats[dialect].test(text) ? sign * Number(digits) : text
}

function integerOf(digits: string): bigint {
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n)
  return BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits)
}
