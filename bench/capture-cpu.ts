import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entry, environment } from './captured-run.ts'
import type { Measure } from './measure.ts'

/** Trains again and again for so many seconds of CPU, and says at its end what it used and which process it was. */
const training = `
import json, os, resource, sys, time
with open('pid', 'w') as file: file.write(str(os.getpid()))
import numpy as np, pandas as pd
from sklearn.ensemble import RandomForestClassifier
import joblib
frame = pd.DataFrame(np.random.default_rng(0).normal(size=(5000, 12)))
frame.to_csv('data.csv', index=False)
while time.process_time() < float(sys.argv[1]):
    table = pd.read_csv('data.csv')
    forest = RandomForestClassifier(n_estimators=20, n_jobs=1, random_state=0).fit(table, table.sum(axis=1) > 0)
    joblib.dump(forest, 'forest.joblib')
with open('cpu', 'w') as file: file.write(str(time.process_time()))
`
// The kernel's unit in /proc/<pid>/stat (USER_HZ), which is 100 on every Linux that Node runs on.
const ticksPerSecond = 100

/**
 * CPU of the tracer and of Pedigree beside that of a training of so many seconds. A shell says what Pedigree and the training
 * took together (POSIX, `times`); the tracer is nobody's child, and is asked while it runs.
 */
export async function cpuShare(python: string, folder: string, seconds: number): Promise<Measure> {
  writeFileSync(join(folder, 'train.py'), training)
  const command = [process.execPath, entry, 'run', '--quiet', '--', python, 'train.py', String(seconds)]
  const child = spawn('sh', ['-c', '"$@" >&2; times', 'sh', ...command], {
    cwd: folder,
    env: environment(folder, { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let tracerSeconds = 0
  const watch = setInterval(() => {
    tracerSeconds = tracerSecondsOf(folder) ?? tracerSeconds
  }, 50)
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8')) said += text
  clearInterval(watch)
  const trainingSeconds = Number(readFileSync(join(folder, 'cpu'), 'utf8'))
  // The second line of `times` is that of the children: 0m1.230000s 0m0.120000s.
  const [user = 0, system = 0] = [...(said.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  )
  const ours = user + system - trainingSeconds + tracerSeconds
  return {
    name: `CPU of the tracer (${tracerSeconds.toFixed(2)} s) and Pedigree ÷ that of a training`,
    ours: `${ours.toFixed(2)} s`,
    theirs: `${trainingSeconds.toFixed(1)} s`,
    ratio: ours / trainingSeconds,
    // Most of it is the start and the end, whatever is between: of a shorter training it is a larger share.
    target: seconds < 60 ? 'printed; ≤ 0.03 of a minute' : '≤ 0.03',
    holds: tracerSeconds > 0 && (seconds < 60 || ours / trainingSeconds <= 0.03),
  }
}

/** Undefined before the training has said which process it is, and after it has ended. */
function tracerSecondsOf(folder: string): number | undefined {
  try {
    const pid = readFileSync(join(folder, 'pid'), 'utf8')
    const tracer = /^TracerPid:\s*([1-9]\d*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    const fields = readFileSync(`/proc/${tracer}/stat`, 'utf8').split(' ')
    return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond
  } catch {
    return undefined
  }
}
