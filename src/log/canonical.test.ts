import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, numberOf, parseStrict } from './canonical.ts'

const bytesOf = (text: string) => Buffer.from(text)

/** JSON values whose texts and names are well-formed and free of NUL, and whose integers a double holds. */
const strings = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0'))
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => {
  return !Number.isInteger(number) || Number.isSafeInteger(number) || Math.abs(number) >= 1e21
})
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    strings,
    numbers,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(strings, fc.constantFrom('__proto__', 'constructor', 'number', '10', '9')), tie('value'), {
      maxKeys: 5,
    }),
  ),
}))

test('names stand in the order of their UTF-8 bytes, without white space', () => {
  const value = { b: 1, a: [true, null, 'x'], '10': 2, '9': 3, é: 4, '\u{10000}': 5, '\uffee': 6, '': 7 }

  expect(canonicalJson(value)).toBe('{"":7,"10":2,"9":3,"a":[true,null,"x"],"b":1,"é":4,"\uffee":6,"\u{10000}":5}')
})

test('numbers are those of RFC 8785', () => {
  const samples = [
    0,
    -0,
    4.5,
    0.002,
    1e-27,
    1e21,
    1e30,
    5e-324,
    -5e-324,
    1.7976931348623157e308,
    Number('333333333.33333329'),
  ]

  expect(canonicalJson(samples)).toBe(
    '[0,0,4.5,0.002,1e-27,1e+21,1e+30,5e-324,-5e-324,1.7976931348623157e+308,333333333.3333333]',
  )
})

test('what JSON cannot count is said in words', () => {
  const samples = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 9007199254740993n, 2 ** 60, -7n]

  expect(canonicalJson(samples)).toBe(
    '[{"number":"NaN"},{"number":"Infinity"},{"number":"-Infinity"},{"number":"9007199254740993"},' +
      '{"number":"1152921504606846976"},-7]',
  )
})

test('the words are read back as the number that they say, and nothing else is', () => {
  expect(numberOf({ number: 'NaN' })).toBeNaN()
  expect(numberOf({ number: '-Infinity' })).toBe(Number.NEGATIVE_INFINITY)
  expect(numberOf({ number: '-9007199254740993' })).toBe(-9007199254740993n)
  expect(numberOf(1.5)).toBe(1.5)
  for (const other of ['1', { number: '1' }, { number: '09007199254740993' }, { number: 1 }, { number: 'NaN', x: 1 }]) {
    expect(numberOf(other)).toBeUndefined()
  }
  expect(numberOf({ number: '9'.repeat(401) })).toBeUndefined()
  expect(numberOf(null)).toBeUndefined()
})

test('members that are undefined are left out', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
})

test.each([
  [{ a: { 'b/c~d': ['\ud800'] } }, '"/a/b~1c~0d/0"'],
  [{ '\udc00': 1 }, '"/\\udc00"'],
  [{ a: 'x\0' }, '"/a"'],
  [{ a: () => 1 }, '"/a"'],
  [{ a: Symbol('a') }, '"/a"'],
  [[1, undefined], '"/1"'],
  [{ a: new Date(0) }, '"/a"'],
  [{ a: new Map() }, '"/a"'],
  [Buffer.of(1), 'the whole document'],
  [undefined, 'the whole document'],
  [{ a: 10n ** 401n }, '"/a"'],
])('%# what has no text is refused, and said where', (value, place) => {
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  expect(() => canonicalJson(value)).toThrow(place)
})

/** Arrays within each other, with something in the innermost. */
function nested(levels: number, innermost: unknown): unknown {
  return levels === 0 ? innermost : [nested(levels - 1, innermost)]
}

test('a name with NUL is refused, also where its parts are names that were written before', () => {
  expect(canonicalJson({ a: 1, b: 2 })).toBe('{"a":1,"b":2}')
  expect(canonicalJson({ b: 2, a: 1 })).toBe('{"a":1,"b":2}')

  expect(() => canonicalJson({ 'a\0b': 1 })).toThrow('the character NUL')
})

test('64 levels are written and read, the words for a number counted as one', () => {
  expect(parseStrict(bytesOf(canonicalJson(nested(64, 1))))).toEqual(nested(64, 1))
  expect(parseStrict(bytesOf(canonicalJson(nested(63, Number.NaN))))).toEqual(nested(63, { number: 'NaN' }))
  expect(parseStrict(bytesOf(`${'['.repeat(63)}9007199254740993${']'.repeat(63)}`))).toBeDefined()

  expect(() => canonicalJson(nested(65, 1))).toThrow(`${'/0'.repeat(64)}"`)
  expect(() => canonicalJson(nested(64, Number.NaN))).toThrow('64 deep')
  expect(() => parseStrict(bytesOf(JSON.stringify(nested(65, 1))))).toThrow(`${'/0'.repeat(64)}": it is nested`)
  expect(() => parseStrict(bytesOf(`${'['.repeat(64)}9007199254740993${']'.repeat(64)}`))).toThrow('64 deep')
})

test('a value that holds itself is refused', () => {
  const value: Record<string, unknown> = {}
  value.self = value

  expect(() => canonicalJson(value)).toThrow('64 deep')
})

