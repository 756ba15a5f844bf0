import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar } from 'yaml'
import { depthMax, type Located, type Member, plainNumber } from './located.ts'
import { scalarIn, type YamlDialect } from './yaml-dialect.ts'

// Some hundred bytes of aliases to aliases can stand for more values than memory holds.
const nodesMax = 50_000

type Reader = {
  readonly lines: LineCounter
  readonly anchors: Map<string, Node>
  readonly dialect: YamlDialect | undefined
  nodes: number
}

/**
 * YAML 1.2 with the line of each key, aliases resolved and `<<` merged. Tags that are not of the core schema
 * (`!include`, `!!python/object`) mean nothing: what stands after them is taken as it is written.
 * @param dialect whose rules say what a value without quotes is, where they are not those of YAML 1.2.
 * @throws SyntaxError with the line: no YAML, several documents, an endless or oversized value.
 */
export function locatedYaml(text: string, dialect?: YamlDialect): Located {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'silent',
    schema: 'core',
    // Python's reader takes the last of two equal keys without a word.
    uniqueKeys: false,
  })
  const [error] = document.errors
  // Its own message quotes the text, which may hold a secret.
  if (error !== undefined)
    throw new SyntaxError(`line ${error.linePos?.[0].line ?? 1}: this is not YAML (${error.code})`)
  return located({ lines, anchors: new Map(), dialect, nodes: 0 }, document.contents, 0)
}

function located(reader: Reader, node: Node | null | undefined, depth: number): Located {
  reader.nodes += 1
  if (depth > depthMax || reader.nodes > nodesMax)
    throw new SyntaxError('it is nested too deep, or stands for too much')
  if (isAlias(node)) return located(reader, reader.anchors.get(node.source), depth + 1)
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) reader.anchors.set(node.anchor, node)
  if (isMap(node)) {
    const members = new Map<string, Member>()
    for (const pair of node.items) addPair(reader, members, pair as Pair<Node, Node | null>, depth)
    return { kind: 'mapping', members: [...members.values()] }
  }
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => located(reader, item as Node, depth + 1)) }
  return { kind: 'value', value: isScalar(node) ? scalarOf(node, reader.dialect) : null }
}

function addPair(reader: Reader, members: Map<string, Member>, { key, value }: Pair<Node, Node | null>, depth: number) {
  const found = located(reader, value, depth + 1)
  if (isScalar(key) && key.source === '<<' && found.kind !== 'value') {
    // The key's own mapping goes before what it merges, wherever `<<` stands, and the first of several before the rest.
    for (const source of found.kind === 'list' ? found.items : [found]) {
      for (const member of source.kind === 'mapping' ? source.members : []) {
        if (!members.has(member.key)) members.set(member.key, member)
      }
    }
    return
  }
  const name = isScalar(key) ? (key.source ?? String(key.value)) : String(key)
  const [start] = key.range ?? []
  members.set(name, { key: name, line: start === undefined ? 1 : reader.lines.linePos(start).line, value: found })
}

function scalarOf({ value: read, source, type, tag }: Scalar, dialect: YamlDialect | undefined): unknown {
  const isPlain = type === 'PLAIN' && tag === undefined
  const value = dialect !== undefined && isPlain ? scalarIn(dialect, source ?? '') : read
  if (typeof value === 'number' || typeof value === 'bigint') return plainNumber(value, source)
  return value === undefined ? null : value
}
