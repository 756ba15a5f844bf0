import { rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Summary } from '../../../src/capture/summary.ts'
import { expectNowhere } from '../kept.ts'
import { sourcesPython } from '../programs.ts'
import { makeProject, outcomeOf, type Project } from '../project.ts'
import { environmentWith } from '../python-environments.ts'
import { startPostgres } from './postgres.ts'

const python = sourcesPython()
// DuckDB of C alone, which asks Python for its caller's frame, and one whose own Python lies in between.
const drivers = [
  ['DuckDB 1', environmentWith('tests of DuckDB 1', ['duckdb==1.3.2', 'pandas==2.2.3'])],
  ['DuckDB 2', python],
] as const
const password = 'tabellen-geheim-8'
const literal = 'literal-geheim-3'

const server = python === undefined ? undefined : await startPostgres(password)
afterAll(() => server?.stop())

describe.skipIf(server === undefined)('a table', () => {
  let name: string
  let place: string
  let count = 0
  beforeEach(() => {
    // Each test has a table of its own in the one database.
    name = `flights_${count++}`
    place = `postgresql://${hostname()}:${server?.port}/postgres/public.${name}`
  })

  const psycopg =
    'import psycopg\nconnection = psycopg.connect(dsn, autocommit=True)\nrun = lambda query, *more: connection.execute(query, *more)\n'
  const psycopg2 =
    'import psycopg2\nconnection = psycopg2.connect(dsn)\nconnection.autocommit = True\ncursor = connection.cursor()\nrun = lambda query, *more: cursor.execute(query, *more)\n'
  const alchemy = (driver: string) =>
    `import sqlalchemy\nconnection = sqlalchemy.create_engine(address.replace('+psycopg', '+${driver}')).connect()\ndef run(query):\n    result = connection.execute(sqlalchemy.text(query)); connection.commit(); return result\n`

  test.each([
    ['psycopg', psycopg],
    ['psycopg2', psycopg2],
    ['SQLAlchemy on psycopg', alchemy('psycopg')],
    ['SQLAlchemy on psycopg2', alchemy('psycopg2')],
  ])('that %s writes and reads is on record by its name', (_, preamble) => {
    const { project, run } = started()

    const { summary, exit, stderr } = run(`${preamble}
run("create table ${name} (id int, carrier text)")
run("insert into ${name} values (1, '${literal}'), (2, 'b')")
run("select * from ${name} where carrier <> '${literal}'")
`)

    expect({ exit, stderr: exit === 0 ? '' : stderr.toString() }).toEqual({ exit: 0, stderr: '' })
    expect(seenIn(summary)).toEqual([['write', 'table', place, place.replace('postgresql://', 'unpinned:postgresql/')]])
    expect(queriesOf(project)).toMatchObject([
      { writes: [`postgres/public.${name}`] },
      { writes: [`postgres/public.${name}`], rows: 2, text: `insert into ${name} values (?, …), …` },
      { reads: [`postgres/public.${name}`], rows: 1, text: `select * from ${name} where carrier <> ?` },
    ])
    expect(summary.blind).toEqual([expect.stringMatching(/has no digest: what is in a table can change at any time/)])
  })

  test('that pandas writes and reads is one of each, with rows and columns, whatever lies below', () => {
    const { project, run } = started()

    const { summary } = run(`
import pandas, sqlalchemy
engine = sqlalchemy.create_engine(address)
pandas.DataFrame({'id': [1, 2, 3], 'delay': [7, 8, 9]}).to_sql('${name}', engine, index=False)
print(pandas.read_sql_table('${name}', engine).shape, pandas.read_sql('select id from ${name}', engine).shape)
`)

    expect(seenIn(summary)?.map(([operation]) => operation)).toEqual(['write'])
    expect(queriesOf(project)).toMatchObject([
      { by: 'pandas', writes: [`postgres/public.${name}`], rows: 3, columns: ['id', 'delay'] },
      { by: 'pandas', reads: [`postgres/public.${name}`], rows: 3, columns: ['id', 'delay'] },
      { by: 'pandas', reads: [`postgres/public.${name}`], rows: 3, columns: ['id'] },
    ])
  })

  test('joins the run that wrote it last before, and through an addition those before', () => {
    const { project, run } = started()
    run(`${psycopg}run("create table ${name} (id int)")\nrun("insert into ${name} values (1)")`, 'make.py')
    run(`${psycopg}run("insert into ${name} values (2)")`, 'add.py')
    const { summary } = run(
      `${psycopg}open('out.csv', 'w').write(str(run("select * from public.${name}").fetchall()) * 20)`,
      'read.py',
    )
    run(`${psycopg}run("truncate ${name}")`, 'later.py')

    expect(seenIn(summary)?.map(([operation]) => operation)).toEqual(['read'])
    const { stdout } = project.pedigree(['trace', './out.csv', '--json'])
    const nodes = JSON.parse(stdout.toString()).nodes as { type: string; name?: string }[]
    expect(nodes.filter(({ type }) => type === 'run').map((node) => node.name)).toEqual([
      'read.py',
      'add.py',
      'make.py',
    ])
    const shown = project.pedigree(['trace', './out.csv']).stdout.toString()
    expect(shown).toContain(`public.${name}`)
    expect(shown).toContain('no digest')
    expect(project.pedigree(['trace', `postgres.public.${name}`]).exit).toBe(0)
    const asset = `asset:${place.replace('://', '/')}`
    expect(project.statements()).toContainEqual(expect.objectContaining({ edge: 'version-of', target: asset }))
  })

  test('is told by asynchronous cursors, copies and cursors of a class of the user, as far as they can be seen', () => {
    const { project, run } = started()

    const { exit } = run(`${psycopg}
import asyncio
run("create table ${name} (id int, carrier text)")
with connection.cursor() as cursor:
    cursor.executemany("insert into ${name} values (%s, %s)", [(1, 'a'), (2, 'b')])
    with cursor.copy("copy ${name} from stdin") as copy: copy.write_row((3, 'c'))
async def main():
    async with await psycopg.AsyncConnection.connect(dsn) as other:
        print(await (await other.execute("select count(*) from ${name}")).fetchall())
asyncio.run(main())
`)

    expect(exit).toBe(0)
    expect(queriesOf(project)?.map(({ text }) => text)).toEqual([
      `create table ${name}(id int, carrier text)`,
      `insert into ${name} values (%s, %s)`,
      `copy ${name} from stdin`,
      `select count(*) from ${name}`,
    ])
  })

  test('shows neither password nor literal', () => {
    const { project, run } = started()
    const { summary, stdout, stderr } = run(`${psycopg}
import os
run("create table ${name} (carrier text)")
run("insert into ${name} values ('" + os.environ['LITERAL'] + "')")
run("select * from ${name} where carrier = %s", [os.environ['LITERAL']])
run("alter role ann password '" + os.environ['PGSECRET'] + "'")
`)

    expect(summary.remote).toHaveLength(1)
    const said = ['show', 'trace'].map((verb) => project.pedigree([verb, summary.run, '--json']).stdout)
    expectNowhere({ password, literal }, project, [stdout, stderr, Buffer.from(JSON.stringify(summary)), ...said])
  })

  test.each([
    '1',
    'driver_begins,dialect_begins,pandas_queries',
    'driver_ends,dialect_ends,pandas_read',
    'connection_made',
  ])('is the same to the program as without us when hooks fail: %s', (throwing) => {
    const { project, run, preamble } = started()
    const script = `
import inspect, pandas, pickle, psycopg, psycopg2, sqlalchemy, duckdb
from sqlalchemy.engine.default import DefaultDialect
for function in (psycopg.Cursor.execute, DefaultDialect.do_execute, psycopg2.connect):
    print(pickle.loads(pickle.dumps(function)) is function, inspect.signature(function), function.__doc__)
engine = sqlalchemy.create_engine(address)
pandas.DataFrame({'id': [1, 2]}).to_sql('${name}', engine, index=False, if_exists='replace')
print(pandas.read_sql('select * from ${name}', engine))
cursor = psycopg2.connect(dsn).cursor()
print(cursor.execute('select * from ${name}'), cursor.fetchall(), cursor.rowcount, type(cursor))
try: psycopg.connect(dsn).execute('select * from missing')
except psycopg.errors.UndefinedTable as error: print(error)
try: cursor.execute('select * from missing')
except psycopg2.errors.UndefinedTable as error: print(error)
print(duckdb.sql('select 1 as x').fetchall(), duckdb.connect().execute('select 2').fetchall())
try: duckdb.sql('select * from missing')
except duckdb.CatalogException as error: print('missing')
`
    project.write('plain.py', preamble + script)
    const bare = outcomeOf(python ?? '', ['plain.py'], { cwd: project.folder, env: project.env })

    const { exit, stdout, summary } = run(script, 'main.py', { PEDIGREE_TEST_THROW: throwing })

    expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 0, stdout: bare.stdout.toString() })
    expect(summary.blind.join()).toMatch(/The plug-in failed \d+ times/)
  })
})

