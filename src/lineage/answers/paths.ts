import Type, { type Static } from 'typebox'
import { NodeId } from '../../domain/schema.ts'
import { LineageEdge, LineageNode } from '../lineage.ts'
import { Meant } from './meant.ts'
import { Scope } from './scope.ts'

/**
 * The answer to `path`: the shortest ways by which one thing comes from another, each from `from` down to `to`; none where
 * neither comes from the other. `complete` says whether there are no others of that length.
 */
export const Paths = Type.Object({
  from: NodeId,
  to: NodeId,
  called: Type.Object(
    { from: Type.String(), to: Type.String() },
    { description: 'what the ends are called as they were asked for, as in `trace`' },
  ),
  names: Type.Record(NodeId, Type.String(), { description: 'what every node on the ways is called, by its id' }),
  ...Scope.properties,
  ...Meant.properties,
  complete: Type.Boolean(),
  ways: Type.Array(Type.Array(NodeId)),
  nodes: Type.Array(LineageNode),
  edges: Type.Array(LineageEdge),
})
export type Paths = Static<typeof Paths>
