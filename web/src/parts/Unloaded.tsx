import { useCallback, useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import styles from './Broken.module.css'
import { useTitle } from './useTitle.ts'

const askAgainMs = 2_000
/** Whatever fails again so soon after a reload fails for another reason than that the server was away. */
const reloadAgainMs = 20_000
const key = 'pedigree-reloaded'

const answers = () =>
  fetch('/health/live').then(
    ({ ok }) => ok,
    () => false,
  )

/**
 * A part of the page cannot be fetched: the server is away, or another version of it has other parts. Once it answers, the
 * window is loaded again, at the same address, which is the whole state.
 */
export function Unloaded() {
  useTitle('Not loaded')
  const [isThere, setThere] = useState(false)
  const look = useCallback(async (isAsked: boolean) => {
    const isUp = await answers()
    const isFresh = Date.now() - Number(sessionStorage.getItem(key)) < reloadAgainMs
    setThere(isUp)
    if (!isUp || (isFresh && !isAsked)) return
    sessionStorage.setItem(key, String(Date.now()))
    window.location.reload()
  }, [])
  useEffect(() => {
    void look(false)
    const timer = setInterval(() => void look(false), askAgainMs)
    return () => clearInterval(timer)
  }, [look])
  return (
    <div className={styles.page}>
      <h1>This page could not be loaded</h1>
      <p role="alert" className={styles.problem}>
        ✗{' '}
        {isThere
          ? 'The server answers, but not with this part of the page. It may be in the middle of an upgrade.'
          : 'The server does not answer. It is tried again by itself; the address stays.'}
      </p>
      <Button className={styles.button ?? ''} onPress={() => void look(true)}>
        Try again
      </Button>
    </div>
  )
}
