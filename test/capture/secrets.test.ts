import { once } from 'node:events'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { expectNowhere, kept } from './kept.ts'
import { hasGit, python } from './programs.ts'
import { makeProject, type Project } from './project.ts'

// None of these is real, and each is of a form that only its place gives away, or only its shape.
const secrets = {
  flag: 'tq7Zr2mVw9',
  assigned: 'hunter2!blau',
  address: 'p4ssw0rd-im-netz',
  header: 'Zx81qqmelon',
  key: 'AKIAQ3EGRTYUIOPASDFG',
  variable: 'kirschbaum-77',
  yaml: 'yamlgeheim-1',
  json: 'jsongeheim-2',
  ini: 'inigeheim-3',
  toml: 'tomlgeheim-4',
  argument: 'argparse-geheim-5',
  connection: 'verbindung-geheim-6',
  remote: 'fern-geheim-7',
  untracked: 'dotenv-geheim-8',
  query: 'abfrage-geheim-9',
  said: 'gesagt-geheim-11',
  saidInFile: 'gesagt-geheim-12',
  saidAddress: 'gesagt-geheim-13',
  inline: 'eingebettet-geheim-14',
  login: 'netrc-geheim-15',
  webhook: 'aB3dE5fG7hJ9kL1mN2pQ4rS6',
  keyOfFile: '0c7ad1a4cb3b9a4bd3a3ad9a29c8a5',
  salt: 'k9f2Qz7Lm4Xw',
  pin: '471193',
  short: 'kurz-geheim-16',
  joined: 'zusammengeheim',
  beside: 'danebengeheim',
} as const

const script = `
import argparse, configparser, json, os, sqlite3, sys
parser = argparse.ArgumentParser()
parser.add_argument('--pw'); parser.add_argument('--pin'); parser.add_argument('--conn'); parser.add_argument('--key')
parser.add_argument('--api-key'); parser.add_argument('--dsn'); parser.add_argument('--store-password'); parser.add_argument('--pgpassword'); parser.add_argument('--user'); parser.add_argument('words', nargs='*')
parser.parse_known_args()
for name in ('config.yaml', 'config.json', 'config.ini', 'config.toml', '.env'):
    open(name).read()
os.system('true --password=%s' % sys.argv[-1])
os.environ['SSHPASS']
sqlite3.connect('local.db').execute("create table if not exists t as select '%s' as token" % os.environ['QUERY'])
open('out.txt', 'w').write('done ' * 20 + ' '.join(sys.argv[1:2]) * (len(sys.argv) % 2))
`

