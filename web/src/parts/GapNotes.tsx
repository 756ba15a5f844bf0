import { visible } from '../../../src/domain/visible-text.ts'
import styles from './GapNotes.module.css'

/** Where the chain of what stands beside it is broken, in words. */
export function GapNotes({ gaps }: { readonly gaps: readonly string[] }) {
  return gaps.map((gap) => (
    <span key={gap} className={styles.gap}>
      ⚠ {visible(gap)}
    </span>
  ))
}
