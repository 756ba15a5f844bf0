import type { ReactNode } from 'react'
import styles from './FactList.module.css'

export type Fact = readonly [label: string, value: ReactNode]

/** Labels and values. What has no value is left out. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([label, value], index) => (
          // Labels can be the same, and where the facts do not change, their positions tell them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={`${index} ${label}`} className={styles.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
