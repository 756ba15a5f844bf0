import { userInfo } from 'node:os'
import { agentCalled } from '../../domain/agent-text.ts'
import type { AgentId } from '../../domain/id.ts'
import type { Surroundings } from '../surroundings.ts'

/** Who sits at this machine. It is what they say of themselves, so what they state is `declared`. */
export function currentAgent({ agent, env }: Surroundings): AgentId {
  if (agent !== undefined) return agent
  if (env.PEDIGREE_AGENT !== undefined && env.PEDIGREE_AGENT !== '') return agentCalled(env.PEDIGREE_AGENT)
  try {
    return `agent:user/${userInfo().username}`
  } catch {
    return `agent:user/${env.USER ?? env.LOGNAME ?? 'unknown'}`
  }
}
