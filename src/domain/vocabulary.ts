// The words of the record, each for one thing (docs/glossary.md). Without the schemas, which take time to load.

export const nodeTypes = ['run', 'artifact', 'agent', 'asset'] as const
export type NodeType = (typeof nodeTypes)[number]

export const edgeKinds = [
  'used',
  'generated',
  'derived',
  'same-as',
  'part-of',
  'version-of',
  'points',
  'acted-for',
  'related',
] as const
export type EdgeKind = (typeof edgeKinds)[number]

/** How a fact came to be known, the strongest last: `origins.indexOf` ranks claims that disagree. */
export const origins = ['inferred', 'declared', 'observed', 'attested'] as const
export type Origin = (typeof origins)[number]

/** `running` gives way to any of the others, which are final. */
export const runStates = ['running', 'succeeded', 'failed', 'interrupted'] as const
export type RunState = (typeof runStates)[number]

/** The most statements of one request; a run with more files sends several requests, the last of which ends it. */
export const statementsMax = 10_000
/** What one request may hold as JSON, in bytes. */
export const statementBytesMax = 8 * 1024 * 1024

/** The facet of notes that people write beside things. Of every other name the latest facet shows, of this each one. */
export const noteFacet = 'note'

/** The facet by which the first statement of a log's first entry cites the log that it goes on from. */
export const citationFacet = 'log-continued'

/** Who was let in by which token, and that it ended: `token:<its id>:created`. */
export const tokenFacet = 'token:'
