import Type, { type Static } from 'typebox'
import { NodeId } from '../../domain/schema.ts'
import { LineageEdge, LineageFact, LineageNode, WroteLast } from '../lineage.ts'
import { Meant } from './meant.ts'
import { Scope } from './scope.ts'

/** A coordinate that several digests claim. */
export const Conflict = Type.Object({ asset: NodeId, number: Type.Integer(), artifacts: Type.Array(NodeId) })

/** The answer to `show`: one node with everything that touches it directly. */
export const Shown = Type.Object({
  node: LineageNode,
  asset: Type.Optional(NodeId),
  version: Type.Optional(Type.Integer({ description: 'of that asset, where the question names one' })),
  among: Type.Optional(
    Type.Integer({ description: 'how many things bear the name that was asked for, where this is the newest of them' }),
  ),
  /** Of content that no recorded run made: who wrote last where it was found. */
  wroteLast: Type.Optional(WroteLast),
  ...Meant.properties,
  ...Scope.properties,
  edges: Type.Array(LineageEdge),
  withheld: Type.Integer({ description: 'how many edges are not here' }),
  facts: Type.Array(LineageFact),
  names: Type.Record(Type.String(), Type.String(), {
    description: 'what the nodes of the edges, and the asset, are called, by id',
  }),
  conflicts: Type.Array(Conflict),
})
export type Shown = Static<typeof Shown>
