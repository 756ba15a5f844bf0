/** A table as both engines have it. `current` names the column by which the greater row of a key stays. */
export type Table = {
  readonly name: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
  readonly current?: string
}

// The log: the truth. Entry numbers are dense over all logs of the store; (log, place) is a leaf's position in its tree.
export const logs: Table = { name: 'log', columns: ['id', 'name', 'verifier_key', 'since'], key: ['id'] }
export const entries: Table = {
  name: 'entry',
  columns: ['number', 'log', 'leaf_index', 'producer', 'sequence', 'time', 'leaf'],
  key: ['number'],
}
/** The statements of an entry with their salts, as sealed. The leaf commits to them, so one can be erased alone. */
export const bodies: Table = { name: 'body', columns: ['entry', 'bytes'], key: ['entry'] }
export const tiles: Table = {
  name: 'tile',
  columns: ['log', 'level', 'tile_index', 'width', 'hashes'],
  key: ['log', 'level', 'tile_index'],
  current: 'width',
}
export const checkpoints: Table = {
  name: 'checkpoint',
  columns: ['log', 'size', 'note'],
  key: ['log'],
  current: 'size',
}

/** Who may speak to a server. Beside the log: a secret's digest and its last use are nobody's history. */
export const tokens: Table = {
  name: 'token',
  columns: ['id', 'agent', 'role', 'digest', 'created', 'used', 'revoked', 'changed'],
  key: ['id'],
  current: 'changed',
}

// The graph: a fold of the log. `statement` is the number that `statementNumber` gives; times are ms since 1970.
/** Who sent an entry, and through which program. */
export const speakers: Table = { name: 'speaker', columns: ['entry', 'agent', 'via'], key: ['entry'] }
export const nodes: Table = { name: 'node', columns: ['id', 'name', 'type'], key: ['id'] }
export const places: Table = { name: 'place', columns: ['id', 'name'], key: ['id'] }
export const claims: Table = {
  name: 'claim',
  columns: ['statement', 'node', 'kind', 'name', 'folded', 'state', 'bytes', 'at', 'origin', 'body'],
  key: ['statement'],
}
export const edges: Table = {
  name: 'edge',
  columns: [
    'downstream',
    'flow',
    'upstream',
    'statement',
    'mirror',
    'role',
    'slot',
    'selector',
    'number',
    'share',
    'place',
    'witnesses',
    'at',
    'since',
    'until',
    'origin',
  ],
  key: ['downstream', 'flow', 'upstream', 'statement', 'mirror'],
}
export const parameters: Table = {
  name: 'parameter',
  columns: ['run', 'name', 'statement', 'value', 'source', 'origin'],
  key: ['run', 'name', 'statement'],
}
/** The latest point of each series of a statement; curves are read from the log. */
export const metrics: Table = {
  name: 'metric_latest',
  columns: [
    'run',
    'name',
    'statement',
    'series',
    'better',
    'measured_on',
    'measured_of',
    'source',
    'points',
    'step',
    'time',
    'value',
    'origin',
  ],
  key: ['run', 'name', 'statement', 'series'],
}
export const facets: Table = {
  name: 'facet',
  columns: ['node', 'name', 'statement', 'revision', 'at', 'origin', 'body'],
  key: ['node', 'name', 'statement'],
}
/** Which folder a statement lists files of. */
export const listings: Table = {
  name: 'listing',
  columns: ['statement', 'folder', 'part', 'parts', 'origin'],
  key: ['statement'],
}
/** The files that a listing names: `digest` is the 32 bytes of a sha256, so that 100,000 of them take 12 MB. */
export const listed: Table = {
  name: 'listed',
  columns: ['id', 'statement', 'digest', 'bytes', 'path'],
  key: ['id'],
}
/** Files of code that runs read, of which the edge has the paths: `digest` is the 32 bytes of a sha256. */
export const codeFiles: Table = {
  name: 'code_file',
  columns: ['digest', 'statement', 'run'],
  key: ['digest', 'statement'],
}
export const retractions: Table = {
  name: 'retraction',
  columns: ['statement', 'producer', 'sequence', 'position', 'reason'],
  key: ['statement'],
}

/** Statements of which only the digest is left: what they said is missing from the graph, and from every answer. */
export const erased: Table = { name: 'erased', columns: ['statement'], key: ['statement'] }

/** Every table that `rebuild` empties and folds again, in the order in which they are compared. */
export const graphTables = [
  speakers,
  nodes,
  places,
  claims,
  edges,
  parameters,
  metrics,
  facets,
  listings,
  listed,
  codeFiles,
  retractions,
  erased,
] as const
