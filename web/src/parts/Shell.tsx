import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { isRefused } from '../api/client.ts'
import { TroubleContext, useLive } from '../api/live.ts'
import { sessionQuery } from '../api/questions.ts'
import styles from './Shell.module.css'
import { SignIn } from './SignIn.tsx'
import { TopBar } from './TopBar.tsx'

/** The frame of every page. Who is not let in signs in where they are; the address stays. */
export function Shell() {
  const session = useQuery(sessionQuery())
  const isOut = isRefused(session.error, 401)
  const trouble = useLive(session.data !== undefined && !isOut)
  const away = session.isError && !isOut ? session.error.message : undefined
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <TopBar session={isOut ? undefined : session.data} />
      <div role="status" className={styles.said}>
        {(trouble ?? away) && <p className={styles.trouble}>⚠ {trouble ?? away}</p>}
      </div>
      <main id="content" tabIndex={-1} className={styles.content}>
        <TroubleContext value={trouble ?? away}>{isOut ? <SignIn /> : session.data && <Outlet />}</TroubleContext>
      </main>
    </div>
  )
}
