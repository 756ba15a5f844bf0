import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import type { Session } from '../../../src/server/contract.ts'
import { ask } from '../api/ask.ts'
import styles from './SignIn.module.css'
import { useTitle } from './useTitle.ts'

/** A token for a session, which the page never sees: it lives in a cookie that no script can read. */
export function SignIn() {
  useTitle('Sign in')
  const client = useQueryClient()
  const [refused, setRefused] = useState<string>()
  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const token = String(new FormData(event.currentTarget).get('token') ?? '').trim()
    try {
      const session = await ask<Session>('session', { method: 'POST', body: { token } })
      // What somebody else was told is not for whoever comes after them.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
      client.setQueryData(['session'], session)
    } catch (error) {
      setRefused((error as Error).message)
    }
  }
  return (
    <form className={styles.card} onSubmit={(event) => void signIn(event)}>
      <h1>Sign in</h1>
      <p>
        This record is for those who have a token. An admin makes one:{' '}
        <code>pedigree token create ann --role viewer</code>
      </p>
      <TextField name="token" type="password" isRequired autoFocus autoComplete="off" className={styles.field ?? ''}>
        <Label>Token</Label>
        <Input placeholder="pdg_…" />
      </TextField>
      {refused !== undefined && (
        <p role="alert" className={styles.refused}>
          ✗ {refused}
        </p>
      )}
      <Button type="submit" className={styles.button ?? ''}>
        Sign in
      </Button>
    </form>
  )
}
