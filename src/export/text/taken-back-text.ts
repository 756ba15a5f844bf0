import { countText, secondText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import type { TakenBack } from '../../lineage/answers/taken-back.ts'

/** `taken back by carol at 2026-11-30 15:33:10 UTC, entry 8: wrong file` */
export function takenBackText({ entry, at, agent, reason }: TakenBack): string {
  const who = agent === undefined ? '' : ` by ${shortId(agent)}`
  return `taken back${who} at ${secondText(at)}, entry ${countText(entry)}: ${reason}`
}
