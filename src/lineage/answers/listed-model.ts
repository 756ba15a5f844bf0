import Type, { type Static } from 'typebox'
import { NodeId, Origin } from '../../domain/schema.ts'
import { LineageMetric } from '../lineage.ts'
import { LiveVersion } from './live.ts'

const { name, value, better, origin } = LineageMetric.properties

/** The newest version of a name: a metric of it that its run named, and who approved it, as far as that is on record. */
export const NewestVersion = Type.Object({
  version: Type.Integer(),
  artifact: NodeId,
  metric: Type.Optional(Type.Object({ name, value, better, origin })),
  approvedBy: Type.Array(Type.Object({ agent: NodeId, origin: Origin })),
})
export type NewestVersion = Static<typeof NewestVersion>

/** A model or another name, with how many versions it has, the newest of them, and where they are live. */
export const ListedModel = Type.Object({
  asset: NodeId,
  name: Type.String({ description: 'with its namespace, `credit/risk`, where others have the same' }),
  kind: Type.Optional(Type.String()),
  versions: Type.Integer(),
  newest: Type.Optional(NewestVersion),
  live: Type.Array(LiveVersion),
})
export type ListedModel = Static<typeof ListedModel>
