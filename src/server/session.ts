import Type from 'typebox'
import { strangersBytesMax } from './body.ts'
import { Session } from './contract.ts'
import { closed } from './fields.ts'
import { Refused } from './problem.ts'
import type { Route } from './route.ts'
import { bearerOfSession, bearerOfText } from './who.ts'

const url = '/pedigree/v1/session'

/** A browser's signing in: a token for a cookie that no script can read and no other page can send. */
export const session: readonly Route[] = [
  {
    method: 'POST',
    url,
    permission: 'public',
    summary: 'Sign in from a page of this server: a token for a session cookie.',
    bodyBytesMax: strangersBytesMax,
    body: closed({ token: Type.String({ minLength: 1, maxLength: 200 }) }),
    answers: { 200: Session },
    answer: async (heard, record) => {
      const { machine, sessions } = record
      // Else a page elsewhere could sign a visitor in as somebody else.
      if (heard.headers.origin === undefined)
        throw new Refused(403, 'wrong-origin', 'only a page of this server signs in; others send the token itself')
      const { token } = heard.body as { token: string }
      const bearer = await bearerOfText(token, record)
      if (bearer === undefined)
        throw new Refused(401, 'unauthorized', 'this token is unknown or was revoked', { field: '/token' })
      const before = await bearerOfSession(String(heard.headers.cookie ?? ''), record)
      if (before !== undefined && before.id !== bearer.id)
        throw new Refused(409, 'conflict', `this browser is signed in as ${before.agent}`, { hint: 'sign out first' })
      const body: Session = { agent: bearer.agent, role: bearer.role, isSession: true }
      const cookie = sessions.cookieFor(sessions.begin(bearer.id, machine.nowMs()))
      return { headers: { 'set-cookie': cookie }, body }
    },
  },
  {
    method: 'GET',
    url,
    permission: 'read',
    summary: 'Who asks.',
    answers: { 200: Session },
    answer: ({ who, headers }, { sessions, machine, user }) => {
      const value = sessions.valueIn(headers.cookie)
      const isSession = value !== undefined && sessions.tokenOf(value, machine.nowMs()) !== undefined
      const body: Session = { agent: who?.agent ?? user, role: who?.role ?? 'viewer', isSession }
      return { body }
    },
  },
  {
    method: 'DELETE',
    url,
    permission: 'read',
    summary: 'Sign out.',
    answers: { 204: Type.Null({ description: 'signed out' }) },
    answer: ({ headers }, { sessions }) => {
      const value = sessions.valueIn(headers.cookie)
      if (value !== undefined) sessions.end(value)
      return { status: 204, headers: { 'set-cookie': sessions.cookieFor(undefined) }, body: undefined }
    },
  },
]
