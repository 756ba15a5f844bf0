import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathBytes } from '../../../src/capture/files/path-text.ts'
import type { Summary } from '../../../src/capture/summary.ts'
import { type Outcome, outcomeOf, type Project } from '../project.ts'
import { folderOf, touchedBy, unseenByPython, type Way } from './way.ts'

/** Where ways run: `python` is the interpreter of those that are Python's, `variables` lead to compiled programs. */
export type Ground = {
  readonly project: Project
  readonly python: string
  readonly variables: Readonly<Record<string, string>>
}

/** Files that a way read, or wrote, with the digest of each; `undefined` for one that nobody can know any more. */
export type Files = Readonly<Record<string, string | undefined>>
export type Told = {
  readonly reads: Files
  readonly writes: Files
  /** What was there before, of what is written on. */
  readonly revises: Files
  readonly seenByBoth: readonly string[]
}

/**
 * How ways are put into one command. `each`: a shell starts one after the other, each in processes of its own. `together`:
 * one Python runs all, since importing the libraries takes most of the time.
 */
export type Manner = 'each' | 'together'

/** Lays out what the ways find. @returns the digest of every file in their folders. */
export function prepare(ways: readonly Way[], { project, python, variables }: Ground): Files {
  for (const way of ways) {
    const folder = folderOf(way)
    mkdirSync(join(project.folder, folder), { recursive: true })
    const script = 'shell' in way.program ? 'way.sh' : 'way.py'
    project.write(`${folder}/${script}`, 'shell' in way.program ? way.program.shell : way.program.python)
    for (const [name, content] of Object.entries(way.files ?? {})) {
      if (typeof content === 'string') project.write(`${folder}/${name}`, content)
      else symlinkSync(content.link, join(project.folder, folder, name))
    }
    if (way.before !== undefined && 'shell' in way.before) {
      must(outcomeOf('sh', ['-ec', way.before.shell], { cwd: join(project.folder, folder), env: project.env }))
    }
  }
  const made = ways.flatMap(({ before, ...way }) =>
    before !== undefined && 'python' in before ? [[folderOf(way), before.python] as const] : [],
  )
  for (const [folder, text] of made) project.write(`${folder}/before.py`, text)
  project.write('together.py', togetherPy)
  const folders = made.map(([folder]) => folder)
  if (made.length > 0) {
    must(
      outcomeOf(python, ['together.py', 'before.py', ...folders], {
        cwd: project.folder,
        env: { ...project.env, ...variables },
      }),
    )
  }
  return Object.fromEntries(
    ways.flatMap((way) =>
      [...(way.reads ?? []), ...(way.revises ?? [])].map((name) => [
        placeOf(way, name),
        digestOf(project, placeOf(way, name)),
      ]),
    ),
  )
}

const togetherPy = `import os, sys
root = os.getcwd()
for folder in sys.argv[2:]:
    os.chdir(os.path.join(root, folder))
    try:
        exec(compile(open(sys.argv[1]).read(), folder, 'exec'), {'__name__': '__main__'})
    except Exception:
        print(folder, file=sys.stderr)
        raise
`

const eachSh = `failed=0
for folder; do
  cd "$folder" || exit 1
  if [ -e way.sh ]; then sh ./way.sh; else "$PYTHON" way.py; fi || { echo "$folder failed" >&2; failed=1; }
  cd ..
done
exit $failed
`

/** Runs prepared ways as one command under `pedigree run`. */
export function runWays(ways: readonly Way[], manner: Manner, tracer: string, ground: Ground): Summary {
  const { project, python, variables } = ground
  const folders = ways.map(folderOf)
  project.write('each.sh', eachSh)
  const command = manner === 'each' ? ['sh', './each.sh', ...folders] : [python, 'together.py', 'way.py', ...folders]
  const recorded = project.run(command, {
    options: ['--quiet', '--tracer', tracer],
    env: { ...variables, PYTHON: python, PYTHONDONTWRITEBYTECODE: '1', LC_ALL: 'C.UTF-8' },
  })
  must(recorded)
  return recorded.summary
}

/** What the summary says of one way, or of none of them where `way` is undefined. */
export function toldOf(way: Way | undefined, ways: readonly Way[], { reads, writes }: Summary): Told {
  const folders = new Set(ways.map(folderOf))
  const inFolder = ({ path }: { readonly path: string }) =>
    way === undefined ? !folders.has(path.split('/')[0] ?? '') : path.startsWith(`${folderOf(way)}/`)
  const nameOf = (path: string) => (way === undefined ? path : path.slice(folderOf(way).length + 1))
  const files = (all: readonly { readonly path: string; readonly digest?: string }[]) =>
    Object.fromEntries(all.filter(inFolder).map(({ path, digest }) => [nameOf(path), digest]))
  const both = [...reads, ...writes].filter(
    (file) => inFolder(file) && file.witnesses.includes('python') && file.witnesses.includes('strace'),
  )
  return {
    reads: files(reads),
    writes: files(writes),
    revises: files(writes.flatMap(({ revises }) => revises ?? [])),
    seenByBoth: [...new Set(both.map(({ path }) => nameOf(path)))].sort(),
  }
}

/** What there is to tell of a way by the list: with the digests of the real bytes, before it ran and after. */
export function trueOf(way: Way, before: Files, { project }: Ground, isSeen: (name: string) => boolean): Told {
  const { reads = [], writes = [], revises = [], lost = [] } = way
  const unseen = unseenByPython(way)
  const seen = touchedBy(way).filter((name) => !unseen.includes(name))
  const foundIn = (names: readonly string[]) =>
    Object.fromEntries(
      names.filter(isSeen).map((name) => [name, lost.includes(name) ? undefined : before[placeOf(way, name)]]),
    )
  return {
    reads: foundIn(reads),
    writes: Object.fromEntries(
      writes.filter(isSeen).map((name) => [name, digestOf(project, placeOf(way, name)) ?? 'not there']),
    ),
    revises: foundIn(revises),
    seenByBoth: seen.sort(),
  }
}

export const placeOf = (way: Way, name: string): string => `${folderOf(way)}/${name}`

function digestOf({ folder }: Project, name: string): string | undefined {
  const path = pathBytes(join(folder, name))
  if (!existsSync(path)) return undefined
  return `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`
}

/** Whether a program is there, to be started by its name. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', name], { stdio: 'ignore' }).status === 0
}

function must({ exit, signal, stderr }: Outcome): void {
  if (exit !== 0) throw new Error(`a way failed (${exit ?? signal}): ${stderr}`)
}
