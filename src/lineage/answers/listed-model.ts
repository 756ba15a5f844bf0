import Type, { type Static } from 'typebox'
import { NodeId, Origin } from '../../domain/schema.ts'
import { LineageMetric } from '../lineage.ts'
import { LiveVersion } from './live.ts'

const { name, value, better, origin } = LineageMetric.properties

/** Who approved a version, and how that is known. */
export const Approval = Type.Object({ agent: NodeId, origin: Origin })
export type Approval = Static<typeof Approval>

const approvedBy = Type.Array(Approval, { description: 'of this version, and not of another of the same bytes' })

/** The newest version of a name: a metric of it that its run named, and who approved it, as far as that is on record. */
export const NewestVersion = Type.Object({
  version: Type.Integer(),
  artifact: NodeId,
  metric: Type.Optional(Type.Object({ name, value, better, origin })),
  approvedBy,
})
export type NewestVersion = Static<typeof NewestVersion>

/** A version that is live, with who approved it. */
export const LiveApproved = Type.Object({ ...LiveVersion.properties, approvedBy })

/** A model or another name, with how many versions it has, the newest of them, and where they are live. */
export const ListedModel = Type.Object({
  asset: NodeId,
  name: Type.String({ description: 'with its namespace, `credit/risk`, where others have the same' }),
  kind: Type.Optional(Type.String()),
  versions: Type.Integer(),
  newest: Type.Optional(NewestVersion),
  live: Type.Array(LiveApproved),
})
export type ListedModel = Static<typeof ListedModel>
