import { Link } from '@tanstack/react-router'
import { shareText } from '../../../src/domain/quantities.ts'
import { shortId, withShortIds } from '../../../src/domain/short-id.ts'
import { harmless, visible } from '../../../src/domain/visible-text.ts'
import { nameIn } from '../../../src/lineage/edge-words.ts'
import { gapSentence } from '../../../src/lineage/gaps.ts'
import type { LineageEdge } from '../../../src/lineage/lineage.ts'
import { otherMeant } from '../../../src/lineage/version-meant.ts'
import type { Noted } from '../../../src/server/contract.ts'
import type { NodeAddress } from '../address.ts'
import { notesOf } from '../api/notes.ts'
import { Chip } from '../parts/Chip.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import styles from './NodeHeading.module.css'
import { nodeTitle } from './node-title.ts'
import { VersionSummary } from './VersionSummary.tsx'

const nameMax = 60

/** What it is called, what it is, where it is live, each with how that is known, and what to be careful about. */
export function NodeHeading({ shown, address }: { readonly shown: Noted<'show'>; readonly address: NodeAddress }) {
  const { node, asset, version, edges, conflicts } = shown
  // The other tabs need the room.
  const isFirst = address.tab === undefined || address.tab === 'overview'
  const live = edges.filter(({ edge, target, share }) => edge === 'points' && target === node.id && share !== 0)
  const told = asset === undefined ? undefined : { asset, version }
  const otherOf = (edge: LineageEdge) => otherMeant(told, edge, nameIn(shown))
  return (
    <div className={styles.heading}>
      <div className={styles.title}>
        <h1>{nodeTitle(shown)}</h1>
        <OriginMark origin={node.origin} />
        <span>
          <Chip>{visible(node.kind ?? (asset === undefined ? node.type : 'version'))}</Chip>{' '}
          <OriginMark origin={node.kindOrigin} />
        </span>
        <StateChip state={node.state} />
        {live.map((edge) => (
          <LiveChip key={`${edge.source} ${edge.slot} ${edge.selector?.version}`} edge={edge} other={otherOf(edge)} />
        ))}
        {asset !== undefined && asset !== node.id && (
          <NodeLink to={asset}>All versions of {harmless(nameIn(shown)(asset), nameMax)}</NodeLink>
        )}
      </div>
      {isFirst && asset !== undefined && node.type === 'artifact' && <VersionSummary shown={shown} address={address} />}
      <p className={styles.id}>
        <code>{visible(node.id)}</code>
      </p>
      {notesOf(shown).map((text) => (
        <p key={text} className={styles.note}>
          ⚠ {visible(withShortIds(text))}{' '}
          {shown.among !== undefined && text === shown.note && (
            <Link to="/search" search={{ q: address.ref }}>
              All of that name
            </Link>
          )}
        </p>
      ))}
      {shown.wroteLast !== undefined && (
        <p className={styles.gap}>⚠ {visible(gapSentence(node.id, shown.wroteLast))}</p>
      )}
      {conflicts.map(({ asset: of, number, artifacts }) => (
        <p key={`${of} ${number}`} className={styles.note}>
          ⚠ {visible(nameIn(shown)(of))}@{number} is claimed by different contents: {artifacts.map(shortId).join(', ')}
        </p>
      ))}
    </div>
  )
}

/** Where it is live. That the same content is live as another version says nothing good of this one. */
function LiveChip({ edge, other }: { readonly edge: LineageEdge; readonly other: string | undefined }) {
  const { role, slot = '', share = 1, origin } = edge
  return (
    <span>
      <Chip tone={other === undefined ? 'good' : 'plain'}>
        {role === undefined || role === 'deployment' ? 'live in' : visible(role)} {visible(slot)}
        {other === undefined ? '' : ` as ${visible(other)}`}
        {share === 1 ? '' : `, ${shareText(share)}`}
      </Chip>{' '}
      <OriginMark origin={origin} />
    </span>
  )
}
