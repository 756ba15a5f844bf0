/**
 * SQLite's tables, as numbered steps. A released step is frozen: a store made by it exists. To change a table, add one.
 *
 * Edges are clustered by their downstream end, with one index for the other direction: a step of a walk is one range
 * (74 bytes an edge, against 373 with text ids and plain indexes).
 */
export const sqliteSteps: readonly string[] = [
  `
create table upgrade (format integer primary key, pedigree text not null) strict;
create table log (id integer primary key, name text not null unique, verifier_key text not null, since integer not null) strict;
create table entry (
  number integer primary key, log integer not null, leaf_index integer not null, producer text not null,
  sequence integer not null, time integer not null, leaf blob not null
) strict;
create unique index entry_leaf on entry (log, leaf_index);
create unique index entry_request on entry (producer, sequence);
create table body (entry integer primary key, bytes blob not null) strict;
create table tile (
  log integer not null, level integer not null, tile_index integer not null, width integer not null, hashes blob not null,
  primary key (log, level, tile_index)
) strict;
create table checkpoint (log integer primary key, size integer not null, note text not null) strict;

create table token (
  id text primary key, agent text not null, role text not null, digest blob not null, created integer not null,
  used integer, revoked integer, changed integer not null
) strict;

create table speaker (entry integer primary key, agent integer, via text not null) strict;
create table node (id integer primary key, name text not null, type text not null) strict;
create unique index node_name on node (name);
create index node_type on node (type, id);
create table place (id integer primary key, name text not null) strict;
create unique index place_name on place (name);
create table claim (
  statement integer primary key, node integer not null, kind text, name text, folded text, state text, bytes integer,
  at integer, origin integer not null, body text not null
) strict;
create index claim_node on claim (node);
create index claim_folded on claim (folded) where folded is not null;
create table edge (
  downstream integer not null, flow integer not null, upstream integer not null, statement integer not null,
  mirror integer not null, role text, slot text, selector text, number integer, share real, place integer, witnesses text,
  at integer, since integer, until integer, origin integer not null,
  primary key (downstream, flow, upstream, statement, mirror)
) strict, without rowid;
create index edge_upstream on edge (upstream, flow);
create index edge_slot on edge (slot) where slot is not null;
create index edge_place on edge (place, at) where place is not null;
create table parameter (
  run integer not null, name text not null, statement integer not null, value text not null, source text,
  origin integer not null, primary key (run, name, statement)
) strict, without rowid;
create table metric_latest (
  run integer not null, name text not null, statement integer not null, series integer not null, better text,
  measured_on integer, measured_of integer, source text, points integer not null, step integer not null,
  time integer not null, value text not null, origin integer not null,
  primary key (run, name, statement, series)
) strict, without rowid;
create index metric_of on metric_latest (measured_of) where measured_of is not null;
create table facet (
  node integer not null, name text not null, statement integer not null, revision integer, at integer,
  origin integer not null, body text, primary key (node, name, statement)
) strict;
create table listing (
  statement integer primary key, folder integer not null, part integer not null, parts integer not null,
  origin integer not null
) strict;
create index listing_folder on listing (folder);
create table listed (
  id integer primary key, statement integer not null, digest blob not null, bytes integer not null, path text not null
) strict;
create index listed_digest on listed (digest);
create index listed_statement on listed (statement);
create table retraction (
  statement integer primary key, producer text not null, sequence integer not null, position integer not null,
  reason text not null
) strict;
`,
  `
create index facet_seen on facet (statement) where name = 'seen';
create table code_file (
  digest blob not null, statement integer not null, run integer not null, primary key (digest, statement)
) strict, without rowid;
insert into code_file (digest, statement, run)
  select distinct unhex(substr(file.value, 8)), edge.statement, edge.downstream
  from edge, json_each(edge.selector, '$.files') as file
  where edge.flow = 0 and edge.role = 'code' and json_type(edge.selector, '$.files') = 'object' and file.type = 'text'
    and length(file.value) = 71 and file.value glob 'sha256:*' and substr(file.value, 8) not glob '*[^0-9a-f]*';
`,
  `create table erased (statement integer primary key) strict;`,
  `
alter table facet add column selector text;
`,
  `
create index parameter_name on parameter (name, run);
create index metric_name on metric_latest (name, run);
create index facet_commit on facet (json_extract(body, '$.commit')) where name = 'code';
`,
  `
drop index listed_statement;
create index listed_path on listed (statement, path);
`,
  `
create index claim_from on claim (json_extract(body, '$.from'), node) where json_extract(body, '$.from') is not null;
create index node_asset on node (substr(name, length(rtrim(name, replace(name, '/', ''))) + 1)) where type = 'asset';
`,
]
