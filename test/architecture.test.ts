import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Who may import whom (docs/architecture.md). `pure` folders do no I/O and take time and randomness as arguments; in
 * `apart` folders one sub-folder never imports another. A folder without a row may not exist.
 */
const folders: Record<string, { imports: readonly string[] | 'all'; pure?: true; apart?: true }> = {
  domain: { imports: [], pure: true },
  log: { imports: ['domain'], pure: true },
  lineage: { imports: ['domain'], pure: true },
  export: { imports: ['domain', 'lineage'], pure: true },
  policy: { imports: ['domain', 'lineage'], pure: true },
  drawing: { imports: ['domain', 'lineage'], pure: true },
  store: { imports: ['domain', 'log'] },
  objects: { imports: ['domain'] },
  capture: { imports: ['domain'] },
  importers: { imports: ['domain'], apart: true },
  operations: {
    imports: ['domain', 'log', 'lineage', 'export', 'policy', 'store', 'objects', 'capture', 'importers'],
  },
  protocols: { imports: ['domain', 'lineage', 'operations'], apart: true },
  server: { imports: ['domain', 'log', 'lineage', 'export', 'drawing', 'operations', 'protocols'] },
  client: { imports: ['domain', 'log', 'lineage', 'operations'] },
  cli: { imports: ['domain', 'export', 'drawing', 'operations', 'server', 'client'] },
  web: { imports: ['domain', 'lineage', 'export', 'drawing'] },
  test: { imports: 'all' },
  scripts: { imports: 'all' },
  bench: { imports: 'all' },
}

/** Who owns a package, and a built-in module that only few may have. Tests may use every one of them. */
const owners: Record<string, readonly string[]> = {
  typebox: ['domain', 'lineage', 'capture', 'server', 'scripts'],
  fastify: ['server'],
  '@fastify/swagger': ['server'],
  ajv: ['server'],
  commander: ['cli', 'scripts'],
  ignore: ['capture'],
  yaml: ['capture'],
  'smol-toml': ['capture'],
  vitest: ['test'],
  'fast-check': ['test'],
  '@viz-js/viz': ['test'],
  'node:sqlite': ['store', 'scripts'],
  'playwright-core': ['test', 'bench'],
  'axe-core': ['test'],
  react: ['web'],
  'react-dom': ['web'],
  'react-aria-components': ['web'],
  '@tanstack/react-query': ['web'],
  '@tanstack/react-router': ['web'],
  vite: ['web', 'scripts'],
  'virtual:drawing.css': ['web'],
}

