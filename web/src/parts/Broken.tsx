import type { ErrorComponentProps } from '@tanstack/react-router'
import { Button } from 'react-aria-components/Button'
import styles from './Broken.module.css'
import { useTitle } from './useTitle.ts'

/** What nobody thought of went wrong in a page. The frame around it stays, and so does the way to every other page. */
export function Broken({ error, reset }: ErrorComponentProps) {
  useTitle('Not shown')
  return (
    <div className={styles.page}>
      <h1>This page could not be shown</h1>
      <p role="alert" className={styles.problem}>
        ✗ {error instanceof Error ? error.message : String(error)}
      </p>
      <Button className={styles.button ?? ''} onPress={reset}>
        Try again
      </Button>
    </div>
  )
}
