import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { pythonMinors } from '../../scripts/demo/find-python.ts'
import { example } from '../../scripts/demo/places.ts'
import { versionTwo } from '../../scripts/demo/project.ts'

const scripts = ['prepare.py', 'features.py', 'train.py', 'evaluate.py']
const text = (name: string) => readFileSync(join(example, name), 'utf8')

describe('the example', () => {
  test('has never heard of Pedigree', () => {
    const files = readdirSync(example, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())

    const mentions = files.filter((file) => /pedigree/i.test(readFileSync(join(file.parentPath, file.name), 'utf8')))

    expect(mentions.map(({ name }) => name)).toEqual([])
  })

  test('reads its parameters from the section that bears the name of the script', () => {
    const parameters: unknown = parse(text('params.yaml'))

    expect(Object.keys(parameters ?? {}).map((section) => `${section}.py`)).toEqual(scripts)
    for (const script of scripts) expect(text(script)).toContain(`["${script.replace('.py', '')}"]`)
  })
})

describe('the requirements', () => {
  const lines = text('requirements.txt').trim().split('\n')

  test.each(pythonMinors.map((minor) => `3.${minor}`))('pin every package exactly once for Python %s', (version) => {
    const pinned = lines.filter((line) => holds(line, version)).map((line) => line.split('==')[0])

    expect(pinned).toEqual([...new Set(lines.map((line) => line.split('==')[0]))])
  })

  test('name an exact version in every line', () => {
    const exact = /^[\w-]+==[\w.]+(; python_version (<|==|>) "3\.\d+")?$/

    expect(lines.filter((line) => !exact.test(line))).toEqual([])
  })

  /** Whether a requirement is meant for a Python, by the three comparisons that the file uses. */
  function holds(line: string, version: string): boolean {
    const [, comparison, bound] = /python_version (<|==|>) "([\d.]+)"/.exec(line) ?? []
    if (bound === undefined) return true
    const difference = Number(version.split('.')[1]) - Number(bound.split('.')[1])
    return comparison === '<' ? difference < 0 : comparison === '>' ? difference > 0 : difference === 0
  }
})

describe('version 2', () => {
  const copy = mkdtempSync(join(tmpdir(), 'flight-delays-'))
  afterAll(() => rmSync(copy, { recursive: true }))

  test('applies to the example, changes one parameter, adds one feature and edits the training', () => {
    cpSync(example, copy, { recursive: true })
    for (const { patch } of versionTwo) {
      execFileSync('git', ['apply', join(example, 'version-2', patch)], {
        cwd: copy,
        env: { PATH: process.env.PATH, GIT_CEILING_DIRECTORIES: tmpdir() },
      })
    }

    const changed = (name: string) => {
      const before = text(name).split('\n')
      return readFileSync(join(copy, name), 'utf8')
        .split('\n')
        .filter((line) => !before.includes(line))
    }

    expect(changed('prepare.py')).toEqual([])
    expect(changed('features.py')).toContain('    features["recent_delay"] = recent_delay(flights)')
    expect(changed('params.yaml')).toEqual(['  max_leaf_nodes: 31'])
    expect(changed('train.py')).toContain('    delay = train["dep_delay"].clip(upper=180)')
    expect(changed('evaluate.py')).toEqual([])
  })

  test('leaves exactly one of its edits uncommitted, the last one', () => {
    expect(versionTwo.map((change) => 'message' in change)).toEqual([true, true, false])
  })
})
