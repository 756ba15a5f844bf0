import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasGit, hasStrace } from './programs.ts'
import { makeProject, type Project } from './project.ts'

const digest = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`

type Told = { readonly side: string; readonly subject: string; readonly why?: string }
type Answer = {
  readonly complete: boolean
  readonly nodes: readonly { readonly id: string; readonly type: string; readonly name?: string }[]
  readonly causes: readonly Told[]
  readonly consequences: readonly Told[]
}
const answer = (project: Project, ...words: string[]): Answer =>
  JSON.parse(project.pedigree([...words, '--json']).stdout.toString())
const named = ({ nodes }: Answer, type: string) =>
  nodes.flatMap((node) => (node.type === type ? [node.name ?? node.id] : [])).sort()
const subjects = (told: readonly Told[]) => told.map(({ side, subject }) => [side, subject])
/** What is said of sources beside the code tree. */
const sourcesMet = (project: Project) =>
  project
    .statements()
    .filter((each) => each.type === 'edge' && each.role === 'code' && each.selector?.path !== undefined)

const settings = (depth: number) => `columns of the network, of which there are ${depth}, and some more words\n`
const generator = `printf '# made\\ndepth="%s"\\n# this line makes it long enough to say something\\n' "$(cat data/schema)" > net.sh\n`

describe.skipIf(!hasGit || !hasStrace)('a source that a recorded step wrote', () => {
  const project = makeProject()
  const { run, write, pedigree } = project
  beforeAll(() => {
    write('.gitignore', '.pedigree\ndata\nmodels\nnet.sh\n')
    write('gen.sh', generator)
    write('train.sh', '. ./net.sh\necho "a model of $depth" > models/m\n')
    project.git('add', '--all')
    project.git('commit', '--quiet', '--message', 'Start')
    write('helper.sh', '# by hand, and in no commit; long enough to say something, too\n')
    write('train.sh', '. ./helper.sh\n. ./net.sh\necho "a model of $depth" > models/m\n')
    write('models/.keep', '')
    for (const depth of [3, 5]) {
      write('data/schema', settings(depth))
      run(['sh', 'gen.sh'])
      run(['sh', 'train.sh'])
      pedigree(['register', 'models/m', 'm'])
    }
  })

  test('leads from what was made with it to what it was made of', () => {
    const traced = answer(project, 'trace', 'm@2')

    expect(named(traced, 'run')).toEqual(['gen.sh', 'train.sh'])
    expect(named(traced, 'artifact')).toEqual(
      expect.arrayContaining(['data/schema', 'models/m', 'net.sh'].map((name) => expect.stringContaining(name))),
    )
    expect(named(answer(project, 'impact', 'data/schema'), 'artifact')).toEqual(['data/schema', 'models/m', 'net.sh'])
  })

  test('is a consequence of what its maker was given', () => {
    const { causes, consequences } = answer(project, 'diff', 'm@1', 'm@2')

    expect(subjects(causes)).toEqual([['data', 'data/schema']])
    expect(subjects(consequences)).toEqual([
      ['code', 'net.sh'],
      ['data', 'models/m'],
    ])
  })

  test('is code alone where people wrote it, in git or not', () => {
    const met = sourcesMet(project)

    expect(met.map((each) => each.type === 'edge' && each.selector?.path)).toEqual(['net.sh', 'net.sh'])
    expect(met[0]).toMatchObject({ edge: 'used', origin: 'observed', place: expect.stringContaining('/net.sh') })
  })

  test('is code as any once somebody has edited it, and then nothing is said of its maker', () => {
    write('net.sh', `depth=9\n# by hand, and long enough to say something, whoever finds it anywhere\n`)
    run(['sh', 'train.sh'])
    pedigree(['register', 'models/m', 'm'])

    const traced = answer(project, 'trace', 'm@3')
    const { causes, consequences } = answer(project, 'diff', 'm@2', 'm@3')

    expect(named(traced, 'run')).toEqual(['train.sh'])
    expect(sourcesMet(project)).toHaveLength(2)
    expect(causes).toMatchObject([
      { side: 'code', subject: 'net.sh', why: 'gen.sh made it before; no recorded run made it after' },
    ])
    expect(subjects(consequences)).toEqual([['data', 'models/m']])
    // Who asks for what lies there means what was run, and not what its maker had made.
    expect(named(answer(project, 'impact', 'net.sh'), 'artifact')).toEqual(['models/m'])
  })
})

describe.skipIf(!hasGit || !hasStrace)('of a copy', () => {
  test('that a step keeps of its own script nothing is said where the script is read again, and where it is run', () => {
    const project = makeProject()
    const script =
      'if [ "$0" = train.sh ]; then mkdir -p kept; cat "$0" > kept/train.sh; fi; echo a model of some length > model # and more words\n'
    project.write('train.sh', script)

    project.run(['sh', 'train.sh'])
    project.run(['sh', 'train.sh'])
    expect(sourcesMet(project)).toEqual([])
    project.run(['sh', 'kept/train.sh'])

    expect(sourcesMet(project)).toMatchObject([{ target: digest(script), selector: { path: 'kept/train.sh' } }])
  })
})
