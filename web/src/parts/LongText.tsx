import { shortened, visible } from '../../../src/domain/visible-text.ts'
import styles from './LongText.module.css'

/** So much stands there at once, in cells as a terminal counts them. */
const lengthMax = 120

/** Recorded text of any length: its beginning and end, and all of it a press away. */
export function LongText({ text }: { readonly text: string }) {
  const whole = visible(text)
  if (whole.length <= lengthMax) return whole
  return (
    <details className={styles.long}>
      <summary>{shortened(whole, lengthMax)}</summary>
      <p>{whole}</p>
    </details>
  )
}