describe.skipIf(python === undefined)('a database in a file', () => {
  test('is on record as its file, and its queries as a facet', () => {
    const { project, run } = started()

    const { summary, exit } = run(`
import duckdb, pandas, sqlite3, sqlalchemy
pandas.DataFrame({'id': [1, 2]}).to_csv('data.csv', index=False)
lake = duckdb.connect('lake.duckdb')
lake.execute("create table t as select * from read_csv('data.csv')")
print(lake.sql("select count(*) from t where id > 17").fetchall())
lake.close()
small = sqlite3.connect('small.db')
pandas.DataFrame({'id': [1, 2]}).to_sql('items', small)
print(pandas.read_sql_query("select * from items where id <> 5", small).shape)
print(sqlalchemy.create_engine('sqlite:///small.db').connect().execute(sqlalchemy.text('select * from items')).all())
`)

    expect(exit).toBe(0)
    expect(summary.remote).toBeUndefined()
    expect(summary.writes.map(({ path }) => path).sort()).toEqual(['data.csv', 'lake.duckdb', 'small.db'])
    expect(queriesOf(project)).toMatchObject([
      { system: 'duckdb', text: 'create table t as select * from read_csv(?)', writes: ['t'] },
      { system: 'duckdb', text: 'select count(*) from t where id > ?', reads: ['t'] },
      { system: 'sqlite', by: 'pandas', writes: ['items'], rows: 2 },
      { system: 'sqlite', by: 'pandas', text: 'select * from items where id <> ?', rows: 2 },
      { system: 'sqlite', by: 'sqlalchemy', text: 'select * from items' },
    ])
  })

  test('tells what Python’s own sqlite3 sent to it, whatever was called, and stays what it is to the program', () => {
    const { project, run, preamble } = started()
    const script = `
import sqlite3, pickle
with sqlite3.connect('small.db') as small:
    small.execute('create table items (id int, name text)')
    cursor = small.cursor()
    cursor.executemany('insert into items values (?, ?)', [(1, 'a'), (2, 'b')])
    print(cursor.execute("select * from items where name <> 'geheim'").fetchall())
    for id in range(3000): cursor.execute('insert into items values (?, ?)', (id, 'x'))
    small.cursor().executescript('create view some as select 1; drop view some;')
cache = os.path.expanduser('~/.cache/pip/own.db')
os.makedirs(os.path.dirname(cache), exist_ok=True)
sqlite3.connect(cache).execute('create table if not exists cached (id int)')
class Own(sqlite3.Connection): pass
print(sqlite3.connect(':memory:', factory=Own).execute('select 1').fetchall(), type(small), type(cursor), isinstance(small, sqlite3.Connection))
print(pickle.loads(pickle.dumps(sqlite3.connect)) is sqlite3.connect, sorted(set(dir(small)) ^ set(dir(sqlite3.Connection))))
try: small.own = 1
except AttributeError as error: print(type(error))
try: cursor.execute('select * from missing')
except sqlite3.OperationalError as error:
    print(error, error.__traceback__.tb_next)
`
    project.write('plain.py', preamble + script)
    const bare = outcomeOf(python ?? '', ['plain.py'], { cwd: project.folder, env: project.env })
    rmSync(join(project.folder, 'small.db'))

    const { exit, stdout, summary } = run(script)

    expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 0, stdout: bare.stdout.toString() })
    expect(summary.writes.map(({ path }) => path)).toEqual(['small.db'])
    expect(queriesOf(project)).toMatchObject([
      { system: 'sqlite', file: 'small.db', text: 'create table items(id int, name text)', writes: ['items'] },
      { text: 'insert into items values (?, …)', writes: ['items'], rows: 1025, count: 1024 },
      { file: 'small.db', text: 'select * from items where name <> ?', reads: ['items'], by: 'driver' },
    ])
    const shown = project.pedigree(['show', summary.run]).stdout.toString()
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('sent.file small.db')
  })
})

