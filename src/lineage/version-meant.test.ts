import { expect, test } from 'vitest'
import { isMeant, meantText, otherMeant, type Said, versionMeant } from './version-meant.ts'

const inSlot = (asset: string, version?: number): Said => ({
  edge: 'points',
  source: asset,
  ...(version === undefined ? {} : { selector: { version } }),
})
const approved = (selector: Said['selector']): Said => ({ edge: 'acted-for', source: 'agent:user/bo', selector })
const nameOf = (asset: string) => asset.slice(asset.lastIndexOf('/') + 1)
const risk = { asset: 'asset:here/risk', version: 1 }

test('a slot means a version of the asset that it is of, an approval and a tag the one in their selector', () => {
  expect(versionMeant(inSlot('asset:here/risk', 1))).toEqual(risk)
  expect(versionMeant(approved({ asset: 'asset:here/risk', version: 1, note: 'ok' }))).toEqual(risk)
  expect(versionMeant({ selector: { asset: 'asset:here/risk', version: 1 } })).toEqual(risk)
})

test('two versions that are one content differ by name or by number', () => {
  const other = (said: Said) => otherMeant(risk, said, nameOf)

  expect(other(inSlot('asset:here/risk', 1))).toBeUndefined()
  expect(other(inSlot('asset:here/fraud', 1))).toBe('fraud@1')
  expect(other(inSlot('asset:here/risk', 2))).toBe('risk@2')
  expect(other(inSlot('asset:there/risk', 1))).toBe('there/risk@1')
  expect(other(approved({ asset: 'asset:here/fraud', version: 1 }))).toBe('fraud@1')
})

test('what a statement leaves open it says of every version, and content under no name is always told which', () => {
  expect(isMeant({}, risk)).toBe(true)
  expect(isMeant({ asset: risk.asset }, risk)).toBe(true)
  expect(isMeant({ version: 2 }, risk)).toBe(false)
  expect(isMeant({ version: '1' }, risk)).toBe(true)
  expect(otherMeant(undefined, inSlot('asset:here/risk', 1), nameOf)).toBe('risk@1')
  expect(otherMeant(undefined, inSlot('asset:here/risk'), nameOf)).toBe('risk')
  expect(otherMeant(undefined, approved({ note: 'ok' }), nameOf)).toBeUndefined()
  expect(meantText({ version: 2 })).toBe('version 2')
})
