import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { visible } from '../../../src/domain/visible-text.ts'
import { indexLineage } from '../../../src/lineage/lineage-index.ts'
import type { Noted } from '../../../src/server/contract.ts'
import type { NodeAddress } from '../address.ts'
import { lineageQuery } from '../api/questions.ts'
import styles from './NodeHeading.module.css'
import { versionSentences } from './version-sentence.ts'

/** A version in a few sentences, for whoever reads no tables. */
export function VersionSummary({ shown, address }: { readonly shown: Noted<'show'>; readonly address: NodeAddress }) {
  const { data } = useQuery(lineageQuery('trace', address))
  const index = useMemo(() => data && indexLineage(data), [data])
  if (index === undefined) return null
  return <p className={styles.summary}>{visible(versionSentences(index, shown.node.id, shown).join(' '))}</p>
}
