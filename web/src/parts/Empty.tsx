import type { ReactNode } from 'react'
import styles from './Empty.module.css'

/** Why there is nothing, and the command that changes that. */
export function Empty({ command, children }: { readonly command?: string; readonly children: ReactNode }) {
  return (
    <p className={styles.empty}>
      {children} {command !== undefined && <code>{command}</code>}
    </p>
  )
}
