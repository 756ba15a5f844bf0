import { countText, shareText } from '../../../src/domain/quantities.ts'
import { shortId } from '../../../src/domain/short-id.ts'
import { metricText } from '../../../src/domain/value-text.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { referenceTo } from '../../../src/lineage/version-meant.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { Chip } from '../parts/Chip.tsx'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { Empty } from '../parts/Empty.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'

type Model = Answers['home']['models'][number]
type LiveVersion = Model['live'][number]

const columns: readonly Column<Model>[] = [
  { title: 'Name', isHeading: true, cell: ({ asset, name }) => <NodeLink to={asset}>{visible(name)}</NodeLink> },
  { title: 'Kind', cell: ({ kind }) => visible(kind ?? '') },
  { title: 'Versions', isNumber: true, cell: ({ versions }) => countText(versions) },
  { title: 'Newest', cell: (model) => <Newest model={model} /> },
  { title: 'Approved by', cell: (model) => <Approvals model={model} /> },
  { title: 'Live', cell: ({ live }) => <LivePlaces live={live} /> },
]

export function ModelsTable({ models }: { readonly models: readonly Model[] }) {
  if (models.length === 0)
    return <Empty command="pedigree register <file> <name>">No names yet. This makes a file a version of one:</Empty>
  return <DataTable caption="Models and other names" columns={columns} rows={models} keyOf={({ asset }) => asset} />
}

function Newest({ model: { asset, newest } }: { readonly model: Model }) {
  if (newest === undefined) return null
  const { version, metric } = newest
  return (
    <>
      <NodeLink to={referenceTo({ asset, version }, newest.artifact)}>@{version}</NodeLink>
      {metric !== undefined &&
        ` · ${visible(metric.name)} ${metricText(metric.value)}${metric.better === undefined ? '' : metric.better === 'lower' ? '\u00a0↓' : '\u00a0↑'}`}
    </>
  )
}

/** Of the newest version and of those that are live, each by its number: what was approved need not be what is live. */
function Approvals({ model: { newest, live } }: { readonly model: Model }) {
  const versions = new Map([...(newest === undefined ? [] : [newest]), ...live].map((each) => [each.version, each]))
  return [...versions].flatMap(([version, { approvedBy }]) =>
    approvedBy.map(({ agent, origin }) => (
      <div key={`${version} ${agent}`}>
        {version === undefined ? '' : `@${version} by `}
        {visible(shortId(agent))} <OriginMark origin={origin} />
      </div>
    )),
  )
}

function LivePlaces({ live }: { readonly live: readonly LiveVersion[] }) {
  if (live.length === 0) return <span>nowhere</span>
  return live.map(({ artifact, asset, slot, share, version }) => (
    <NodeLink key={`${asset} ${slot} ${artifact}`} to={referenceTo({ asset, version }, artifact)}>
      <Chip tone="good">
        {version === undefined ? '' : `@${version} in `}
        {visible(slot)}
        {share === 1 ? '' : `, ${shareText(share)}`}
      </Chip>{' '}
    </NodeLink>
  ))
}
