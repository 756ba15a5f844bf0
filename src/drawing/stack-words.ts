import { agentKind } from '../domain/agent-text.ts'
import { bytesText, counted, countText } from '../domain/quantities.ts'
import type { LineageIndex } from '../lineage/lineage-index.ts'
import { kindOf } from '../lineage/node-names.ts'
import type { CardWords } from './card-line.ts'
import { cardWords, derivation, glyphOf, kindName, sourceMark } from './card-words.ts'
import type { Mark } from './drawn.ts'
import type { Vertex } from './flow-graph.ts'
import { differingParameters } from './sweeps.ts'

/** What a stack says of its members: how many they are, what they are called, and in what they differ. */
export function stackWords(index: LineageIndex, members: readonly Vertex[]): CardWords {
  const words = members.map((member) => cardWords(index, member))
  const origins = new Set(words.map(({ origin }) => origin))
  const said = members[0]?.type === 'run' ? runsWords(index, members, words) : thingsWords(index, members, words)
  return {
    ...said,
    origin: origins.size === 1 ? words[0]?.origin : undefined,
    marks: marksOf(words.flatMap(({ marks }) => marks)),
  }
}

type Said = Omit<CardWords, 'origin' | 'marks'>

function runsWords(index: LineageIndex, members: readonly Vertex[], words: readonly CardWords[]): Said {
  const differing = differingParameters(
    index,
    members.map(({ key }) => key),
  )
  return {
    glyph: 'play',
    kind: words[0]?.kind ?? 'run',
    name: `${counted(members.length, 'run')} of ${words[0]?.name}`,
    fact: differing.length === 0 ? '' : `differ in ${differing.join(', ')}`,
  }
}

function thingsWords(index: LineageIndex, members: readonly Vertex[], words: readonly CardWords[]): Said {
  const names = [...new Set(words.map(({ name }) => name))].sort()
  const nouns = new Set(members.map((member) => nounOf(index, member)))
  const [noun = 'thing'] = nouns.size > 1 && members[0]?.type === 'agent' ? ['agent'] : nouns
  const rest = names.length > 1 ? [`and ${countText(names.length - 1)} more`] : []
  const source = words.every(({ kind }) => kind.endsWith(sourceMark)) ? sourceMark : ''
  return {
    glyph: members[0]?.type === 'artifact' ? glyphOf(kindOf(index, members[0].key) ?? '') : (words[0]?.glyph ?? 'file'),
    kind: `${counted(members.length, noun, plural(noun))}${derivation(index, members[0]?.key ?? '')}${source}`,
    name: names[0] ?? '',
    fact: [...rest, ...sizeOf(index, members)].join(' · '),
  }
}

/** What one member is called. */
function nounOf(index: LineageIndex, member: Vertex | undefined): string {
  switch (member?.type) {
    case 'agent':
      return agentKind(member.key)
    case 'slot':
      return 'slot'
    default:
      return kindName(kindOf(index, member?.key ?? '') ?? 'thing')
  }
}

const plural = (noun: string) => (noun === 'person' ? 'people' : noun.endsWith('s') ? noun : `${noun}s`)

function sizeOf(index: LineageIndex, members: readonly Vertex[]): string[] {
  const sizes = members.map(({ key }) => index.nodes.get(key)?.bytes).filter((bytes) => bytes !== undefined)
  return sizes.length === members.length ? [`${bytesText(sizes.reduce((a, b) => a + b, 0))} in all`] : []
}

/** Each mark once, with how many members have it. */
function marksOf(marks: readonly Mark[]): Mark[] {
  return [...Map.groupBy(marks, ({ text, tone }) => `${tone} ${text}`).values()].flatMap(([mark, ...others]) =>
    mark === undefined ? [] : [{ ...mark, text: `${mark.text} (${countText(others.length + 1)})` }],
  )
}
