import { completenessText } from '../domain/completeness.ts'
import { counted, countText, timeText } from '../domain/quantities.ts'
import type { Drawn, Tally } from './drawn.ts'

const titleMax = 110

/** `flight-delay@2: where it comes from`. */
export function questionText({ question, asked }: Pick<Drawn, 'question' | 'asked'>): string {
  const shown = asked.length <= titleMax ? asked : `${asked.slice(0, titleMax / 2)}…${asked.slice(-titleMax / 2)}`
  return `${shown}: ${question === 'trace' ? 'where it comes from' : 'what depends on it'}`
}

/** How much of the answer is drawn, whether that is all of the record, and up to where and when it was read. */
export function tallyText(drawn: Drawn): string {
  const { tally, knownAt, asOf } = drawn
  return [
    `drawn ${shareText(tally.nodes, 'node')} and ${shareText(tally.edges, 'edge')}`,
    completenessText(drawn),
    `record read up to entry ${countText(knownAt)}`,
    `as of ${timeText(asOf)}`,
  ].join(' · ')
}

/** What the answer is about instead of what was asked for, or which of several: a sentence, where there is one. */
export const noteOf = ({ note }: Drawn): string[] => (note === undefined ? [] : [note])

/** `1,120 of 1,204 nodes (1,000 in stacks, 3 said on other cards)`: what is left is not drawn. */
function shareText({ drawn, told, folded, hidden }: Tally, noun: string): string {
  const how = [
    ...(folded > 0 ? [`${countText(folded)} in stacks`] : []),
    ...(told > 0 ? [`${countText(told)} said on ${told === 1 ? 'another card' : 'other cards'}`] : []),
  ]
  const seen = drawn + told + folded
  const share = `${countText(seen)} of ${counted(seen + hidden, noun)}`
  return how.length === 0 ? share : `${share} (${how.join(', ')})`
}
