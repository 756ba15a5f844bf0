import { type Measure, printMeasures } from './measure.ts'

// For every day: a tenth of the largest graph, half a minute instead of two.
const quick = process.argv.includes('--quick')

/** Every benchmark by name, in the order in which they run. To add one: a file, and a line here. */
const benches: Readonly<Record<string, () => Promise<readonly Measure[]>>> = {
  merkle: async () => (await import('./merkle.ts')).merkleBench(),
  'start-up': async () => (await import('./start-up.ts')).startUpBench(),
  drawing: async () => (await import('./drawing.ts')).drawingBench(),
  hashing: async () => (await import('./hashing.ts')).hashingBench(),
  record: async () => (await import('./record.ts')).recordBench(),
  capture: async () => (await import('./capture.ts')).captureBench(quick ? 15 : 60),
  serve: async () => (await import('./serve.ts')).serveBench(),
  graph: async () => (await import('./graph.ts')).graphBench(quick ? 1_000_000 : 10_000_000),
}

const named = process.argv.slice(2).filter((word) => word !== '--quick')
const unknown = named.find((name) => !(name in benches))
if (unknown !== undefined) {
  console.error(`There is no benchmark ${unknown}; there are ${Object.keys(benches).join(', ')}.`)
  process.exitCode = 2
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (named.length > 0 && !named.includes(name)) continue
    console.log(`\n${name}`)
    printMeasures(await bench())
  }
}
