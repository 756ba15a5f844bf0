import { Link } from '@tanstack/react-router'
import { Button } from 'react-aria-components/Button'
import { shortId } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Session } from '../../../src/server/contract.ts'
import { ask } from '../api/ask.ts'
import { Logo } from './Logo.tsx'
import { SearchPalette } from './SearchPalette.tsx'
import { ThemeSwitch } from './ThemeSwitch.tsx'
import styles from './TopBar.module.css'

/** The dark bar: where one is, the search, who one is. */
export function TopBar({ session }: { readonly session: Session | undefined }) {
  return (
    <header className={styles.bar}>
      <Link to="/" className={styles.brand}>
        <Logo />
        Pedigree
      </Link>
      <nav aria-label="Pages" className={styles.pages}>
        <Link to="/" activeOptions={{ exact: true }} activeProps={{ className: styles.active ?? '' }}>
          Home
        </Link>
        <Link to="/models" activeProps={{ className: styles.active ?? '' }}>
          Models
        </Link>
        <Link to="/runs" activeProps={{ className: styles.active ?? '' }}>
          Runs
        </Link>
        <Link to="/search" activeProps={{ className: styles.active ?? '' }}>
          Search
        </Link>
      </nav>
      <div className={styles.right}>
        {session && <SearchPalette />}
        <ThemeSwitch />
        {session && <Who session={session} />}
      </div>
    </header>
  )
}

function Who({ session: { agent, role, isSession } }: { readonly session: Session }) {
  const signOut = async () => {
    await ask('session', { method: 'DELETE' })
    // From the start, so that nothing of what was told stays in memory.
    window.location.assign('/')
  }
  return (
    <div className={styles.who}>
      <span title={`${agent}, ${role}`}>{visible(shortId(agent))}</span>
      <span className={styles.role}>{role}</span>
      {isSession && (
        <Button className={styles.out ?? ''} onPress={() => void signOut()}>
          Sign out
        </Button>
      )}
    </div>
  )
}