test('strict reading means what JSON.parse means', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)

      expect(isDeepStrictEqual(parseStrict(bytesOf(text)), JSON.parse(text))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('strict reading refuses whatever JSON.parse refuses', () => {
  const broken = fc
    .tuple(json, fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '0', '9'.repeat(20), 'e', '\\', '\u0001', ' x'))
    .map(([value, place, change]) => {
      const text = JSON.stringify(value)
      return text.slice(0, place % text.length) + change + text.slice((place % text.length) + 1)
    })
  fc.assert(
    fc.property(broken, (text) => {
      const isJson = (() => {
        try {
          JSON.parse(text)
          return true
        } catch {
          return false
        }
      })()
      if (!isJson) expect(() => parseStrict(bytesOf(text))).toThrow(expect.objectContaining({ code: 'invalid-input' }))
    }),
    { numRuns: 1000 },
  )
})

test('canonical text is a fixed point, whatever the order of the names was', () => {
  const turned = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(turned)
    const members = Object.entries(value).map(([name, member]) => [name, turned(member)] as const)
    return Object.fromEntries(members.reverse())
  }
  const values = fc.oneof(json, fc.array(fc.oneof(fc.bigInt(), fc.double())))
  fc.assert(
    fc.property(values, (value) => {
      const text = canonicalJson(value)

      expect(canonicalJson(parseStrict(bytesOf(text)))).toBe(text)
      expect(canonicalJson(turned(value))).toBe(text)
    }),
    { numRuns: 500 },
  )
})

test('names are sorted as their bytes are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(strings, { maxLength: 20 }), (names) => {
      const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))

      const inOrder = names.map((name) => Buffer.from(name)).sort(Buffer.compare)
      expect(text).toBe(`{${inOrder.map((name) => `${JSON.stringify(name.toString())}:0`).join(',')}}`)
    }),
  )
})

test('integers past 2^53 keep every digit', () => {
  const text = '{"a":[9007199254740993,-9007199254740992,9007199254740991,12345678901234567890],"b":9e15,"é":1e2}'

  expect(parseStrict(bytesOf(text))).toEqual({
    a: [
      { number: '9007199254740993' },
      { number: '-9007199254740992' },
      9007199254740991,
      { number: '12345678901234567890' },
    ],
    b: 9e15,
    é: 100,
  })
})

test.each([
  ['{"a":1,"b":{"x":[{"c":1,"c":2}]}}', '"/b/x/0/c": the name stands twice in its object (offset 24)'],
  ['{"a":1,"\\u0061":2}', '"/a": the name stands twice'],
  ['{"__proto__":1,"__proto__":2}', '"/__proto__": the name stands twice'],
  ['{"a":9007199254740993,"a":1}', '"/a": the name stands twice'],
  ['{"a":{"a":1},"b":"\\ud800"}', '"/b": a text has half of a surrogate pair (offset 18)'],
  ['{"b":"\\ud800\\u0041"}', '"/b": a text has half'],
  ['["ok","\\udc00\\ud800"]', '"/1": a text has half'],
  ['{"\\ud800":1}', 'the whole document: a text has half'],
  ['{"a":["x\\u0000"]}', '"/a/0": a text has the character NUL (offset 8)'],
  ['[1,-1e999]', '"/1": a number is too large for a double (offset 3)'],
  [`[${'9'.repeat(310)}.5]`, '"/0": a number is too large'],
  [`[${'9'.repeat(401)}]`, '"/0": an integer has over 400 characters'],
  ['', 'this is not JSON'],
  ['\ufeff{}', 'this is not JSON'],
  ['{"a":00000000000000000009007199254740993}', 'this is not JSON'],
  ['{"a":1,}', 'this is not JSON'],
  ['[NaN]', 'this is not JSON'],
])('%s is refused', (text, message) => {
  expect(() => parseStrict(bytesOf(text))).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  expect(() => parseStrict(bytesOf(text))).toThrow(message)
})

test.each([
  [[0x22, 0xff, 0x22], '(offset 1)'],
  [[0x22, 0xed, 0xa0, 0x80, 0x22], '(offset 1)'],
  [[0x22, 0xc3], '(offset 1)'],
  [[0x22, 0xef, 0xbf, 0xbd, 0xc0, 0x80, 0x22], '(offset 4)'],
])('bytes that are not UTF-8 are refused: %j', (bytes, offset) => {
  expect(() => parseStrict(Uint8Array.from(bytes))).toThrow('the bytes are not UTF-8')
  expect(() => parseStrict(Uint8Array.from(bytes))).toThrow(offset)
})

test('a replacement character and a surrogate pair in escapes are ordinary text', () => {
  expect(parseStrict(bytesOf('["\ufffd","\\ud83d\\ude00","\\\\u0000"]'))).toEqual(['\ufffd', '😀', '\\u0000'])
})

test('a member named __proto__ is a member and no prototype', () => {
  const value = parseStrict(bytesOf('{"__proto__":{"admin":true}}'))

  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(value).not.toHaveProperty('admin')
  expect(canonicalJson(value)).toBe('{"__proto__":{"admin":true}}')
})

test('the message does not carry what a terminal would obey', () => {
  expect(() => parseStrict(bytesOf('[\u001b[31m]'))).not.toThrow('\u001b')
})