describe.each(drivers)('a table in a variable that %s finds', (_, duck) => {
  test.skipIf(duck === undefined)('is found as without us, and the query is on record', () => {
    const { project, run, preamble } = started(duck)
    const script = `
import duckdb, pandas
from inspect import currentframe
connection = duckdb.connect()
everywhere = pandas.DataFrame({'a': [5, 6]})
def asks(ask, of):
    frame = pandas.DataFrame({'a': [1, 2]})
    relation = of.from_df(frame)
    def inner(): return ask('select max(a) from frame').fetchall()
    print(ask('select sum(a) from frame').fetchall(), ask('select count(a) from relation').fetchall())
    print(ask('select sum(a) from everywhere').fetchall())
    try: inner()
    except duckdb.CatalogException as error: print(error)
for ask in (duckdb.sql, duckdb.query, duckdb.execute): asks(ask, duckdb)
for ask in (connection.sql, connection.query, connection.execute): asks(ask, connection)
def queried():
    frame = pandas.DataFrame({'a': [1, 2]})
    return duckdb.query_df(frame, 'given', 'select count(*) from given').fetchall()
print(queried(), currentframe().f_code.co_name)
`
    project.write('plain.py', preamble + script)
    const bare = outcomeOf(duck ?? '', ['plain.py'], { cwd: project.folder, env: project.env })

    const { exit, stdout } = run(script)

    expect({ exit: bare.exit, stderr: bare.stderr.toString() }).toEqual({ exit: 0, stderr: '' })
    expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 0, stdout: bare.stdout.toString() })
    const texts = queriesOf(project)?.map(({ text }) => text) ?? []
    expect(texts).toEqual(expect.arrayContaining(['select sum(a) from frame', 'select sum(a) from everywhere']))
  })
})

/** A project, and how a script is run in it that finds the database. */
function started(interpreter = python) {
  const project = makeProject()
  const preamble = `
import os
dsn = 'host=127.0.0.1 port=${server?.port ?? 0} dbname=postgres user=ann password=' + os.environ['PGSECRET']
address = 'postgresql+psycopg://ann:' + os.environ['PGSECRET'] + '@127.0.0.1:${server?.port ?? 0}/postgres'
`
  Object.assign(project.env, { PGSECRET: password, LITERAL: literal })
  const run = (script: string, file = 'main.py', env: NodeJS.ProcessEnv = {}) => {
    project.write(file, preamble + script)
    return project.run([interpreter ?? '', file], { env })
  }
  return { project, run, preamble }
}

const seenIn = ({ remote }: Summary) => remote?.map(({ operation, kind, place, id }) => [operation, kind, place, id])

type Sent = { readonly text?: string; readonly by: string }

function queriesOf(project: Project): readonly Sent[] | undefined {
  const facets = project.statements().filter((said) => said.type === 'facet')
  const body = facets.findLast(({ name }) => name === 'queries')?.body as { sent: readonly Sent[] } | undefined
  return body?.sent
}
