import { createHash, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Compile } from 'typebox/schema'
import { describe, expect, test } from 'vitest'
import { specFiles } from '../scripts/spec.ts'
import { PedigreeError } from '../src/domain/error.ts'
import { parseStatement } from '../src/domain/parse-statement.ts'
import type { Statement } from '../src/domain/statement.ts'
import { edgeKinds, nodeTypes } from '../src/domain/vocabulary.ts'
import { canonicalJson, parseStrict } from '../src/log/canonical.ts'
import { generateKey, parseVerifierKey } from '../src/log/note-key.ts'
import { logRow } from '../src/operations/project/make-folder.ts'
import { record } from '../src/operations/record.ts'
import { stating } from '../src/operations/recording/request.ts'
import { unseal } from '../src/operations/recording/seal.ts'
import { sql } from '../src/store/sql.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import * as tables from '../src/store/tables.ts'

type Refused = { statement: unknown; field: string; reason: string; beyondSchema?: true }
type Canonical = { input: string; canonical: string; sha256: string } | { input: string; refused: string }

const read = (path: string) => readFileSync(`spec/${path}`, 'utf8')
const lines = (path: string) => read(path).trimEnd().split('\n')
const valid = lines('vectors/statements.jsonl').map((line) => parseStrict(Buffer.from(line)) as Statement)
const refused = lines('vectors/refused.jsonl').map((line) => JSON.parse(line) as Refused)
const canonical = lines('vectors/canonical.jsonl').map((line) => JSON.parse(line) as Canonical)
const schema = Compile(JSON.parse(read('statement.schema.json')))

test('spec/ holds what the code writes; run `node scripts/spec.ts` after a change of the schemas', () => {
  for (const [path, text] of specFiles()) expect(read(path), path).toBe(text)
})

describe('statements that are valid', () => {
  test('cover every type, every node and all nine edges', () => {
    const kinds = new Set(valid.map((statement) => ('edge' in statement ? statement.edge : statement.type)))
    const nodes = new Set(valid.map((statement) => ('node' in statement ? statement.node : undefined)))

    expect([...kinds].sort()).toEqual(
      ['node', ...edgeKinds, 'parameters', 'metrics', 'facet', 'listing', 'retraction'].sort(),
    )
    expect([...nodes]).toEqual(expect.arrayContaining([...nodeTypes]))
  })

  test.each(valid.map((statement, index) => [index + 1, statement]))('line %i is taken as it is', (_, statement) => {
    expect(parseStatement(statement, '')).toBe(statement)
    expect(schema.Check(statement)).toBe(true)
    expect(parseStrict(Buffer.from(canonicalJson(statement)))).toEqual(statement)
  })
})

test('all valid statements can be recorded, odd names and all, and say the same when they are read back', async () => {
  const key = generateKey('pedigree.local/test', Buffer.alloc(32, 7))
  const store = await openSqlite(':memory:')
  await store.write(async (transaction) => {
    await transaction.put(tables.logs, [logRow(1, key, 0)])
    await transaction.put(tables.checkpoints, [{ log: 1, size: 0, note: '' }])
  })
  const request = { producer: 'a'.repeat(32), sequence: 0, agent: undefined, via: 'test', ...stating(valid) }

  await record(store, [request], { nowMs: 0, key, salt: () => Buffer.alloc(16) })

  const [body] = await store.read((snapshot) => snapshot.all<{ bytes: Uint8Array }>(sql`select bytes from body`))
  expect(unseal(body?.bytes ?? new Uint8Array()).statements).toEqual(valid)
})

test.each(refused.map((vector, index) => [index + 1, vector] as const))(
  'line %i of the refused statements is refused for what it says',
  (_, { statement, field, reason, beyondSchema }) => {
    expect(schema.Check(statement)).toBe(beyondSchema === true)

    const refusal = refusalOf(() => parseStatement(statement, '/statements/0'))

    expect(refusal.message.startsWith(`/statements/0${field} `), refusal.message).toBe(true)
    expect(refusal.message).toContain(reason)
  },
)

test.each(canonical.map((vector, index) => [index + 1, vector] as const))(
  'line %i of the canonical texts has that one text, or none',
  (_, vector) => {
    const write = () => canonicalJson(parseStrict(Buffer.from(vector.input)))

    if ('refused' in vector) expect(refusalOf(write).message).toContain(vector.refused)
    else {
      expect(write()).toBe(vector.canonical)
      expect(sha256(vector.canonical).toString('hex')).toBe(vector.sha256)
    }
  },
)

test('the sealed entry follows from spec/README.md with nothing but SHA-256 and Ed25519', () => {
  const sealed = JSON.parse(read('vectors/sealed.json'))
  const node = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right)

  const digests = sealed.items.map(({ salt, text }: { salt: string; text: string }) =>
    sha256(Buffer.of(0), Buffer.from(salt, 'hex'), text),
  )
  const [a, b, c, d, e] = digests
  const root = node(node(node(a, b), node(c, d)), e)
  const leafHash = sha256(Buffer.of(0), sealed.leaf)
  const [text, signatures] = sealed.checkpoint.split(/(?<=\n)\n/)
  const signature = Buffer.from(signatures.trimEnd().split(' ')[2], 'base64')

  expect(digests.map(base64)).toEqual(sealed.items.map(({ digest }: { digest: string }) => digest))
  expect(base64(root)).toBe(sealed.statementsRoot)
  expect(JSON.parse(sealed.leaf).root).toBe(sealed.statementsRoot)
  expect(base64(leafHash)).toBe(sealed.leafHash)
  expect(sealed.proof).toEqual({ position: 1, count: 5, hashes: [a, node(c, d), e].map(base64) })
  expect(text).toBe(`${sealed.logName}\n1\n${sealed.leafHash}\n`)
  const { publicKey, id } = parseVerifierKey(sealed.verifierKey)
  expect(signature.subarray(0, 4)).toEqual(id)
  expect(verify(null, Buffer.from(text), publicKey, signature.subarray(4))).toBe(true)
})

const base64 = (bytes: Buffer) => bytes.toString('base64')

function sha256(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function refusalOf(action: () => unknown): PedigreeError {
  try {
    action()
  } catch (error) {
    if (error instanceof PedigreeError && error.code === 'invalid-input') return error
    throw error
  }
  throw new Error('nothing was refused')
}
