import type { Statement } from '../src/domain/statement.ts'
import { decodeBody } from '../src/log/body.ts'
import { formatCheckpoint } from '../src/log/checkpoint.ts'
import { parseLeaf, proveStatement } from '../src/log/leaf.ts'
import { appendLeaf, emptyTree, leafHash, rootOf } from '../src/log/merkle.ts'
import { signNote } from '../src/log/note.ts'
import { generateKey, verifierKey } from '../src/log/note-key.ts'
import { stating } from '../src/operations/recording/request.ts'
import { digestOf, seal } from '../src/operations/recording/seal.ts'

// Everybody knows this key. It signs this vector and must sign nothing else.
const seed = Buffer.alloc(32, 7)
const logName = 'pedigree.local/test-vectors'

const data = `sha256:${'1'.repeat(64)}`
const model = `sha256:${'2'.repeat(64)}`
const run = 'run:acme/flight-delays/1'
const said: readonly Statement[] = [
  { type: 'node', node: 'run', id: run, kind: 'train', name: 'train.py', state: 'succeeded', exit: 0 },
  { type: 'edge', edge: 'used', source: run, target: data, role: 'data', origin: 'observed', witnesses: ['strace'] },
  { type: 'edge', edge: 'generated', source: run, target: model, role: 'model', place: 'file://ann-laptop/délai.bin' },
  { type: 'parameters', run, values: { max_depth: { value: 6, from: 'params.yaml:4' } } },
]

/**
 * One entry of a log with that entry alone, from its statements to the signed checkpoint, each step written out: the
 * key's seed and the salts in hexadecimal, hashes in Base64.
 */
export function sealedVector(): object {
  const key = generateKey(logName, seed)
  let drawn = 0
  const { leaf, body } = seal({
    request: {
      producer: '0123456789abcdef'.repeat(2),
      sequence: 0,
      agent: 'agent:user/ann',
      via: 'pedigree run 0.1.0',
      ...stating(said),
    },
    statements: said,
    log: 1,
    index: 0,
    number: 1,
    timeMs: Date.parse('2026-11-24T10:04:41.337Z'),
    salt: () => Buffer.alloc(16, ++drawn),
  })
  const items = decodeBody(body)
  const digests = items.map(digestOf)
  const root = rootOf(appendLeaf(emptyTree, leafHash(leaf)))
  const position = 1
  return {
    seed: seed.toString('hex'),
    verifierKey: verifierKey(key.verifier),
    logName,
    items: items.map((item, index) => ({
      ...('bytes' in item && { salt: item.salt.toString('hex'), text: item.bytes.toString() }),
      digest: digests[index]?.toString('base64'),
    })),
    statementsRoot: parseLeaf(leaf).root.toString('base64'),
    leaf: leaf.toString(),
    leafHash: leafHash(leaf).toString('base64'),
    proof: {
      position,
      count: items.length,
      hashes: proveStatement(digests, position).map((hash) => hash.toString('base64')),
    },
    checkpoint: signNote(formatCheckpoint({ logName, size: 1, root }), key),
  }
}