describe.skipIf(python === undefined || !hasGit)('a secret', () => {
  const project = makeProject()
  project.git('remote', 'add', 'origin', `https://ann:${secrets.remote}@example.org/acme/flights.git`)
  // What git follows is kept as it stands, and most secrets are filled in where a commit has something else.
  for (const name of ['config.yaml', '.env', 'config.toml', 'local.py']) project.write(name, '')
  project.git('add', '--all')
  project.git('commit', '--quiet', '--message', 'Start')
  project.write('local.py', 'rate = 2\n')
  project.write(
    'config.yaml',
    `database:\n  password: ${secrets.yaml}\n  url: postgres://ann:${secrets.address}@db/x\nrate: 0.1\nenv: [{name: DB_PASSWORD, value: ${secrets.beside}}]\nargs: [--password, ${secrets.beside}]\npgpassword: ${secrets.joined}\n`,
  )
  project.write(
    'config.json',
    JSON.stringify({ api_key: secrets.json, depth: 3, key: 'customer_id', auth: { salt: secrets.salt } }),
  )
  project.write('config.ini', `[service]\ntoken = ${secrets.ini}\nsize = 4\n`)
  project.write('config.toml', `secret_key = "${secrets.toml}"\nwidth = 5\n`)
  project.write('.env', `PASSWORD=${secrets.untracked}\n`)
  project.write('pedigree.yaml', `param: {store_password: ${secrets.saidInFile}}\n`)
  project.git('add', 'config.toml')
  const options = [
    ...[
      '--name',
      `nightly --password ${secrets.said}`,
      '--param',
      `password=${secrets.said}`,
      '--param',
      `dsn=postgres://u:${secrets.said}@h/d`,
    ],
    ...['--in', `https://ann:${secrets.saidAddress}@example.org/d.csv`],
  ]
  const words = [
    ...[
      '--pgpassword',
      secrets.joined,
      '--user',
      `me:${secrets.joined}`,
      '--pw',
      secrets.short,
      '--conn',
      secrets.short,
      '--pin',
      secrets.pin,
      '--key',
      secrets.salt,
    ],
    ...[`https://hooks.example.org/services/T024BE7LD/B024BE7LD/${secrets.webhook}`],
    ...[`{"username":"a","key":"${secrets.keyOfFile}"}`, `os.environ["API_KEY"]="${secrets.inline}"`],
    ...[`echo "machine h login u password ${secrets.login}" > n`],
    ...['--api-key', secrets.argument, '--store-password', secrets.flag],
    ...['--dsn', `Server=db;User Id=ann;Password=${secrets.connection};Encrypt=yes`],
    ...[`password=${secrets.assigned}`, `https://ann:${secrets.address}@example.org/data.csv?token=${secrets.header}`],
    ...['-H', `Authorization: Bearer ${secrets.header}`, secrets.key],
  ]
  const env = {
    DATABASE_PASSWORD: secrets.variable,
    SSHPASS: secrets.joined,
    OPENAI_API_KEY: secrets.key,
    QUERY: secrets.query,
  }
  const run = project.python(script, { words, env, options })

  test('goes to the command as it is, and nowhere else', () => {
    expect(run).toMatchObject({ exit: 0, signal: null })
    expect(run.summary.parameters).toMatchObject({ rate: { value: 0.1 }, depth: { value: 3 } })
    expect(run.summary.parameters).toMatchObject({
      width: { value: 5 },
      'service.size': { value: 4 },
      key: { value: 'customer_id' },
      'auth.salt': { value: '[redacted]' },
      password: { value: '[redacted]', from: '--param' },
      'database.password': { value: '[redacted]' },
    })

    const told = [
      run.stdout,
      run.stderr,
      Buffer.from(JSON.stringify(run.summary)),
      ...answers(project, run.summary.run),
    ]
    expectNowhere(secrets, project, told)
    // So that it would come to light if it were kept.
    expect(kept(project).some(([place, bytes]) => place.includes('/git/') && bytes.includes('rate = 2'))).toBe(true)
    expect(run.summary.blind.filter((sentence) => sentence.includes('by its digest alone')).toSorted()).toEqual([
      '.env is in the code tree by its digest alone: by its name it holds secrets.',
      'config.toml is in the code tree by its digest alone: it holds what looks like a secret.',
      'config.yaml is in the code tree by its digest alone: it holds what looks like a secret.',
    ])
    const code = project.statements().find((said) => said.type === 'facet' && said.name === 'code')
    expect(code).toMatchObject({ body: { withheld: ['.env', 'config.toml', 'config.yaml'] } })
  })

  test('is in no answer, whatever its form, nor in what is made to leave the machine', () => {
    const again = project.python(`${script}open('more.txt', 'w').write('more ' * 20)\n`, {
      words: ['further', ...words],
      env,
    })
    const folder = join(project.home, 'exported')
    const forms = ['tree', 'table', 'csv', 'dot', 'mermaid', 'json']
    const asked = [
      ...forms.map((form) => ['trace', './out.txt', '--format', form]),
      ...forms.map((form) => ['impact', './config.yaml', '--format', form]),
      ...[[], ['--json']].flatMap((more) => [
        ['diff', run.summary.run, again.summary.run, ...more],
        ['find', 'o', ...more],
      ]),
      ['verify'],
      ['log', 'export', folder],
    ]

    const outcomes = asked.map((question) => ({ question, ...project.pedigree(question) }))

    expect(outcomes.filter(({ exit }) => exit !== 0).map(({ question, stderr }) => [question, String(stderr)])).toEqual(
      [],
    )
    expect(outcomes.every(({ question, stdout }) => stdout.length > 0 || question[0] === 'log')).toBe(true)
    const exported = globSync('**/*', { cwd: folder })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
    expect(exported.length).toBeGreaterThan(2)
    const said = outcomes.flatMap(({ stdout, stderr }) => [stdout, stderr])
    expectNowhere(secrets, project, [...said, ...exported.map((path) => readFileSync(path))])
  })

  test('is not in what waits to be recorded', () => {
    const database = new DatabaseSync(join(project.folder, '.pedigree/store.db'))
    database.exec('begin immediate')

    const { stderr } = project.python(script, { words, env: { ...env, PEDIGREE_LOCK_WAIT_MS: '50' } })
    const spooled = kept(project).filter(([place]) => place.includes('/spool/'))
    database.exec('rollback')
    database.close()

    expect(stderr.toString()).toContain('kept for later')
    expect(spooled.some(([, bytes]) => bytes.includes('"parameters"'))).toBe(true)
    for (const [, bytes] of spooled) {
      expect(Object.entries(secrets).filter(([, secret]) => bytes.includes(secret))).toEqual([])
    }
  })

  test('that a program says in an error goes where the program sends it, and not on record', () => {
    const raised = 'ausnahme-geheim-10'
    const failing = "import os, sys\nopen('out.txt').read()\nraise RuntimeError(os.environ['RAISED'])\n"

    const { exit, stderr } = project.python(failing, { name: 'failing.py', env: { RAISED: raised } })

    expect([exit, stderr.includes(raised)]).toEqual([1, true])
    expectNowhere({ raised }, project, answers(project, './out.txt'))
  })

  test('is not in what a run leaves behind that was killed in its middle', async () => {
    const inTemporary = { ...env, TMPDIR: project.home }
    const child = project.start(['run', '--', 'sh', '-c', 'echo ready; cat', 'sh', ...words], { env: inTemporary })
    if (child.stdout) await once(child.stdout, 'data')
    child.kill('SIGKILL')
    child.stdin?.end()
    await once(child, 'close')

    const spooled = kept(project).filter(([place]) => place.includes('/spool/'))
    expect(spooled).toHaveLength(1)
    for (const [, bytes] of spooled) {
      expect(bytes.toString()).toContain('interrupted')
      expect(Object.entries(secrets).filter(([, secret]) => bytes.includes(secret))).toEqual([])
    }
    // What the witnesses wrote is not redacted, and nobody else may read it; the next run removes it.
    const [scratch = ''] = scratchOf(project)
    expect(statSync(scratch).mode & 0o777).toBe(0o700)
    project.run(['true'], { env: inTemporary })
    expect(scratchOf(project)).toEqual([])
  })
})

const scratchOf = ({ home }: Project): string[] =>
  globSync('pedigree-run-*', { cwd: home }).map((name) => join(home, name))

function answers(project: Project, run: string): Buffer[] {
  return [['show', run, '--json'], ['show', run], ['trace', './out.txt'], ['history', run, '--json'], []].map(
    (words) => project.pedigree(words).stdout,
  )
}
