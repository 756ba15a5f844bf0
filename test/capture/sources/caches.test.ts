import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { examplePython, python } from '../programs.ts'
import { makeProject, names, type Project } from '../project.ts'

const commit = 'c'.repeat(40)

test.skipIf(python === undefined)(
  'a file of a hub is on record with its repository, its revision and its name there',
  () => {
    const project = makeProject()
    const hub = '.cache/huggingface/hub/models--org--tiny'
    place(project, `${hub}/blobs/9f86d081`, 'weights '.repeat(20))
    const link = join(project.home, hub, 'snapshots', commit, 'model.safetensors')
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync('../../blobs/9f86d081', link)
    place(project, 'scikit_learn_data/cal_housing_py3.pkz', 'houses '.repeat(20))

    const { summary } = project.python(`
import os
home = os.environ['HOME']
weights = open(home + '/${hub}/snapshots/${commit}/model.safetensors').read()
houses = open(home + '/scikit_learn_data/cal_housing_py3.pkz').read()
open('tuned.csv', 'w').write(weights + houses)
`)

    const [weights, houses] = summary.reads.map(({ digest }) => digest)
    const edges = project.statements().filter((said) => said.type === 'edge')
    expect(edges.filter(({ edge }) => edge === 'version-of')).toMatchObject([
      {
        source: weights,
        target: 'asset:huggingface.co/org/tiny',
        selector: { revision: commit, path: 'model.safetensors' },
        origin: 'inferred',
      },
      { source: houses, target: 'asset:scikit-learn.org/cal_housing' },
    ])
    expect(edges.find(({ target }) => target === weights)).toMatchObject({ role: 'model' })
    expect(sourcesOf(project)).toMatchObject([
      { artifact: weights, repository: 'org/tiny', revision: commit, file: 'model.safetensors' },
      { artifact: houses, repository: 'cal_housing' },
    ])
    const shown = project.pedigree(['trace', './tuned.csv']).stdout.toString()
    expect(shown).toContain('org/tiny@cccccccc/model.safetensors')
    expect(shown).toContain('cal_housing')
  },
)

test.skipIf(python === undefined)(
  'a repository is found by the name that its host has, and its configuration is that, not the model',
  () => {
    const project = makeProject()
    const hub = '.cache/huggingface/hub/models--org--tiny'
    mkdirSync(join(project.home, hub, 'snapshots', commit), { recursive: true })
    for (const [blob, name] of [
      ['aa', 'model.safetensors'],
      ['bb', 'config.json'],
    ] as const) {
      place(project, `${hub}/blobs/${blob}`, `${name} `.repeat(20))
      symlinkSync(`../../blobs/${blob}`, join(project.home, hub, 'snapshots', commit, name))
    }

    project.python(`import glob\nfor name in glob.glob('${project.home}/${hub}/snapshots/*/*'): open(name).read()\n`)

    const traced = project.pedigree(['trace', 'huggingface.co/org/tiny']).stdout.toString()
    expect(traced).toContain('org/tiny@cccccccc/model.safetensors')
    const used = project.statements().filter((said) => said.type === 'edge' && said.edge === 'used')
    expect(used).toContainEqual(expect.objectContaining({ role: 'configuration' }))
  },
)

const withLibraries = examplePython()

test.skipIf(withLibraries === undefined)(
  'a data set that scikit-learn brings with it is an input, and a fit knows its columns',
  () => {
    const project = makeProject()
    project.write(
      'train.py',
      `from sklearn.datasets import load_iris, load_wine
from sklearn.tree import DecisionTreeClassifier
X, y = load_iris(return_X_y=True)
DecisionTreeClassifier().fit(X, y)
wine = load_wine(as_frame=True)
DecisionTreeClassifier().fit(wine.data, wine.target)
`,
    )

    const { summary } = project.run([withLibraries ?? '', 'train.py'])

    expect(names(summary.reads).map((path) => path.replace(/^.*\/site-packages\//, ''))).toEqual([
      'sklearn/datasets/data/iris.csv',
      'sklearn/datasets/data/wine_data.csv',
    ])
    expect(summary.features.map(({ columns }) => columns)).toEqual([{ 'value match': 4 }, { 'value match': 13 }])
    const versions = project.statements().filter((said) => said.type === 'edge' && said.edge === 'version-of')
    expect(versions).toMatchObject([
      {
        target: 'asset:scikit-learn.org/sklearn.datasets.load_iris',
        selector: { revision: expect.stringMatching(/^\d/) },
      },
      { target: 'asset:scikit-learn.org/sklearn.datasets.load_wine' },
    ])
  },
)

function place({ home }: Project, path: string, content: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), content)
}

function sourcesOf(project: Project): unknown {
  const facets = project.statements().filter((said) => said.type === 'facet')
  return facets.findLast(({ name }) => name === 'sources')?.body
}
