import { describe, expect, test } from 'vitest'
import { hasStrace, python, pythonWith } from '../programs.ts'
import { makeProject } from '../project.ts'
import { type Ground, hasProgram, type Manner, placeOf, prepare, runWays, toldOf, trueOf } from './battery.ts'
import { staticC, staticGo } from './compiled.ts'
import { libraryWays, workerWays } from './libraries.ts'
import { programWays } from './programs.ts'
import { pythonWays } from './python.ts'
import { unseenByPython, type Way } from './way.ts'

const libraries = pythonWith('test/capture/battery/requirements.txt', 'read and write with libraries')
const compiled = { 'static C': staticC(), go: staticGo() }
const variables = { NODE: process.execPath, STATIC_C: compiled['static C'] ?? '', STATIC_GO: compiled.go ?? '' }

const isThere = (name: string): boolean =>
  name === 'static C' || name === 'go' ? compiled[name] !== undefined : hasProgram(name)
const canRun = ({ needs = [] }: Way): boolean => needs.every(isThere)

const groups: readonly (readonly [string, Manner, readonly Way[], string | undefined])[] = [
  ['programs', 'each', programWays, python?.path],
  ['Python alone', 'each', pythonWays, python?.path],
  ['libraries in one process', 'together', libraryWays, libraries],
  ['libraries with workers', 'each', workerWays, libraries],
]

const skipped = groups.flatMap(([, , ways]) => ways.filter((way) => !canRun(way)).map(({ name }) => name))
if (skipped.length > 0) console.warn(`Skipped: ${skipped.join(', ')}: what they start is not here.`)

describe.each(groups)('%s', (_, manner, all, interpreter) => {
  const ways = all.filter(canRun)
  const run = (tracer: string) => {
    const ground: Ground = {
      project: makeProject({ isRepository: false }),
      python: interpreter ?? '',
      variables,
    }
    const before = prepare(ways, ground)
    const summary = runWays(ways, manner, tracer, ground)
    return { ground, before, summary }
  }

  test.skipIf(!hasStrace || interpreter === undefined)('by system calls: all is seen and nothing invented', () => {
    const { ground, before, summary } = run('auto')

    const told = ways.map((way) => [way.name, toldOf(way, ways, summary)])
    expect(told).toEqual(ways.map((way) => [way.name, trueOf(way, before, ground, () => true)]))
    expect(toldOf(undefined, ways, summary)).toEqual({ reads: {}, writes: {}, revises: {}, seenByBoth: [] })
    const lost = ways.flatMap((way) =>
      (way.lost ?? []).map((name) => {
        const isRevised = way.revises?.includes(name) === true
        return isRevised ? `What ${placeOf(way, name)} held has no digest` : `${placeOf(way, name)} has no digest`
      }),
    )
    const blind = summary.blind.flatMap((sentence) => /^.* has no digest(?=: )/.exec(sentence) ?? [])
    expect(blind.sort()).toEqual(lost.sort())
    // Two of them are Pythons that cannot load the plug-in.
    expect(summary.grade).toBe(all === pythonWays ? 'B' : 'A')
  })

  test.skipIf(interpreter === undefined)('by the plug-in alone: what is missed are reads that it cannot see', () => {
    const { ground, before, summary } = run('python')
    const watched = ways.filter(({ outlives }) => !outlives)

    const told = watched.map((way) => [way.name, toldOf(way, ways, summary)])
    expect(told).toEqual(
      watched.map((way) => {
        const seen = (name: string) => !unseenByPython(way).includes(name) || way.moved?.includes(name) === true
        const { reads, revises } = trueOf(way, before, ground, seen)
        // What was written and moved without it shows by a look before and after.
        const { writes } = trueOf(way, before, ground, () => true)
        if (all !== programWays) return [way.name, { reads, writes, revises, seenByBoth: [] }]
        const moved = trueOf(way, before, ground, (name) => (way.moved ?? way.writes ?? []).includes(name))
        return [way.name, { reads: way.moved ? moved.reads : {}, writes, revises: {}, seenByBoth: [] }]
      }),
    )
    expect(summary.grade).toBe(all === programWays ? 'C' : 'B')
  })
})

test('there are at least 60 ways', () => {
  const ways = groups.flatMap(([, , all]) => all)

  expect(new Set(ways.map(({ name }) => name)).size).toBe(ways.length)
  expect(ways.length).toBeGreaterThanOrEqual(60)
})
