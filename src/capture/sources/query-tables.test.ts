import { expect, test } from 'vitest'
import { tablesOf } from './query-tables.ts'
import { tokensOf, withoutLiterals } from './query-tokens.ts'

test.each([
  ['select * from flights', 'flights'],
  ['SELECT a FROM public.Flights f, "Raw"."Carriers" AS c WHERE f.id = c.id', 'public.flights Raw.Carriers'],
  ['select * from a join b on a.x = b.x left outer join c using (x) cross join d', 'a b c d'],
  ['select * from (select * from inner_one) s, b', 'b inner_one'],
  ['with t as (select * from a), u (x) as materialized (select * from t) select * from u join b on true', 'a b'],
  ['select extract(year from at), trim(both from name), a is distinct from b from flights', 'flights'],
  ['select * from only flights where id in (select id from late) order by 1', 'flights late'],
  ["select 'from secrets' from a -- from nowhere\n/* from here */", 'a'],
  ['select * from a union all select * from b', 'a b'],
  ['select * from a for update', 'a'],
  ['select 1', ''],
  ['copy flights (id, name) to stdout', 'flights'],
])('%s reads %s', (text, tables) => {
  expect(
    tablesOf(tokensOf(text, 'postgresql'))
      .reads.map((name) => name.join('.'))
      .join(' '),
  ).toBe(tables)
})

test.each([
  ['insert into flights (id) values (1)', ['flights', true], ''],
  ['insert into late select * from flights', ['late', true], 'flights'],
  ['update only flights set x = 1 from carriers where true', ['flights', true], 'carriers'],
  ['delete from flights using late', ['flights', true], ''],
  ['create table late as select * from flights', ['late', false], 'flights'],
  ['create table if not exists late (id int)', ['late', true], ''],
  ['truncate table flights', ['flights', false], ''],
  ['copy public.flights from stdin', ['public.flights', true], ''],
  ['select * into late from flights', ['late', false], 'flights'],
  ['insert into a values (1) on conflict (id) do update set x = 2', ['a', true], ''],
  ['merge into a using b on a.x = b.x when matched then update set y = 1', ['a', true], ''],
])('%s writes %s', (text, write, reads) => {
  const found = tablesOf(tokensOf(text, 'postgresql'))

  expect(found.writes.map(({ name, keeps }) => [name.join('.'), keeps])).toEqual([write])
  expect(found.reads.map((name) => name.join('.')).join(' ')).toBe(reads)
})

test('tables of one connection alone, and what is no plain name, are told apart', () => {
  expect(tablesOf(tokensOf('create temp table t as select 1', 'postgresql'))).toMatchObject({
    writes: [],
    temporary: [['t']],
  })
  expect(tablesOf(tokensOf('select * from generate_series(1, 3)', 'postgresql'))).toMatchObject({
    reads: [],
    isUnclear: true,
  })
  expect(tablesOf(tokensOf("select * from 'a.parquet'", 'duckdb'))).toMatchObject({ reads: [], isUnclear: true })
  expect(tablesOf(tokensOf('select * from a', 'postgresql')).isUnclear).toBe(false)
})

test.each([
  ["select * from a where name = 'Ann''s' and x > 1.5e3", 'select * from a where name = ? and x > ?'],
  ["insert into a values (1, 'x', $$secret$$), (2, 'y', E'it\\'s')", 'insert into a values (?, …), …'],
  ["alter user ann password 'geheim'; select 1", 'alter user ann password ?; select ?'],
  [
    'select a::text from t where b = %s and c = %(name)s and d = $1',
    'select a::text from t where b = %s and c = %(name)s and d = $1',
  ],
  ["select 'not ended", 'select ?'],
  ["select 'a\\' || secret || 'b'", 'select ? || secret || ?'],
])('%s is stored as %s', (text, stored) => {
  expect(withoutLiterals(tokensOf(text, 'postgresql'))).toBe(stored)
})

test('what is a string or a name in double quotes depends on the system', () => {
  const text = 'select "a" from `t` where x = \'it\\\'s\' and y = "geheim"'

  expect(withoutLiterals(tokensOf(text, 'mysql'))).toBe('select ? from "t" where x = ? and y = ?')
})
