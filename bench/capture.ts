import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pluginEnvironment } from '../src/capture/plug-in.ts'
import { environmentWith, newest } from '../test/capture/python-environments.ts'
import { cpuShare } from './capture-cpu.ts'
import { bytesBelow, pedigreeRun, recordedMs } from './captured-run.ts'
import { type Measure, printMeasures } from './measure.ts'
import { median, msOf } from './pairs.ts'

const root = join(import.meta.dirname, '..')
const ownMsMax = 250

/** A tutorial's training on one thread: most of its second is imports, as in life. */
const training = `
import os
import numpy as np, pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
import joblib
rows = np.random.default_rng(0).normal(size=(3000, 8))
pd.DataFrame(rows).to_csv('data.csv', index=False)
frame = pd.read_csv('data.csv')
forest = RandomForestClassifier(n_estimators=60, n_jobs=1, random_state=0).fit(frame, frame.sum(axis=1) > 0)
print(accuracy_score(frame.sum(axis=1) > 0, forest.predict(frame)))
joblib.dump(forest, 'forest.joblib')
`
/** Reads every file below a folder. */
const reading = `
import os, sys
for folder in os.scandir('files'):
    for entry in os.scandir(folder.path):
        with open(entry.path, 'rb') as file: file.read()
`

/**
 * What capture costs: a short training, its own time around it, CPU beside a long one, many small files, and a large record.
 * Each beside the same command alone, in turn.
 * @param longSeconds how long the long training is.
 */
export async function captureBench(longSeconds: number): Promise<Measure[]> {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] })
  const python = environmentWith('the bench of capture', newest.requirements)
  if (python === undefined) return []
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-capture-'))
  try {
    return [
      ...(await shortTraining(python, inside(folder, 'short'))),
      await cpuShare(python, inside(folder, 'long'), longSeconds),
      ...(await smallFiles(python, inside(folder, 'small'), 20_000)),
      ...(await largeRecord(python, inside(folder, 'large'), 100_000)),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function inside(folder: string, name: string): string {
  const made = join(folder, name)
  mkdirSync(made)
  return made
}

// As in a shell of one's own, Python keeps its bytecode.
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '' }

async function shortTraining(python: string, folder: string): Promise<Measure[]> {
  writeFileSync(join(folder, 'train.py'), training)
  const command = [python, 'train.py']
  const rounds: { bareMs: number; commandMs: number; ownMs: number }[] = []
  for (let round = 0; round <= 7; round++) {
    const bareMs = bare(command, folder)
    const wholeMs = msOf(() => pedigreeRun(command, folder, oneThread))
    const commandMs = await recordedMs(folder)
    if (round > 0) rounds.push({ bareMs, commandMs, ownMs: wholeMs - commandMs })
  }
  const ratio = median(rounds.map(({ commandMs, bareMs }) => commandMs / bareMs))
  const ownMs = median(rounds.map((round) => round.ownMs))
  const bareText = ms(median(rounds.map(({ bareMs }) => bareMs)))
  return [
    {
      name: 'a short scikit-learn training, traced and with the plug-in ÷ alone',
      ours: ms(median(rounds.map(({ commandMs }) => commandMs))),
      theirs: bareText,
      ratio,
      target: '≤ 1.35',
      holds: ratio <= 1.35,
    },
    {
      name: 'our own time before and after it, over none',
      ours: ms(ownMs),
      theirs: ms(0),
      ratio: ownMs / ownMsMax,
      difference: ms(ownMs),
      target: `≤ ${ownMsMax} ms`,
      holds: ownMs <= ownMsMax,
    },
  ]
}

async function smallFiles(python: string, folder: string, count: number): Promise<Measure[]> {
  makeFiles(folder, count, 4096)
  const command = [python, 'read.py']
  const withPlugIn = (round: number) => pluginEnvironment(process.env, join(folder, `events-${round}`))
  const rounds = Array.from({ length: 10 }, (_, round) => ({
    bareMs: bare(command, folder),
    plugInMs: bare(command, folder, withPlugIn(round)),
  })).slice(1)
  const tracedMs: number[] = []
  for (let round = 0; round < 3; round++) {
    pedigreeRun(command, folder)
    tracedMs.push(await recordedMs(folder))
  }
  const bareMs = median(rounds.map((round) => round.bareMs))
  const ratio = median(rounds.map((round) => round.plugInMs / round.bareMs))
  const named = { theirs: ms(bareMs) }
  return [
    {
      ...named,
      name: `${count.toLocaleString('en')} files of 4 KiB read, with the plug-in alone ÷ without`,
      ours: ms(median(rounds.map(({ plugInMs }) => plugInMs))),
      ratio,
      target: '≤ 1.4',
      holds: ratio <= 1.4,
    },
    {
      ...named,
      name: 'the same, traced and with the plug-in ÷ without',
      ours: ms(median(tracedMs)),
      ratio: median(tracedMs) / bareMs,
      target: 'printed',
      holds: true,
    },
  ]
}

async function largeRecord(python: string, folder: string, count: number): Promise<Measure[]> {
  makeFiles(folder, count, 100)
  const command = [python, 'read.py']
  const bareMs = bare(command, folder)
  const wholeMs = msOf(() => pedigreeRun(command, folder))
  const seconds = (wholeMs - (await recordedMs(folder))) / 1000
  const megabytes = bytesBelow(join(folder, '.pedigree')) / 1e6
  const files = `a run that read ${count.toLocaleString('en')} files`
  return [
    {
      name: `the record of ${files}, over none`,
      ours: `${megabytes.toFixed(1)} MB`,
      theirs: '0 MB',
      ratio: megabytes / 20,
      difference: `${megabytes.toFixed(1)} MB`,
      target: '≤ 20 MB',
      holds: megabytes <= 20,
    },
    {
      name: `our own time before and after ${files} (${ms(bareMs)} alone), over none`,
      ours: `${seconds.toFixed(2)} s`,
      theirs: '0 s',
      ratio: seconds / 3,
      difference: `${seconds.toFixed(2)} s`,
      target: '≤ 3 s',
      holds: seconds <= 3,
    },
  ]
}

/** Files that differ, a thousand to a folder, and the script that reads them. */
function makeFiles(folder: string, count: number, bytes: number): void {
  writeFileSync(join(folder, 'read.py'), reading)
  for (let index = 0; index < count; index++) {
    const parent = join(folder, 'files', String(Math.floor(index / 1000)))
    if (index % 1000 === 0) mkdirSync(parent, { recursive: true })
    writeFileSync(join(parent, `${index}.bin`), Buffer.alloc(bytes, `${index} `))
  }
}

function bare([program = '', ...words]: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): number {
  return msOf(() => {
    const options = { cwd, env: { ...process.env, ...oneThread, ...more }, stdio: 'ignore' } as const
    if (spawnSync(program, words, options).status !== 0) throw new Error(`${words.join(' ')} failed`)
  })
}

const ms = (value: number) => `${value.toFixed(0)} ms`

if (import.meta.main) printMeasures(await captureBench(process.argv.includes('--quick') ? 15 : 60))
