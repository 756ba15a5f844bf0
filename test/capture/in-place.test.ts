import { expect, test } from 'vitest'
import { hasGit, hasStrace } from './programs.ts'
import { makeProject, type Project } from './project.ts'

/** raw.csv is prepared, edited in place by `sed -i` and trained with. */
function train(project: Project, expression: string): void {
  project.run(['sh', '-c', 'tr x y < raw.csv > prepared.csv'])
  project.run(['sed', '-i', expression, 'prepared.csv'])
  project.run(['sh', 'train.sh'], { options: ['--model', 'model.bin'] })
  project.pedigree(['register', 'model.bin', 'm'])
}

const answer = (project: Project, ...words: string[]) =>
  JSON.parse(project.pedigree([...words, '--json']).stdout.toString())

test.skipIf(!(hasStrace && hasGit))(
  'a step in place is a link of the chain: trace, impact and diff go through it',
  () => {
    const project = makeProject()
    project.write('raw.csv', 'x,1,some words that say something\n'.repeat(8))
    project.write('train.sh', 'cat prepared.csv > model.bin\necho model >> model.bin\n')
    project.git('add', '-A')
    project.git('commit', '-qm', 'one')
    train(project, 's/1/2/')
    train(project, 's/1/3/')

    const [trace, impact, diff] = [
      answer(project, 'trace', 'm@1'),
      answer(project, 'impact', 'raw.csv'),
      answer(project, 'diff', 'm@1', 'm@2'),
    ]

    const names = ({ nodes }: { nodes: readonly { type: string; name: string; depth: number }[] }) =>
      nodes.filter(({ type, depth }) => depth > 0 && type === 'artifact').map(({ name }) => name)
    expect(names(trace)).toEqual(expect.arrayContaining(['raw.csv', 'prepared.csv']))
    expect(names(impact).filter((name) => name === 'model.bin')).toHaveLength(2)
    expect([trace, impact, diff].map(({ complete }) => complete)).toEqual([true, true, true])
    expect(diff.causes).toEqual([
      {
        ...{ side: 'parameters', steps: ['sed'], subject: 'command line', cause: true },
        ...{ before: { value: 's/1/2/' }, after: { value: 's/1/3/' } },
      },
    ])
  },
)
