import { expect, test } from 'vitest'
import type { Plan } from './made-up-plan.ts'
import { compareHistories, compareHistory } from './true-causes.ts'

test('of made-up histories the causes are those that whoever made them up knows', async () => {
  // The same ones each time: new ones are looked for by the torture.
  const { compared, causes } = await compareHistories(150, 1)

  expect(compared).toBeGreaterThan(150)
  expect(causes).toBeGreaterThan(compared / 3)
}, 120_000)

const train = (...reads: string[]): Plan['steps'][number] => ({
  name: 'train.py',
  reads,
  writes: ['model.bin'],
  heeds: { parameter: true, code: true },
})
const step = (name: string, read: string, ...writes: string[]) => ({ ...train(read), name, writes })
const alone = { hasModule: false, promotions: ['none', 'none', 'none'], after: [] } as const

const once: Readonly<Record<string, Plan>> = {
  'what a wrapper gave a script that ran by itself on the other side': {
    ...alone,
    steps: [
      step('prepare.py', 'raw.csv', 'clean.csv'),
      step('split.py', 'clean.csv', 'parts/0.csv', 'test.csv'),
      step('extra.py', 'clean.csv', 'extra.csv'),
      train('parts/0.csv', 'extra.csv'),
    ],
    versions: [
      [],
      [{ do: 'fix', path: 'raw.csv' }, { do: 'make' }, { do: 'run one', step: 'prepare.py' }],
      [{ do: 'delete', path: 'parts/0.csv' }, { do: 'make' }],
    ],
  },
  'what led only to a file that somebody deleted, made again since': {
    ...alone,
    steps: [
      step('prepare.py', 'raw.csv', 'clean.csv'),
      step('extra.py', 'clean.csv', 'extra.csv'),
      train('clean.csv', 'extra.csv'),
    ],
    versions: [
      [],
      [
        { do: 'fix', path: 'raw.csv' },
        { do: 'run one', step: 'prepare.py' },
      ],
      [{ do: 'delete', path: 'extra.csv' }],
    ],
  },
  'a file that somebody replaced before it was changed in place, where another step still has the old one': {
    ...alone,
    steps: [step('extra.py', 'raw.csv', 'extra.csv'), train('raw.csv', 'extra.csv')],
    versions: [
      [],
      [],
      [
        { do: 'carry', path: 'raw.csv', from: 'in/0.csv' },
        { do: 'fix', path: 'raw.csv' },
      ],
    ],
  },
  'a file that came to a folder where another went beside it': {
    ...alone,
    steps: [
      step('split.py', 'raw.csv', 'parts/0.csv', 'parts/1.csv', 'parts/2.csv'),
      step('extra.py', 'raw.csv', 'extra.csv'),
      train('parts/0.csv', 'parts/1.csv', 'parts/2.csv', 'extra.csv'),
    ],
    versions: [
      [],
      [{ do: 'delete', path: 'parts/0.csv' }],
      [
        { do: 'run one', step: 'split.py' },
        { do: 'delete', path: 'extra.csv' },
      ],
    ],
  },
  'settings that a step made, and somebody after it': {
    ...alone,
    steps: [step('tune.py', 'raw.csv', 'best.yaml'), train('raw.csv', 'best.yaml')],
    versions: [
      [],
      [
        { do: 'code', step: 'tune.py', to: 1 },
        { do: 'run', from: 'tune.py' },
      ],
      [{ do: 'edit', path: 'best.yaml', to: 1 }],
    ],
  },
  'a log that somebody began anew, and that had been appended to more often': {
    ...alone,
    steps: [train('raw.csv', 'log.csv')],
    versions: [
      [
        { do: 'append', of: 1 },
        { do: 'append', of: 0 },
      ],
      [{ do: 'append', of: 0 }],
      [
        { do: 'edit', path: 'log.csv', to: 1 },
        { do: 'append', of: 0 },
      ],
    ],
  },
}

test.each(Object.entries(once))('told wrongly once: %s', async (_, plan) => {
  const compared = await compareHistory(plan)

  expect(compared.length).toBeGreaterThan(0)
  for (const { told, toldOfFolders, known } of compared) expect([told, toldOfFolders]).toEqual([known, known])
})
