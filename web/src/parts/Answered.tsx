import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import styles from './Answered.module.css'

type Shown<Data> = {
  readonly query: UseQueryResult<Data>
  /** What is being waited for: `Loading the lineage`. */
  readonly waiting: string
  readonly children: (data: Data) => ReactNode
}

/** Every outcome of a question: not there yet, refused, there. What was there stays while it is asked again. */
export function Answered<Data>({ query, waiting, children }: Shown<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError)
    return (
      <p role="alert" className={styles.refused}>
        ✗ {query.error.message}
      </p>
    )
  return (
    <p role="status" className={styles.waiting}>
      {waiting} …
    </p>
  )
}
