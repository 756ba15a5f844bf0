import { spawnSync } from 'node:child_process'
import { between, type Program, table } from './program.ts'

/** Debian's own Python, whose `python3-torch` brings PyTorch for the CPU without gigabytes of CUDA. */
const torch = interpreterWith('/usr/bin/python3', ['-c', 'import torch, numpy'], 'PyTorch (Debian: python3-torch)')
const r = interpreterWith('Rscript', ['--version'], 'R (Debian: r-base-core)')

function interpreterWith(path: string, words: readonly string[], what: string): string | undefined {
  if (spawnSync(path, words, { stdio: 'ignore' }).status === 0) return path
  console.warn(`Skipped: programs with ${what}.`)
  return undefined
}

const pixels = Array.from({ length: 16 }, (_, index) => [`p${index}`, (chance: number) => chance] as const)

export const pytorch: Program = {
  name: 'pytorch',
  command: torch === undefined ? undefined : [torch, 'train.py', '--epochs', '8'],
  data: {
    'digits.csv': table(300, {
      ...Object.fromEntries(pixels),
      digit: (_chance, { p0 = 0, p1 = 0 }) => (p0 > 0.5 ? 2 : 0) + (p1 > 0.5 ? 1 : 0),
    }),
  },
  expected: {
    reads: ['digits.csv'],
    writes: ['digits.pt', 'log.csv', 'metrics.json'],
    models: ['digits.pt'],
    code: ['train.py'],
    parameters: {
      epochs: [8, 'command line'],
      lr: [0.01, 'default of train.py'],
      'SGD.lr': [0.01, 'call at train.py:34'],
      'SGD.momentum': [0.9, 'call at train.py:34'],
    },
    metrics: [['accuracy', 'metrics.json', '']],
    algorithms: ['SGD at train.py:34'],
    features: [],
    packages: ['numpy', 'torch'],
    grade: 'A',
  },
}

export const fineTune: Program = {
  name: 'fine-tune',
  before: [torch ?? '', 'pretrain.py'],
  command: torch === undefined ? undefined : [torch, 'finetune.py'],
  data: {
    'checkpoints/.keep': '',
    'reviews.csv': table(200, {
      stars: between(1, 5),
      length: between(0, 1),
      caps: between(0, 1),
      marks: between(0, 1),
      links: between(0, 1),
      age: between(0, 1),
      helpful: (chance, { stars = 0 }) => Number(stars + chance > 3.5),
    }),
  },
  expected: {
    reads: ['checkpoints/base.pt', 'reviews.csv'],
    writes: ['checkpoints/finetuned.pt'],
    models: ['checkpoints/finetuned.pt'],
    code: ['finetune.py'],
    parameters: {
      'AdamW.lr': [0.05, 'call at finetune.py:23'],
    },
    metrics: [],
    algorithms: ['AdamW at finetune.py:23'],
    finetuned: { 'checkpoints/finetuned.pt': 'checkpoints/base.pt' },
    features: [],
    packages: ['numpy', 'torch'],
    grade: 'A',
  },
}

export const inR: Program = {
  name: 'r',
  command: r === undefined ? undefined : [r, 'train.R', '0.4'],
  data: {
    'passengers.csv': table(200, {
      age: between(1, 80),
      fare: between(5, 200),
      survived: (chance, { age = 0, fare = 0 }) => Number(fare / 2 - age + chance * 60 > 30),
    }),
  },
  expected: {
    reads: ['passengers.csv'],
    writes: ['coefficients.csv', 'metrics.json', 'model.rds'],
    models: ['model.rds'],
    code: ['train.R'],
    parameters: {},
    metrics: [['accuracy', 'metrics.json', '']],
    algorithms: [],
    features: [],
    packages: [],
    grade: 'A',
  },
}
