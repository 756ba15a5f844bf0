import { countText, shareText } from '../../../src/domain/quantities.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { Chip } from '../parts/Chip.tsx'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { Empty } from '../parts/Empty.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'

type Model = Answers['home']['models'][number]
type LiveVersion = Model['live'][number]

const columns: readonly Column<Model>[] = [
  { title: 'Name', isHeading: true, cell: ({ name }) => <NodeLink to={name}>{visible(name)}</NodeLink> },
  { title: 'Kind', cell: ({ kind }) => visible(kind ?? '') },
  { title: 'Versions', isNumber: true, cell: ({ versions }) => countText(versions) },
  { title: 'Live', cell: ({ live }) => <LivePlaces live={live} /> },
]

export function ModelsTable({ models }: { readonly models: readonly Model[] }) {
  if (models.length === 0)
    return <Empty command="pedigree register <file> <name>">No names yet. This makes a file a version of one:</Empty>
  return (
    <DataTable
      caption="Models and other names"
      columns={columns}
      rows={models}
      keyOf={({ name }, index) => `${index} ${name}`}
    />
  )
}

function LivePlaces({ live }: { readonly live: readonly LiveVersion[] }) {
  if (live.length === 0) return <span>nowhere</span>
  return live.map(({ artifact, asset, slot, share, version, name }) => (
    <NodeLink key={`${asset} ${slot} ${artifact}`} to={version === undefined ? artifact : `${name}@${version}`}>
      <Chip tone="good">
        <span aria-hidden="true">●</span> {version === undefined ? '' : `@${version} in `}
        {visible(slot)}
        {share === 1 ? '' : `, ${shareText(share)}`}
      </Chip>{' '}
    </NodeLink>
  ))
}
