import { type ReactNode, useId } from 'react'
import styles from './Card.module.css'

type Shown = {
  readonly title: string
  readonly aside?: ReactNode
  readonly isFlush?: boolean
  readonly children: ReactNode
}

/** A part of a page with a heading of its own. `isFlush` for a table, which reaches to its edge. */
export function Card({ title, aside, isFlush = false, children }: Shown) {
  const id = useId()
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      <div className={isFlush ? styles.flush : styles.body}>{children}</div>
    </section>
  )
}
