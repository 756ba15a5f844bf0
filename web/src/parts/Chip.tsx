import type { ReactNode } from 'react'
import styles from './Chip.module.css'

export type Tone = 'good' | 'warn' | 'bad' | 'plain'

/** A word in a frame. Its colour adds nothing that the word and its sign do not say. */
export function Chip({
  tone = 'plain',
  title,
  children,
}: {
  readonly tone?: Tone
  readonly title?: string
  readonly children: ReactNode
}) {
  return (
    <span className={`${styles.chip} ${styles[tone]}`} title={title}>
      {children}
    </span>
  )
}
