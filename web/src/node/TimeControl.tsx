import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { Button } from 'react-aria-components/Button'
import type { Instant } from '../../../src/domain/time.ts'
import type { NodeAddress } from '../address.ts'
import styles from './TimeControl.module.css'

type Shown = {
  readonly address: NodeAddress
  /** The time that is looked at, where there is an answer. */
  readonly asOf?: Instant
  /** Which of the two is no time, as the server says. */
  readonly wrong?: '/as-of' | '/known-at' | undefined
}

/** Back in time: what was true then, and what was on record by then. Both stand in the address. */
export function TimeControl({ address, asOf: answered, wrong }: Shown) {
  const navigate = useNavigate()
  const { 'as-of': asOf, 'known-at': knownAt, ...now } = address
  const isOther = asOf !== undefined || knownAt !== undefined
  const isToCome = answered !== undefined && Date.parse(answered) > Date.now()
  const words = wordsOf(wrong, isToCome)
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
      {isOther && <strong className={styles.past}>⚠ {words}</strong>}
      <label>
        As of{' '}
        <input
          name="as-of"
          defaultValue={asOf}
          placeholder="now, or 2026-11-05T10:00Z"
          size={24}
          aria-invalid={wrong === '/as-of'}
        />
      </label>
      <label>
        Known at{' '}
        <input
          name="known-at"
          defaultValue={knownAt}
          placeholder="now, or entry 120"
          size={15}
          aria-invalid={wrong === '/known-at'}
        />
      </label>
      <Button type="submit" className={styles.button ?? ''}>
        Look
      </Button>
      {isOther && (
        <Button className={styles.button ?? ''} onPress={() => void navigate({ to: '/node', search: now })}>
          Now
        </Button>
      )}
    </form>
  )
}

function wordsOf(wrong: Shown['wrong'], isToCome: boolean): string {
  if (wrong === '/as-of') return 'This is no time'
  if (wrong === '/known-at') return 'This is no time and no entry on record'
  return isToCome ? 'You look at a time to come' : 'You look at the past'
}
