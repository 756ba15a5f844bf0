import { writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Build } from 'typebox/schema'
import * as events from '../src/capture/python/python-event.ts'
import * as sources from '../src/capture/python/source-event.ts'
import * as statements from '../src/domain/statement.ts'

const root = join(import.meta.dirname, '..')

/** Schemas that `pedigree run` checks, each module with the file that has the checks. */
const checked = [
  {
    schemas: statements,
    isChecked: (name: string) => /.(?:Node|Statement)$/.test(name),
    from: 'statement.ts',
    path: join(root, 'src/domain/statement-checks.ts'),
  },
  {
    schemas: { ...events, ...sources },
    // Beside the events, what they have in common.
    isChecked: (_: string, schema: object) => 'properties' in schema && 'kind' in Object(schema.properties),
    from: 'python-event.ts and source-event.ts',
    path: join(root, 'src/capture/python/python-event-checks.ts'),
  },
]

/** Each file with its text: what TypeBox would make of the schemas at run time, after loading for 0.1 s. */
export function checkFiles(): { path: string; text: string }[] {
  return checked.map(({ schemas, isChecked, from, path }) => {
    const checks = Object.entries(schemas)
      .filter(([name, schema]) => isChecked(name, schema))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, schema]) => `  ${name}: ${checkOf(schema)},\n`)
    const text = `// @ts-nocheck Made by scripts/checks.ts from the schemas in ${from} of the same names.
${checks.some((check) => check.includes('codePointCount')) ? countFrom(path) : ''}type Check = (value: unknown) => boolean

export const checks = {
${checks.join('')}} as const satisfies Record<string, Check>
`
    return { path, text }
  })
}

/** From the file `path`. */
function countFrom(path: string): string {
  const below = relative(dirname(path), join(root, 'src/domain/code-points.ts'))
  return `import { codePointCount } from '${below.startsWith('.') ? below : `./${below}`}'\n\n`
}

/** The text of a function. What a schema needs beside code is regular expressions, and to count characters. */
function checkOf(schema: object): string {
  const build = Build(schema)
  const { identifier, variables } = build.External()
  const made = [...build.Functions(), `return (value) => ${build.Entry()}`].join('; ')
  // Of TypeBox itself the checks need nothing else, and it is seven modules to load.
  const code = made.replaceAll('Guard.CodePointCount(', 'codePointCount(')
  if (
    build.UseUnevaluated() ||
    /\b(?:Hashing|Guard)\./.test(code) ||
    !variables.every((value) => value instanceof RegExp)
  ) {
    throw new Error('a schema needs more than a check that stands alone can have')
  }
  return `(() => { const ${identifier} = [${variables.join(', ')}]; ${code} })()`
}

if (import.meta.main) for (const { path, text } of checkFiles()) writeFileSync(path, text)
