import { useTitle } from '../parts/useTitle.ts'
import styles from './MissingPage.module.css'

export function MissingPage() {
  useTitle('Nothing here')
  return (
    <div className={styles.page}>
      <h1>There is nothing at this address</h1>
    </div>
  )
}
