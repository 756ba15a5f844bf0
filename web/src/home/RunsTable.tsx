import { durationText, msBetween, timeText } from '../../../src/domain/quantities.ts'
import { shortId } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { Empty } from '../parts/Empty.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { StateChip } from '../parts/StateChip.tsx'

type Run = Answers['home']['latestRuns'][number]

const columns: readonly Column<Run>[] = [
  {
    title: 'Run',
    isHeading: true,
    cell: ({ id, name }) => <NodeLink to={id}>{visible(name ?? shortId(id))}</NodeLink>,
  },
  { title: 'Kind', cell: ({ kind }) => visible(kind ?? '') },
  { title: 'State', cell: ({ state }) => <StateChip state={state} /> },
  { title: 'Began', isTime: true, cell: ({ from }) => (from === undefined ? '' : timeText(from)) },
  { title: 'Took', isNumber: true, cell: ({ from, until }) => durationOf(msBetween(from, until)) },
  { title: 'Who', cell: ({ agents }) => agents.map(shortId).map(visible).join(', ') },
]

const durationOf = (ms: number | undefined) => (ms === undefined ? '' : durationText(ms))

export function RunsTable({ runs }: { readonly runs: readonly Run[] }) {
  if (runs.length === 0) return <Empty command="pedigree run -- python train.py">No runs yet. This records one:</Empty>
  return <DataTable caption="Latest runs" columns={columns} rows={runs} keyOf={({ id }) => id} />
}
