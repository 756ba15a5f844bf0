import Type, { type Static } from 'typebox'
import { NodeId } from '../../domain/schema.ts'
import { LineageNode } from '../lineage.ts'

/** A run with who did it. */
export const ListedRun = Type.Object({ ...LineageNode.properties, agents: Type.Array(NodeId) })
export type ListedRun = Static<typeof ListedRun>
