import { timeText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import type { Token } from '../../domain/token.ts'
import { columnLines } from './columns.ts'
import { type Look, rendered, type Span, span, widthOfLook } from './span.ts'

const layout = [
  { title: 'id' },
  { title: 'whose', shrinks: true },
  { title: 'role' },
  { title: 'made' },
  { title: 'last used' },
  { title: 'state' },
] as const

/** Who may speak to a server, one line a token. */
export function tokensText(tokens: readonly Token[], look: Look): string {
  if (tokens.length === 0) {
    const why = 'no token was ever made: on this machine you are let in without one, and nobody is from elsewhere'
    return rendered([[span(why)]], look)
  }
  return rendered(columnLines(layout, tokens.map(rowOf), widthOfLook(look)), look)
}

function rowOf({ id, agent, role, created, used, revoked }: Token): Span[] {
  return [
    span(id, 'bold'),
    span(shortId(agent)),
    span(role),
    span(timeText(created)),
    span(used === undefined ? 'never' : timeText(used)),
    revoked === undefined ? span('stands', 'green') : span(`revoked ${timeText(revoked)}`, 'yellow'),
  ]
}
