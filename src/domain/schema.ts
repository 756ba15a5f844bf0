import Type from 'typebox'
import { edgeKinds, origins } from './vocabulary.ts'

/** The longest id or name in characters (code points). Real paths reach 4,096 bytes; an id adds a namespace before them. */
export const idLengthMax = 8_192

const idOf = (pattern: string, description: string) => Type.String({ pattern, maxLength: idLengthMax, description })

const patterns = {
  run: '^run:[^/][\\s\\S]*/[\\s\\S]+$',
  artifact:
    '^(sha256:[0-9a-f]{64}|sha256-tree:[0-9a-f]{64}|sha512:[0-9a-f]{128}|md5:[0-9a-f]{32}(\\.dir)?|git-tree:([0-9a-f]{40}|[0-9a-f]{64})|(oci|etag):[\\s\\S]+|unpinned:[^/]+/[\\s\\S]+)$',
  agent: '^agent:[^/]+/[\\s\\S]+$',
  asset: '^asset:[^/][\\s\\S]*/[\\s\\S]+$',
} as const

/** `run:<namespace>/<id>`: a run under its producer's own id, in the producer's namespace. */
export const RunId = idOf(patterns.run, 'run:<namespace>/<id of the run in that namespace>')

/** `<digest type>:<digest>` for content that is known, `unpinned:<system>/<name>` for content that is not. */
export const ArtifactId = idOf(
  patterns.artifact,
  'sha256:<64 hex>, sha256-tree:<64 hex>, git-tree:<hex>, md5:<32 hex>, … or unpinned:<system>/<name>',
)

/** `agent:<user|team|service|tool>/<name>`. */
export const AgentId = idOf(patterns.agent, 'agent:<user, team, service or tool>/<name>')

/** `asset:<namespace>/<name>`: a named, lasting thing that artifacts are versions of and runs are runs of. */
export const AssetId = idOf(patterns.asset, 'asset:<namespace>/<name>')

/** Any of the four, in one pattern: a union would name every branch in an error. */
export const NodeId = idOf(Object.values(patterns).join('|'), 'the id of a run, an artifact, an agent or an asset')

/** RFC 3339 in UTC with milliseconds: text order is time order. */
export const Instant = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$',
  description: 'RFC 3339 in UTC with milliseconds, for example 2026-11-24T10:02:11.120Z',
})

export const Origin = Type.Enum(origins)
export const EdgeKind = Type.Enum(edgeKinds)
