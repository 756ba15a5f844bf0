import type { AgentId } from './id.ts'

/** `agent:service/ci` → `service`, and its own name. */
const parts = (id: AgentId): [kind: string, own: string] => {
  const slash = id.indexOf('/')
  return [id.slice('agent:'.length, slash), id.slice(slash + 1)]
}

/**
 * What people call an agent: a person by their name alone, all others with what they are, as ids and `PEDIGREE_AGENT` have it:
 * `ann`, `service/ci`, `team/risk`. So `root` is a person wherever it stands, and whoever chose a name that reads like one of
 * the others is told as `user/team/risk`. That is by its id everywhere: what an agent is called on record, anybody may say,
 * and who approved something would be whoever they like.
 */
export function agentText(id: AgentId): string {
  const [kind, own] = parts(id)
  return kind === 'user' && !own.includes('/') ? own : `${kind}/${own}`
}

/** The same where the agent itself is told, with the name that somebody gave it: `bo (called Ann Bo)`. */
export function agentTitle(id: AgentId, name: string | undefined): string {
  const [, own] = parts(id)
  return name === undefined || name === own ? agentText(id) : `${agentText(id)} (called ${name})`
}

/** What an agent is, in a word: `person`, `team`, `service`, `tool`. */
export function agentKind(id: AgentId): string {
  const [kind] = parts(id)
  return kind === 'user' ? 'person' : kind
}

/** The agent that somebody is called by: `ann`, `service/ci`, or the id. Of what is no kind of agent a person has the whole as a name. */
export function agentCalled(text: string): AgentId {
  const [, kind = 'user', own = text] = /^(?:agent:)?(user|team|service|tool)\/(.+)$/s.exec(text) ?? []
  return `agent:${kind}/${own}`
}
