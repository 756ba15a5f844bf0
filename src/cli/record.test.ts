import { expect, test } from 'vitest'
import { requireStore, serverNamed } from './record.ts'

const machine = (env: Record<string, string> = {}) => ({ cwd: '/', env, nowMs: () => 0, warn: () => undefined })
const [named, other] = ['https://lineage.example.org', 'https://other.example.org']

test('a server is named by --server, else by PEDIGREE_SERVER, over which --store has the word', () => {
  const env = { PEDIGREE_SERVER: other, PEDIGREE_STORE: '/elsewhere' }

  expect(serverNamed(machine(), {})).toBeUndefined()
  expect(serverNamed(machine({ PEDIGREE_SERVER: '' }), {})).toBeUndefined()
  expect(serverNamed(machine(env), {})).toBe(other)
  expect(serverNamed(machine(env), { server: named })).toBe(named)
  expect(serverNamed(machine(env), { store: '.' })).toBeUndefined()
})

test('two records named at once are refused, and a store’s own command where a server is named', () => {
  const refused = expect.objectContaining({ code: 'invalid-input' })

  expect(() => serverNamed(machine(), { store: '.', server: named })).toThrow(refused)
  expect(() => requireStore(machine({ PEDIGREE_SERVER: named }), {}, 'rebuild')).toThrow(refused)
  expect(() => requireStore(machine({ PEDIGREE_SERVER: named }), { store: '.' }, 'rebuild')).not.toThrow()
})
