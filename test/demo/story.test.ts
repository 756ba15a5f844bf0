import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { findPython } from '../../scripts/demo/find-python.ts'

const root = join(import.meta.dirname, '..', '..')
/** Kept from one test run to the next, so that only the first one installs. */
const folder = join(root, 'node_modules', '.cache', 'pedigree-demo-test')

describe.skipIf(withoutPython())('the demo, told from start to end', () => {
  let told = ''
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    told = await tell()
  }, 300_000)

  test('traces version 2 over train, features and prepare to the four raw tables, with the evaluation beside it', () => {
    const trace = answerTo('pedigree trace flight-delay@2')

    for (const step of ['train.py', 'features.py', 'prepare.py']) expect(trace).toMatch(`made by ${step}`)
    for (const table of ['airports', 'flights', 'planes', 'weather']) expect(trace).toMatch(`data/raw/${table}.csv`)
    expect(trace).toMatch(/train\.max_leaf_nodes +31 +← params\.yaml:\d+/)
    expect(trace).toMatch(/environment +Python 3\.\d+/)
    expect(trace).toMatch(/evaluated by evaluate\.py[\s\S]*mean_absolute_error/)
    expect(trace).toMatch(/live in production/)
    expect(trace).toMatch(/complete · .*capture grade/)
  })

  test('names exactly the four real changes as causes, and puts the metrics side by side on the same data', () => {
    const diff = answerTo('pedigree diff flight-delay@1 flight-delay@2')
    const causes = diff.slice(0, diff.indexOf('consequence'))

    expect(diff).toMatch('4 causes')
    expect(causes.match(/^ +[~+−] +\S+/gm)?.map((line) => line.trim().split(/\s+/)[1])).toEqual([
      'data/raw/flights.csv',
      'features.py',
      'train.py',
      'train.max_leaf_nodes',
    ])
    expect(diff).toMatch(/train\.py +commit \w+ → uncommitted/)
    expect(diff).toMatch(/Evaluation, on the same test data/)
    expect(diff).toMatch(/mean_absolute_error +\d/)
  })

  test('follows the weather to the live slot, and says what was live before', () => {
    expect(answerTo('pedigree impact data/raw/weather.csv')).toMatch(/flight-delay@2[\s\S]*live in production/)
    expect(answerTo('pedigree live --as-of')).toMatch(/production +flight-delay@1/)
  })

  test('proves that the record is intact, and names the entry of the altered copy', () => {
    expect(answerTo('pedigree verify\n')).toMatch(/^intact: 14 entries/m)
    expect(answerTo('pedigree verify --store')).toMatch(/NOT intact: entry \d+/)
  })

  /** What the story shows after a command. */
  function answerTo(command: string): string {
    const start = told.indexOf(`$ ${command}`)
    expect(start, `${command} is not in the story:\n${told.slice(-3_000)}`).toBeGreaterThanOrEqual(0)
    const end = told.indexOf('\n$ ', start + 1)
    return told.slice(start, end < 0 ? undefined : end)
  }
})

function tell(): Promise<string> {
  const env = { ...process.env, PEDIGREE_DEMO_FOLDER: folder }
  const demo = spawn(process.execPath, [join(root, 'scripts', 'demo.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [demo.stdout, demo.stderr])
    stream.setEncoding('utf8').on('data', (part) => {
      text += part
    })
  return new Promise((resolve) => demo.on('close', () => resolve(text)))
}

function withoutPython(): boolean {
  try {
    findPython(process.env)
    return false
  } catch (error) {
    console.error(`Skipped: the demo's story. ${(error as Error).message}`)
    return true
  }
}
