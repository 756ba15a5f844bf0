import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { Button } from 'react-aria-components/Button'
import type { NodeAddress } from '../address.ts'
import styles from './TimeControl.module.css'

/** Back in time: what was true then, and what was on record by then. Both stand in the address. */
export function TimeControl({ address }: { readonly address: NodeAddress }) {
  const navigate = useNavigate()
  const { 'as-of': asOf, 'known-at': knownAt, ...now } = address
  const isPast = asOf !== undefined || knownAt !== undefined
  const look = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const times = ['as-of', 'known-at'].flatMap((name): [string, string][] => {
      const value = String(given.get(name) ?? '').trim()
      return value === '' ? [] : [[name, value]]
    })
    void navigate({ to: '/node', search: { ...now, ...Object.fromEntries(times) } })
  }
  return (
    <form key={`${asOf} ${knownAt}`} className={styles.form} onSubmit={look} aria-label="Time">
      {isPast && <strong className={styles.past}>⚠ You look at the past</strong>}
      <label>
        As of <input name="as-of" defaultValue={asOf} placeholder="now, or 2026-11-05T10:00Z" size={24} />
      </label>
      <label>
        Known at <input name="known-at" defaultValue={knownAt} placeholder="now, or entry 120" size={15} />
      </label>
      <Button type="submit" className={styles.button ?? ''}>
        Look
      </Button>
      {isPast && (
        <Button className={styles.button ?? ''} onPress={() => void navigate({ to: '/node', search: now })}>
          Now
        </Button>
      )}
    </form>
  )
}
