import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Summary } from '../../../src/capture/summary.ts'
import { expectNowhere } from '../kept.ts'
import { makeProject, type Project } from '../project.ts'
import { environmentWith } from '../python-environments.ts'
import { startServer } from './local-server.ts'
import { startPostgres } from './postgres.ts'

const python = environmentWith('tests of drivers without SQLAlchemy', [
  'asyncpg==0.32.0',
  'PyMySQL==1.2.4',
  'mysql-connector-python==26.10.0',
])
const password = 'treiber-geheim-4'
const literal = 'literal-geheim-9'

const postgres = python === undefined ? undefined : await startPostgres(password)
const fakeMysql =
  python === undefined ? undefined : await startServer(process.execPath, [join(import.meta.dirname, 'fake-mysql.ts')])
afterAll(() => {
  postgres?.stop()
  fakeMysql?.stop()
})

test.skipIf(postgres === undefined)('a table that asyncpg writes and reads is on record by its name', () => {
  const project = makeProject({ isRepository: false })

  const { exit, stderr, stdout, summary } = run(
    project,
    `
import asyncio, asyncpg
settings = dict(host='127.0.0.1', port=${postgres?.port}, user='ann', password=os.environ['PGSECRET'], database='postgres')
async def main():
    connection = await asyncpg.connect(**settings)
    await connection.execute('create table flights (id int, carrier text)')
    print(await connection.execute(f"insert into flights values (1, '{literal}'), (2, 'b')"))
    await connection.executemany('insert into flights values ($1, $2)', [(3, 'c')])
    await connection.copy_records_to_table('late', records=[(1,)]) if await connection.execute('create table late (id int)') else None
    print(await connection.fetch('select * from flights where carrier <> $1', literal), await connection.fetchval('select count(*) from late'))
    async with connection.transaction():
        async for row in connection.cursor('select id from flights'): pass
    async with asyncpg.create_pool(**settings, min_size=2, max_size=2) as pool:
        print(await asyncio.gather(*[pool.fetchval('select %d + count(*) from flights' % one) for one in range(4)]))
    try: await connection.fetch('select * from missing')
    except asyncpg.UndefinedTableError as error: print(error)
    await connection.close()
asyncio.run(main())
`,
  )

  expect({ exit, stderr: exit === 0 ? '' : stderr.toString() }).toEqual({ exit: 0, stderr: '' })
  expect(stdout.toString()).toMatch(/^INSERT 0 2\n.*\n\[3, 4, 5, 6\]\nrelation "missing" does not exist\n$/)
  const place = (name: string) => `postgresql://${hostname()}:${postgres?.port}/postgres/public.${name}`
  expect(placesOf(summary)).toEqual([place('flights'), place('late')])
  expect(queriesOf(project)).toMatchObject([
    { writes: ['postgres/public.flights'] },
    { text: 'insert into flights values (?, …), …', rows: 2 },
    { text: 'insert into flights values ($1, $2)' },
    { writes: ['postgres/public.late'] },
    { writes: ['postgres/public.late'] },
    { reads: ['postgres/public.flights'], text: 'select * from flights where carrier <> $1', rows: 2 },
    { reads: ['postgres/public.late'] },
    { text: 'select id from flights' },
    ...[1, 2, 3, 4].map(() => ({ reads: ['postgres/public.flights'] })),
  ])
  expect(summary.blind.filter((sentence) => sentence.includes('connected'))).toEqual([])
  expectNowhere({ password, literal }, project, [stderr, Buffer.from(JSON.stringify(summary))])
})

describe.skipIf(fakeMysql === undefined)('a table of MySQL, to a server that takes all and knows nothing', () => {
  test.each([
    ['PyMySQL', 'import pymysql as driver\nmore = {}\n'],
    ['MySQL’s connector', 'import mysql.connector as driver\nmore = {"use_pure": True, "ssl_disabled": True}\n'],
  ])('is told by %s', (_, preamble) => {
    const project = makeProject({ isRepository: false })

    const { exit, stderr, summary } = run(
      project,
      `${preamble}
connection = driver.connect(host='127.0.0.1', port=${fakeMysql?.port}, user='ann', password=os.environ['PGSECRET'], database='shop', **more)
cursor = connection.cursor()
cursor.execute(f"insert into items values (1, '{literal}')")
cursor.execute('select * from old.orders where id > 7')
`,
    )

    expect({ exit, stderr: exit === 0 ? '' : stderr.toString() }).toEqual({ exit: 0, stderr: '' })
    const server = `mysql://${hostname()}:${fakeMysql?.port}`
    expect(placesOf(summary)).toEqual([`${server}/old/orders`, `${server}/shop/items`])
    expect(queriesOf(project)).toMatchObject([
      { system: 'mysql', text: 'insert into items values (?, …)', writes: ['shop/items'], rows: 2 },
      { system: 'mysql', text: 'select * from old.orders where id > ?', reads: ['old/orders'] },
    ])
    expect(summary.blind.filter((sentence) => sentence.includes('connected'))).toEqual([])
    expectNowhere({ password, literal }, project, [stderr, Buffer.from(JSON.stringify(summary))])
  })
})

function run(project: Project, script: string) {
  project.write('main.py', `import os\nliteral = os.environ['LITERAL']\n${script}`)
  return project.run([python ?? '', 'main.py'], { env: { PGSECRET: password, LITERAL: literal } })
}

const placesOf = ({ remote = [] }: Summary) => [...new Set(remote.map(({ place }) => place))].sort()

function queriesOf(project: Project) {
  const facets = project.statements().filter((said) => said.type === 'facet')
  return (facets.findLast(({ name }) => name === 'queries')?.body as { sent: unknown } | undefined)?.sent
}
