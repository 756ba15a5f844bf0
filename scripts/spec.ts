import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as summary from '../src/capture/summary.ts'
import * as schemas from '../src/domain/schema.ts'
import * as statements from '../src/domain/statement.ts'
import * as found from '../src/lineage/answers/found.ts'
import * as history from '../src/lineage/answers/history.ts'
import * as home from '../src/lineage/answers/home.ts'
import * as listedModel from '../src/lineage/answers/listed-model.ts'
import * as listedRun from '../src/lineage/answers/listed-run.ts'
import * as live from '../src/lineage/answers/live.ts'
import * as paths from '../src/lineage/answers/paths.ts'
import * as shown from '../src/lineage/answers/shown.ts'
import * as takenBack from '../src/lineage/answers/taken-back.ts'
import * as difference from '../src/lineage/diff/difference.ts'
import * as lineage from '../src/lineage/lineage.ts'
import { sealedVector } from './sealed-vector.ts'

type Published = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly schema: object
  /** Where it comes from: what that module exports beside it gets a name of its own in the page. */
  readonly module: object
}

/** What is published as JSON Schema, a row each. */
const published: readonly Published[] = [
  {
    name: 'statement',
    title: 'Statement',
    description:
      'What somebody says about lineage: a node, an edge, parameters, metrics, a facet, a listing or a retraction.',
    schema: statements.Statement,
    module: statements,
  },
  {
    name: 'lineage',
    title: 'Lineage',
    description: 'The answer to `pedigree trace` and `pedigree impact`, as `--json` prints it.',
    schema: lineage.Lineage,
    module: lineage,
  },
  {
    name: 'difference',
    title: 'Difference',
    description: 'The answer to `pedigree diff`, as `--json` prints it.',
    schema: difference.Diff,
    module: difference,
  },
  {
    name: 'paths',
    title: 'Paths',
    description: 'The answer to `pedigree path`, as `--json` prints it.',
    schema: paths.Paths,
    module: paths,
  },
  {
    name: 'shown',
    title: 'Shown',
    description: 'The answer to `pedigree show`, as `--json` prints it.',
    schema: shown.Shown,
    module: shown,
  },
  {
    name: 'found',
    title: 'Found',
    description: 'The answer to `pedigree find`, as `--json` prints it.',
    schema: found.Found,
    module: found,
  },
  {
    name: 'history',
    title: 'History',
    description: 'The answer to `pedigree history`, as `--json` prints it.',
    schema: history.History,
    module: history,
  },
  {
    name: 'live',
    title: 'Live',
    description: 'The answer to `pedigree live`, as `--json` prints it.',
    schema: live.Live,
    module: live,
  },
  {
    name: 'home',
    title: 'Home',
    description: 'What `pedigree --json` prints: what a store holds, at a glance.',
    schema: home.Home,
    module: home,
  },
  {
    name: 'summary',
    title: 'Summary',
    description: 'What `pedigree run --summary FILE` writes about a run.',
    schema: summary.Summary,
    module: summary,
  },
]

/** The generated files of `spec/` with their texts, by path within it. Everything else in there is written by hand. */
export function specFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...published.map((page) => [`${page.name}.schema.json`, textOf(schemaPage(page))] as const),
    ['vectors/sealed.json', textOf(sealedVector())] as const,
  ])
}

/** One schema as JSON Schema 2020-12. A part that the code exports under a name stands once, in `$defs`, by that name. */
function schemaPage({ name, title, description, schema }: Published): object {
  const names = new Map(
    [schemas, statements, takenBack, listedRun, listedModel, ...published.map(({ module }) => module)]
      .flatMap((module) => Object.entries(module))
      .filter(([, part]) => isSchema(part))
      .map(([part, value]) => [JSON.stringify(value), part]),
  )
  const definitions: Record<string, unknown> = {}
  const inside = (value: object): object =>
    Object.fromEntries(Object.entries(value).map(([key, part]) => [key, referring(part)]))
  const referring = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(referring)
    if (typeof value !== 'object' || value === null) return value
    const part = names.get(JSON.stringify(value))
    if (part === undefined) return inside(value)
    definitions[part] ??= inside(value)
    return { $ref: `#/$defs/${part}` }
  }
  const root = inside(schema)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:pedigree:spec:1:${name}`,
    title,
    description,
    ...root,
    $defs: Object.fromEntries(Object.entries(definitions).sort()),
  }
}

const isSchema = (value: unknown): value is object => typeof value === 'object' && value !== null && '~kind' in value
const textOf = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`

if (import.meta.main) {
  for (const [path, text] of specFiles()) {
    const file = join(import.meta.dirname, '..', 'spec', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
