import { expect, test } from 'vitest'
import { type RunLine, runLine } from './run-line.ts'

const plain = { colour: false }
const line: RunLine = {
  name: 'train.py',
  state: 'recorded',
  failure: undefined,
  reads: 2,
  readBytes: 4_545,
  writes: ['metrics.json', 'models/delay.pkl'],
  remote: [],
  foremost: 'metrics.json',
  parameters: 1,
  metrics: 2,
  grade: 'A',
  blind: 0,
}

test('one line tells what was read, written and learned, and where to look', () => {
  expect(runLine(line, plain)).toBe(
    'pedigree: recorded train.py, read 2 files (4.5 kB), wrote 2 files, learned 1 parameter and 2 metrics, grade A → pedigree trace metrics.json',
  )
})

test('the output that is looked at first is named at the end, and the run where there is none', () => {
  expect(runLine({ ...line, foremost: 'models/delay.pkl' }, plain)).toMatch(/ → pedigree trace models\/delay\.pkl$/)
  expect(runLine({ ...line, foremost: undefined }, plain)).toMatch(/ → pedigree show train\.py$/)
})

test('a failed run says how it ended', () => {
  const failed = { ...line, failure: 'exit 1', writes: [], foremost: undefined, reads: 0, parameters: 0, metrics: 0 }

  expect(runLine(failed, plain)).toBe(
    'pedigree: recorded train.py as failed (exit 1), read 0 files, wrote nothing, grade A → pedigree show train.py',
  )
})

test('a path that a shell would part is quoted, and cannot move the cursor', () => {
  const text = runLine({ ...line, foremost: "ann's \x1b[2J model.pkl" }, plain)

  expect(text).toMatch(/ → pedigree trace 'ann'\\''s \\x1b\[2J model\.pkl'$/)
})

test('what is not on record does not read as if it were', () => {
  expect(runLine({ ...line, state: 'waiting', failure: 'exit 1' }, plain)).toMatch(
    /^pedigree: kept for later: train\.py as failed \(exit 1\), read/,
  )
  expect(runLine({ ...line, state: 'lost' }, plain)).toMatch(/^pedigree: could not record train\.py, read/)
})
