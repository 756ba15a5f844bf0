import { Link } from '@tanstack/react-router'
import { useTitle } from '../parts/useTitle.ts'
import styles from './MissingPage.module.css'

export function MissingPage() {
  useTitle('Nothing here')
  return (
    <div className={styles.page}>
      <h1>There is nothing at this address</h1>
      <p className={styles.instead}>
        <Link to="/search">Search for what you look for</Link>, or begin at <Link to="/">Home</Link>.
      </p>
    </div>
  )
}
