import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ComponentProps, useMemo } from 'react'
import { lackText } from '../../../src/domain/completeness.ts'
import { isUnpinned, type NodeId } from '../../../src/domain/id.ts'
import { bytesText, countText, durationText, msBetween, secondText } from '../../../src/domain/quantities.ts'
import { shortId } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { indexLineage } from '../../../src/lineage/lineage-index.ts'
import { labelOf } from '../../../src/lineage/node-names.ts'
import type { Noted } from '../../../src/server/contract.ts'
import type { NodeAddress } from '../address.ts'
import { lineageQuery } from '../api/questions.ts'
import { momentIn, subjectIn } from '../lineage/node-facts.ts'
import { Card } from '../parts/Card.tsx'
import { type Fact, FactList } from '../parts/FactList.tsx'
import { LongText } from '../parts/LongText.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import { EdgesTable } from './EdgesTable.tsx'
import { FacetCards } from './FacetCards.tsx'
import { MetricsTable } from './MetricsTable.tsx'
import styles from './OverviewPanel.module.css'
import { ParametersTable } from './ParametersTable.tsx'

type Shown = Noted<'show'>

/** Everything on record about one thing: its facts, what it has to do with, what it is. */
export function OverviewPanel({ shown, address }: { readonly shown: Shown; readonly address: NodeAddress }) {
  const { node, edges, facts, names, withheld, erased, asOf, knownAt } = shown
  const metrics = facts.filter((fact) => fact.type === 'metric')
  const parameters = facts.filter((fact) => fact.type === 'parameter')
  const all = countText(edges.length + withheld)
  return (
    <div className={styles.page}>
      <div className={styles.main}>
        {metrics.length > 0 && (
          <MetricsCard title="Metrics" metrics={metrics} here={node.id} nameOf={(id) => names[id] ?? shortId(id)} />
        )}
        {shown.asset !== undefined && node.type === 'artifact' && <MeasuredOf shown={shown} address={address} />}
        <Card title="What it has to do with" isFlush aside={`${countText(edges.length)} of ${all}`}>
          <EdgesTable shown={shown} />
          {withheld > 0 && <WayOn all={all} address={address} />}
        </Card>
        {parameters.length > 0 && (
          <Card title="Parameters" isFlush aside={countText(parameters.length)}>
            <ParametersTable parameters={parameters} />
          </Card>
        )}
        <FacetCards shown={shown} />
      </div>
      <div className={styles.side}>
        <Card title="What it is">
          <FactList facts={attributesOf(node)} />
          <p className={styles.read}>
            Record read up to entry {countText(knownAt)}, as of {secondText(asOf)}
            {lackText({ erased })}.
          </p>
        </Card>
      </div>
    </div>
  )
}

/** One answer shows 500 edges; its lineage and its impact show ten times as many things, and as a file. */
function WayOn({ all, address }: { readonly all: string; readonly address: NodeAddress }) {
  const way = (tab: 'lineage' | 'impact') => (
    <Link
      to="/node"
      search={{ ...subjectIn(address), ...momentIn(address), tab, view: 'table' }}
      className={styles.way}
    >
      its {tab} as a table
    </Link>
  )
  return (
    <p className={styles.on}>
      Of {all} these are the first. More: {way('lineage')}, {way('impact')}.
    </p>
  )
}

function MetricsCard({ title, ...shown }: { readonly title: string } & ComponentProps<typeof MetricsTable>) {
  return (
    <Card title={title} isFlush aside={countText(shown.metrics.length)}>
      <MetricsTable {...shown} />
    </Card>
  )
}

/** A metric is a fact of the run that measured; of a version people want to know it all the same. */
function MeasuredOf({ shown, address }: { readonly shown: Shown; readonly address: NodeAddress }) {
  const { data } = useQuery(lineageQuery('trace', address))
  const index = useMemo(() => data && indexLineage(data), [data])
  const metrics = data?.facts.filter((fact) => fact.type === 'metric').filter(({ of }) => of === shown.node.id) ?? []
  if (index === undefined || metrics.length === 0) return null
  const nameOf = (id: NodeId) => labelOf(index, index.nameOf(id))
  return <MetricsCard title="How good it was measured to be" metrics={metrics} here={shown.node.id} nameOf={nameOf} />
}

function attributesOf(node: Shown['node']): Fact[] {
  const { id, type, kind, kindOrigin, name, bytes, media, state, exit, signal, from, until, origin } = node
  const ms = msBetween(from, until)
  const text = (value: string | undefined) => (value === undefined ? undefined : visible(value))
  return [
    ['Type', type],
    [
      'Kind',
      kind === undefined ? undefined : (
        <span key="kind">
          {visible(kind)} <OriginMark origin={kindOrigin} />
        </span>
      ),
    ],
    ['Name', name === undefined ? undefined : <LongText key="name" text={name} />],
    ['Digest', isUnpinned(id) ? 'none: only a name is on record' : undefined],
    [
      'Size',
      bytes === undefined ? undefined : `${bytesText(bytes)}${bytes < 1_000 ? '' : `, ${countText(bytes)} bytes`}`,
    ],
    ['Media type', text(media)],
    ['State', state],
    ['Exit code', exit],
    ['Signal', text(signal)],
    ['Began', from === undefined ? undefined : secondText(from)],
    ['Ended', until === undefined ? undefined : secondText(until)],
    ['Took', ms === undefined ? undefined : durationText(ms)],
    ['Known', origin === undefined ? undefined : <OriginMark key="origin" origin={origin} />],
  ]
}
