// The demo: trains a real model twice under capture and asks where it comes from. Set-up, story and clean-up are all
// inside `.demo/`; see scripts/demo/ for the parts.
import { mkdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import { PedigreeError } from '../src/domain/error.ts'
import { alterCopy } from './demo/alter.ts'
import { commandLine, output, show } from './demo/command.ts'
import { provideEnvironment } from './demo/environment.ts'
import { findPython } from './demo/find-python.ts'
import { pedigree } from './demo/pedigree.ts'
import { demo, project, tampered } from './demo/places.ts'
import { step } from './demo/progress.ts'
import { changeProject, requireGit, startProject } from './demo/project.ts'
import { serveAtTerminal } from './demo/serving.ts'
import { setupEnvironment, storyEnvironment } from './demo/surroundings.ts'
import { provideTables } from './demo/tables.ts'

const usage = 'usage: npm run demo [-- --clean]   trains, records and asks; --clean removes all that it made'

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof PedigreeError)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}

async function main(words: readonly string[]): Promise<void> {
  if (words.length === 0) return tell()
  if (words.length === 1 && words[0] === '--clean') return clean()
  throw new PedigreeError('invalid-input', usage)
}

async function clean(): Promise<void> {
  await step('removing .demo/', rm(demo, { recursive: true, force: true }))
  say('All that the demo made is removed.')
}

async function tell(): Promise<void> {
  const start = Date.now()
  await setUp()
  const betweenDeployments = await trainTwice()
  await ask(betweenDeployments)
  const seconds = Math.round((Date.now() - start) / 1000)
  say(`That was the demo, in ${seconds} s. All of it is in .demo/; \`npm run demo -- --clean\` removes it.`)
  await serveAtTerminal(process, serve)
}

/** At any port that is free: the usual one may be that of a record of yours. */
function serve(): Promise<number | string> {
  heading('Look around in it', 'The same record as pages, a drawing of where the model comes from among them.')
  const words = ['serve', '--port', '0']
  typed(words)
  return show(pedigree(words, storyEnvironment(process.env)))
}

async function setUp(): Promise<void> {
  heading(
    'Set-up',
    'A Python of its own, four real tables, a git repository: all in .demo/, nothing of yours is touched.',
  )
  mkdirSync(demo, { recursive: true })
  const environment = setupEnvironment(process.env)
  requireGit(environment)
  const python = findPython(environment)
  await provideEnvironment(python, environment)
  await provideTables(environment)
  await startProject(storyEnvironment(process.env))
  say(`Ready: Python ${python.version}, a copy of examples/flight-delays, and the flights of January to June.`)
}

/** Trains and deploys both versions, and gives a time at which the first was live. */
async function trainTwice(): Promise<Date> {
  heading('Version 1', 'Four scripts that have never heard of Pedigree, each started by `pedigree run`.')
  await train(1)
  await pedigreeDoes('approve', 'flight-delay@1', '--note', 'the first that beats a guess')
  await pedigreeDoes('deploy', 'flight-delay@1', '--to', 'production')
  const deployed = Date.now()

  heading('Version 2', "July's flights arrive, a feature and a parameter are committed, one edit is not.")
  await changeProject(storyEnvironment(process.env))
  await train(2)
  await pedigreeDoes('approve', 'flight-delay@2', '--note', 'better on the same ten days')
  const replaced = Date.now()
  await pedigreeDoes('deploy', 'flight-delay@2', '--to', 'production')
  return new Date((deployed + replaced) / 2)
}

async function train(version: number): Promise<void> {
  for (const script of ['prepare.py', 'features.py', 'train.py', 'evaluate.py']) {
    const words = ['run', '--', 'python', script]
    typed(words)
    const said = await step(`python ${script}`, output(pedigree(words, storyEnvironment(process.env))))
    process.stdout.write(said.replaceAll(/^(?=.)/gm, '  '))
  }
  await pedigreeDoes('register', 'models/delay.joblib', 'flight-delay')
  say(`That is version ${version}.`)
}

async function ask(betweenDeployments: Date): Promise<void> {
  heading('Where does version 2 come from?', 'Back to the raw tables, with code, parameters and environment.')
  await pedigreeDoes('trace', 'flight-delay@2')

  heading('What changed from version 1 to 2?', 'What somebody changed are causes; what follows from them is counted.')
  await pedigreeDoes('diff', 'flight-delay@1', 'flight-delay@2')

  heading('What does the weather touch?', 'Everything that was made from one raw table, up to what is live.')
  await pedigreeDoes('impact', 'data/raw/weather.csv')

  heading('What was live while version 2 was in the making?')
  await pedigreeDoes('live', '--as-of', betweenDeployments.toISOString())

  heading('Has anybody altered the record?')
  await pedigreeDoes('verify')
  await verifyAlteredCopy()
}

/** Makes version 2's error look smaller in a copy of the record, and shows that this does not go unnoticed. */
async function verifyAlteredCopy(): Promise<void> {
  const metrics: Record<string, unknown> = JSON.parse(readFileSync(join(project, 'metrics.json'), 'utf8'))
  const { before, after } = alterCopy(String(metrics.mean_absolute_error))
  say(`Now one byte in a copy: the mean absolute error of version 2, ${before} minutes, becomes ${after}.`)
  const words = ['verify', '--store', relative(project, tampered)]
  typed(words)
  const code = await show(pedigree(words, storyEnvironment(process.env)))
  if (code === 0)
    throw new PedigreeError('tampered', 'The altered copy passed: that is a bug in Pedigree, please report it.')
}

/** Runs one quick command of Pedigree as a person would see it. */
async function pedigreeDoes(...words: string[]): Promise<void> {
  typed(words)
  const code = await show(pedigree(words, storyEnvironment(process.env)))
  if (code !== 0) throw new PedigreeError('unavailable', `The demo stopped: the command above ended with ${code}.`)
}

function heading(title: string, explanation?: string): void {
  console.log(`\n${styleText(['bold', 'underline'], title)}`)
  if (explanation !== undefined) console.log(explanation)
}

function typed(words: readonly string[]): void {
  console.log(`\n${styleText('cyan', `$ ${commandLine({ program: 'pedigree', arguments: words })}`)}`)
}

function say(sentence: string): void {
  console.log(`\n${sentence}`)
}
