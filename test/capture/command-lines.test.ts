import { describe, expect, test } from 'vitest'
import { makeProject } from './project.ts'
import { environmentWith } from './python-environments.ts'

// What Hydra parses its overrides with is only there as source.
const antlr = '--no-binary=antlr4-python3-runtime'
const python = environmentWith('tests of click, typer, OmegaConf and Hydra', [
  ...['click==8.1.7', 'typer==0.12.5', 'hydra-core==1.3.2', 'omegaconf==2.3.0', antlr],
])

describe.skipIf(python === undefined)('parameters', () => {
  const project = makeProject({ isRepository: false })
  const run = (name: string, script: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    project.write(name, script)
    return project.run([python ?? '', name, ...words], { env })
  }

  test('of click are told with where each came from, its groups included, and what it hides is not', () => {
    const script = `import click
@click.group()
@click.option('--loud', is_flag=True)
def cli(loud): pass
@cli.command()
@click.option('--depth', default=3)
@click.option('--rate', default=0.1, envvar='RATE')
@click.option('--pin', hide_input=True, default='kirsch')
@click.argument('data')
@click.pass_context
def fit(ctx, depth, rate, pin, data): print(depth, rate, pin, data)
if __name__ == '__main__': cli()
`

    const { summary, stdout } = run('train.py', script, ['fit', '--depth', '6', 'a.csv'], { RATE: '0.4' })

    expect(stdout.toString()).toBe('6 0.4 kirsch a.csv\n')
    expect(summary.parameters).toEqual({
      loud: { value: false, from: 'default of train.py' },
      depth: { value: 6, from: 'command line' },
      data: { value: 'a.csv', from: 'command line' },
      rate: { value: 0.4, from: 'environment variable RATE' },
      pin: { value: '[redacted]', from: 'default of train.py' },
    })
  })

  test('of typer are told as those of click', () => {
    const script = 'import typer\ndef main(data: str, depth: int = 3): pass\ntyper.run(main)\n'

    const { summary } = run('main.py', script, ['a.csv'])

    expect(summary.parameters).toEqual({
      data: { value: 'a.csv', from: 'command line' },
      depth: { value: 3, from: 'default of main.py' },
    })
  })

  test('that OmegaConf takes from the command line are told by their dotted keys', () => {
    const script = 'from omegaconf import OmegaConf\nprint(OmegaConf.from_cli())\n'

    const { summary } = run('main.py', script, ['model.depth=5', 'name=x'])

    expect(summary.parameters).toEqual({
      'model.depth': { value: 5, from: 'command line' },
      name: { value: 'x', from: 'command line' },
    })
  })

  test('of a YAML file are what its reader made of it', () => {
    project.write('typed.yaml', 'mode: 010\nrate: 1e-5\n')
    const parametersOf = (script: string) => {
      const { mode, rate } = run('main.py', script, []).summary.parameters
      return [mode?.value, rate?.value]
    }

    expect(parametersOf("import yaml\nyaml.safe_load(open('typed.yaml'))\n")).toEqual([8, '1e-5'])
    expect(parametersOf("from omegaconf import OmegaConf\nOmegaConf.load('typed.yaml')\n")).toEqual([8, 1e-5])
    expect(parametersOf("open('typed.yaml').read()\n")).toEqual([10, 1e-5])
  })

  test('that OmegaConf merges over a file are those of the command line, with the file beside', () => {
    project.write('settings.yaml', 'opt:\n  lr: 0.3\n  name: sgd\n')
    const merge = (order: string) =>
      `from omegaconf import OmegaConf\nfile, given = OmegaConf.load('settings.yaml'), OmegaConf.from_cli()\nOmegaConf.merge(${order})\n`

    const { summary } = run('main.py', merge('file, given'), ['opt.lr=9'])
    const other = run('main.py', merge('given, file'), ['opt.lr=9'])

    expect(summary.parameters).toEqual({
      'opt.lr': { value: 9, from: 'command line' },
      'settings.yaml:opt.lr': { value: 0.3, from: 'settings.yaml:2' },
      'opt.name': { value: 'sgd', from: 'settings.yaml:3' },
    })
    expect(other.summary.parameters).toMatchObject({
      'opt.lr': { value: 0.3, from: 'settings.yaml:2' },
      'main.py:opt.lr': { value: 9, from: 'command line' },
    })
  })

  test('of Hydra are those that it composed, with what the command line overrode', () => {
    project.write('conf/config.yaml', 'model:\n  rate: 0.1\n  depth: 3\n')
    const script = `import hydra
@hydra.main(version_base=None, config_path='conf', config_name='config')
def main(settings): print(settings.model.rate)
main()
`

    const { summary, stdout } = run('main.py', script, ['model.rate=0.5', '+new=1', 'hydra.run.dir=out'])

    expect(stdout.toString()).toBe('0.5\n')
    expect(summary.parameters).toEqual({
      'model.rate': { value: 0.5, from: 'command line' },
      'model.depth': { value: 3, from: 'conf/config.yaml:3' },
      new: { value: 1, from: 'command line' },
    })
  })

  test('of a dotenv file that was read are told, without what may be a secret', () => {
    project.write('.env', 'MODE=train\nAPI=Kirschbaum7\n')

    const { summary } = run('main.py', "print(open('.env').read())\n", [])

    expect(summary.parameters).toEqual({
      MODE: { value: 'train', from: '.env:1' },
      API: { value: '[redacted]', from: '.env:2' },
    })
  })
})

const notebooks = environmentWith('tests of papermill', ['papermill==2.7.0'])

test.skipIf(notebooks === undefined)('what papermill gives a notebook on its command line are parameters', () => {
  const project = makeProject({ isRepository: false })
  const cell = { cell_type: 'code', id: 'a', execution_count: null, outputs: [], source: 'rate = 0.1' }
  const notebook = {
    cells: [{ ...cell, metadata: { tags: ['parameters'] } }],
    metadata: { kernelspec: { name: 'python3', display_name: 'Python', language: 'python' } },
    ...{ nbformat: 4, nbformat_minor: 5 },
  }
  project.write('train.ipynb', JSON.stringify(notebook))
  const words = ['--prepare-only', 'train.ipynb', 'out.ipynb', '-p', 'rate', '0.2', '-r', 'name', '7']

  const { summary } = project.run([notebooks ?? '', '-m', 'papermill', ...words])

  expect(summary.parameters).toEqual({
    rate: { value: 0.2, from: 'command line' },
    name: { value: '7', from: 'command line' },
  })
})