// node:module to load a module of the same folder only where it is needed.
const pureModules = ['node:assert', 'node:buffer', 'node:crypto', 'node:module', 'node:zlib']
const impure =
  /\b(?:Date\.now|Math\.random|performance\.now|new Date\(\)|randomBytes|randomUUID|fetch\(|console\.|process\.\w+)/
const namesRefused = /(?:^|[/.-])(?:utils?|helpers?|common|managers?|services?)(?:[/.-]|$)/
const imported =
  /^(?:import|export)\s(?:[\w$*,\s]|\{[^}]*\})*?\bfrom\s+['"]([^'"]+)|^import\s+['"]([^'"]+)|(?<!["'`\w.])(?:import|require)\(\s*['"]([^'"]+)/gm
const comments = /^[ \t]*(?:\/\/|\/?\*).*$/gm
const sqlFile = 'src/store/sql.ts'
/** What the server answers, as types: all that the page, which runs elsewhere, may know of it. */
const contractFile = 'src/server/contract.ts'

type Source = { readonly file: string; readonly text: string }

/** Each breach of the table above in one line, `file:line imports X, which <folder> may not`. */
function offences(sources: readonly Source[]): string[] {
  const known = new Set(sources.map(({ file }) => file))
  return sources.flatMap(({ file, text }) => {
    const folder = folderOf(file)
    const code = text.replace(comments, '')
    if (!(folder in folders)) return [`${file}: the folder ${folder} has no row in test/architecture.test.ts`]
    const found = namesRefused.test(file) ? [`${file}: a name that says nothing; name the one concept in the file`] : []
    if (/^export/m.test(code) && /^['";\s]*$/.test(code.replace(imported, '').replace(/^export \{[^}]*\}/gm, ''))) {
      found.push(`${file}: only re-exports; import from where things are`)
    }
    for (const match of code.matchAll(imported)) {
      const what = match[1] ?? match[2] ?? match[3] ?? ''
      const isContract = match[0].startsWith('import type ') && targetOf(file, what) === contractFile
      const verdict = folder === 'web' && isContract ? undefined : verdictOn(file, what, known)
      if (verdict) found.push(`${file}:${code.slice(0, match.index).split('\n').length} imports ${what}, ${verdict}`)
    }
    for (const [index, line] of folders[folder]?.pure ? code.split('\n').entries() : []) {
      const match = impure.exec(line)
      if (match) found.push(`${file}:${index + 1} uses ${match[0]}, which ${folder} may not`)
    }
    return found
  })
}

/** Files that import one another in a circle, types included: each such circle, as the way around it. */
function circles(sources: readonly Source[]): string[] {
  const known = new Set(sources.map(({ file }) => file))
  const importsOf = new Map(
    sources.map(({ file, text }) => {
      const named = [...text.replace(comments, '').matchAll(imported)].map((match) => match[1] ?? match[2] ?? match[3])
      return [file, named.flatMap((what) => (what?.startsWith('.') ? targetOf(file, what) : []))]
    }),
  )
  const done = new Set<string>()
  const found: string[] = []
  const follow = (file: string, way: readonly string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    done.add(file)
    for (const target of importsOf.get(file) ?? []) if (known.has(target)) follow(target, [...way, file])
  }
  for (const { file } of sources) follow(file, [])
  return found
}

function verdictOn(file: string, what: string, known: ReadonlySet<string>): string | undefined {
  const folder = folderOf(file)
  const { imports = [], pure, apart } = folders[folder] ?? {}
  const refused = (allowed: boolean) => (allowed ? undefined : `which ${apart ? partOf(file) : folder} may not`)
  if (!what.startsWith('.')) {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(what)?.[0] ?? what
    const owned = owners[name]
    if (owned !== undefined) return refused(folder === 'test' || owned.includes(folder))
    return refused(what.startsWith('node:') && (!pure || pureModules.includes(what)))
  }
  const target = targetOf(file, what)
  if (!known.has(target)) return 'which does not exist'
  if (imports === 'all') return undefined
  if (folderOf(target) !== folder) return refused(imports.includes(folderOf(target)) && target !== sqlFile)
  return refused(!apart || partOf(file) === folder || partOf(target) === folder || partOf(file) === partOf(target))
}

const targetOf = (file: string, what: string) => posix.join(posix.dirname(file), what)

function folderOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  // So are the data that tests share, `x.test-y.ts`, and the suite that every storage engine runs.
  if (/\.test(?:-[a-z-]+)?\.ts$|\/conformance\.ts$/.test(file)) return 'test'
  return top === 'src' ? second : top
}

/** `importers/git` for a file in there, `importers` for one beside it. */
const partOf = (file: string) => file.split('/').slice(1, -1).slice(0, 2).join('/')

const files = globSync(['{src,test,scripts,bench}/**/*.{ts,js}', 'web/*.ts', 'web/src/**/*.{ts,tsx,css}'])
const sources = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }))

test('every file imports only what its folder may', () => {
  const found = offences(sources)

  expect(files.length).toBeGreaterThan(50)
  expect(found).toEqual([])
})

test('no files import one another in a circle', () => {
  expect(circles(sources)).toEqual([])
})

test('no folder owns a package that is not installed', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  const web = JSON.parse(readFileSync('web/package.json', 'utf8'))

  const packages = Object.keys(owners).filter((name) => !/^(node|virtual):/.test(name))

  expect(
    Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...web.dependencies, ...web.devDependencies }),
  ).toEqual(expect.arrayContaining(packages))
})

test('the rules find what they are for, and say where it is', () => {
  const offending: Source[] = [
    { file: 'src/domain/a.ts', text: "export const a = 1\n\n// Why.\nimport type {\n  B,\n} from '../log/b.ts'" },
    { file: 'src/log/b.ts', text: "import { hash } from 'node:crypto'\nimport { readFile } from 'node:fs/promises'" },
    { file: 'src/lineage/c.ts', text: 'const now = Date.now()' },
    { file: 'src/export/d.ts', text: "import('../store/port.ts')\nimport 'node:net'" },
    { file: 'src/store/port.ts', text: "import { test } from 'vitest'\nimport { d } from '../operations/gone.ts'" },
    { file: 'src/store/sql.ts', text: "import { DatabaseSync } from 'node:sqlite'" },
    {
      file: 'src/operations/e.ts',
      text: "import { sql } from '../store/sql.ts'\nimport { c } from '../store/port.ts'",
    },
    { file: 'src/operations/barrel.ts', text: "/** All. */\nexport * from './e.ts'\nexport { c } from './e.ts'\n" },
    { file: 'src/importers/dvc/read.ts', text: "import { g } from '../git/read.ts'\nimport { z } from 'zod'" },
    { file: 'src/importers/git/read.ts', text: "import { x } from '../../domain/a.ts'\nimport { y } from './read.ts'" },
    { file: 'src/importers/importers.ts', text: "import { git } from './git/read.ts'" },
    { file: 'src/cli/string-utils.ts', text: "import { Command } from 'commander'\nimport '../capture/run.ts'" },
    { file: 'src/capture/run.ts', text: "import Type from 'typebox'\nimport { parse } from 'yaml'" },
    { file: 'src/core/x.ts', text: '' },
    { file: 'src/server/contract.ts', text: 'export type Answers = { readonly home: string }' },
    {
      file: 'web/src/g.tsx',
      text: "import type { Answers } from '../../src/server/contract.ts'\nimport { no } from '../../src/server/contract.ts'",
    },
    { file: 'src/lineage/h.ts', text: "import type { Answers } from '../server/contract.ts'" },
    { file: 'src/store/conformance.ts', text: "import { test } from 'vitest'\nimport { sql } from './sql.ts'" },
    { file: 'src/cli/f.test.ts', text: "import { sql } from '../store/sql.ts'\nimport { no } from './no.ts'" },
  ]

  const found = offences(offending)

  expect(found).toEqual([
    'src/domain/a.ts:4 imports ../log/b.ts, which domain may not',
    'src/log/b.ts:2 imports node:fs/promises, which log may not',
    'src/lineage/c.ts:1 uses Date.now, which lineage may not',
    'src/export/d.ts:1 imports ../store/port.ts, which export may not',
    'src/export/d.ts:2 imports node:net, which export may not',
    'src/store/port.ts:1 imports vitest, which store may not',
    'src/store/port.ts:2 imports ../operations/gone.ts, which does not exist',
    'src/operations/e.ts:1 imports ../store/sql.ts, which operations may not',
    'src/operations/barrel.ts: only re-exports; import from where things are',
    'src/importers/dvc/read.ts:1 imports ../git/read.ts, which importers/dvc may not',
    'src/importers/dvc/read.ts:2 imports zod, which importers/dvc may not',
    'src/cli/string-utils.ts: a name that says nothing; name the one concept in the file',
    'src/cli/string-utils.ts:2 imports ../capture/run.ts, which cli may not',
    'src/core/x.ts: the folder core has no row in test/architecture.test.ts',
    'web/src/g.tsx:2 imports ../../src/server/contract.ts, which web may not',
    'src/lineage/h.ts:1 imports ../server/contract.ts, which lineage may not',
    'src/cli/f.test.ts:2 imports ./no.ts, which does not exist',
  ])
})

test('a circle is found where one closes it, by a type or late', () => {
  const around: Source[] = [
    { file: 'src/log/a.ts', text: "import { b } from './b.ts'" },
    { file: 'src/log/b.ts', text: "import type { C } from './c.ts'" },
    { file: 'src/log/c.ts', text: "import('./a.ts')\nexport type { D } from './d.ts'" },
    { file: 'src/log/d.ts', text: 'export type D = 1' },
  ]

  expect(circles(around)).toEqual(['src/log/a.ts → src/log/b.ts → src/log/c.ts → src/log/a.ts'])
  expect(circles(around.slice(1))).toEqual([])
})
