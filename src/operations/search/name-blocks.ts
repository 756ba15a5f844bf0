/** Names with a key each, ever greater ones, so that those that hold a text are found without looking at each. */
export type NameBlocks = {
  readonly add: (key: number, node: number, name: string) => void
  /** The names with a key below one that hold a text, the greatest key first. */
  readonly newest: (text: string, before: number, limit: number) => NamedKey[]
}
type NamedKey = { readonly key: number; readonly node: number }

/** Few enough that what is rare is in few blocks, and enough that their bits are few beside their names. */
const namesOfBlock = 128
const filterBits = 14
const filterBytes = 2 ** (filterBits - 3)
/** Of each name: two words for its runs of three bytes, two for those of four. */
const wordsOfName = 4
/** In no text's UTF-8. */
const separator = 0xff

type Block = {
  /** The names one after another, each with a separator behind it. */
  bytes: Buffer
  used: number
  readonly starts: number[]
  readonly keys: number[]
  readonly nodes: number[]
  readonly marks: Marks
}

/**
 * Which runs of two, three and four bytes are there, each as a bit that others may share: of all names of a block in
 * `filter`, of each name in `words`. A search reads the bits of every block and only those names that may hold the text,
 * newest first; a look at each of a million names would take 50 ms. 40 bytes a name of 40, beside the name itself.
 */
type Marks = { readonly filter: Uint8Array; readonly words: Uint32Array }

export function nameBlocks(): NameBlocks {
  const blocks: Block[] = []
  const open = () => {
    const last = blocks.at(-1)
    if (last !== undefined && last.keys.length < namesOfBlock) return last
    if (last !== undefined) last.bytes = Buffer.from(last.bytes.subarray(0, last.used))
    const block = { bytes: Buffer.alloc(8_192), used: 0, starts: [], keys: [], nodes: [], marks: noMarks(namesOfBlock) }
    blocks.push(block)
    return block
  }
  return {
    add: (key, node, name) => append(open(), key, node, name),
    newest: (text, before, limit) => {
      const wanted = wantedOf(text)
      const found: NamedKey[] = []
      for (let at = blocks.length - 1; at >= 0 && found.length < limit; at--) {
        const block = blocks[at]
        if (block !== undefined && (block.keys[0] ?? 0) < before && mayHold(block.marks, wanted))
          takeFrom(block, wanted, before, found)
      }
      return found.slice(0, limit)
    },
  }
}

function append(block: Block, key: number, node: number, name: string): void {
  const length = Buffer.byteLength(name)
  if (block.used + length >= block.bytes.length)
    block.bytes = Buffer.concat([block.bytes.subarray(0, block.used)], 2 * (block.used + length + 1))
  const start = block.used
  block.bytes.write(name, start)
  block.bytes[start + length] = separator
  block.used = start + length + 1
  mark(block.marks, block.keys.length, block.bytes, start, start + length)
  block.starts.push(start)
  block.keys.push(key)
  block.nodes.push(node)
}

const noMarks = (names: number): Marks => ({
  filter: new Uint8Array(filterBytes),
  words: new Uint32Array(wordsOfName * names),
})

/** Marks the runs of a name's bytes. */
function mark({ filter, words }: Marks, name: number, bytes: Uint8Array, start: number, end: number): void {
  const first = name * wordsOfName
  let [two, three, four] = [0, 0, 0]
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    four = (three << 8) | byte
    three = (two << 8) | byte
    two = ((two & 0xff) << 8) | byte
    const run = at - start + 1
    if (run >= 2) setBit(filter, spread(two | markOfTwo))
    if (run >= 3) {
      const hash = spread(three)
      setBit(filter, hash)
      setWord(words, first, hash)
    }
    if (run >= 4) {
      const hash = spread(four)
      setBit(filter, hash)
      setWord(words, first + 2, hash)
    }
    three &= 0xffffff
  }
}

/** Numbers that lie close together, far from each other: two rounds of the finalizer of MurmurHash3. */
function spread(run: number): number {
  const half = Math.imul(run ^ (run >>> 16), 0x85ebca6b)
  return Math.imul(half ^ (half >>> 13), 0xc2b2ae35) >>> 0
}

/** Tells two bytes from three. */
const markOfTwo = 0x1000000

const bitOf = (hash: number): number => hash >>> (32 - filterBits)

function setBit(filter: Uint8Array, hash: number): void {
  const bit = bitOf(hash)
  filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7))
}

/** Other bits than those of the filter, so that what shares one there need not share one here. */
function setWord(words: Uint32Array, first: number, hash: number): void {
  const word = first + ((hash >>> 17) & 1)
  words[word] = (words[word] ?? 0) | (1 << ((hash >>> 12) & 31))
}

/** A text with the bits that it has in a filter, of its longest runs alone, and in the words of a name. */
type Wanted = { readonly bytes: Buffer; readonly bits: Uint32Array; readonly words: Uint32Array }

function wantedOf(text: string): Wanted {
  const bytes = Buffer.from(text)
  const marks = noMarks(1)
  mark(marks, 0, bytes, 0, bytes.length)
  const longest = Math.min(4, bytes.length)
  const ends = longest < 2 ? [] : Array.from({ length: bytes.length - longest + 1 }, (_, at) => at + longest)
  const runs = ends.map((end) => spread(bytes.readUIntBE(end - longest, longest) | (longest === 2 ? markOfTwo : 0)))
  return { bytes, words: marks.words, bits: Uint32Array.from(new Set(runs.map(bitOf))) }
}

function mayHold({ filter }: Marks, { bits }: Wanted): boolean {
  for (const bit of bits) if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
  return true
}

/** Where more than this part of a block may hold the text, it is read as a whole. */
const partApart = 0.25

function takeFrom(block: Block, wanted: Wanted, before: number, found: NamedKey[]): void {
  const names = namesIn(block, wanted)
  for (const name of names.reverse()) {
    const key = block.keys[name] ?? 0
    if (key < before) found.push({ key, node: block.nodes[name] ?? 0 })
  }
}

function namesIn(block: Block, wanted: Wanted): number[] {
  const { bytes, used, starts, keys } = block
  const found: number[] = []
  const likely = likelyIn(block, wanted)
  if (likely.length <= partApart * keys.length)
    return likely.filter((name) => holds(bytes, starts[name] ?? 0, starts[name + 1] ?? used, wanted.bytes))
  const text = bytes.subarray(0, used)
  for (let name = 0, at = text.indexOf(wanted.bytes); at >= 0; at = text.indexOf(wanted.bytes, starts[name])) {
    while ((starts[name + 1] ?? used) <= at) name++
    found.push(name)
    name++
    if (name === keys.length) break
  }
  return found
}

/** Of a few bytes: asking the system's search costs more than they do. */
function holds(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  for (let from = start; from + wanted.length < end; from++) {
    let same = 0
    while (same < wanted.length && bytes[from + same] === wanted[same]) same++
    if (same === wanted.length) return true
  }
  return false
}

/** The names of a block whose marks have all of the text's. */
function likelyIn({ keys, marks: { words } }: Block, wanted: Wanted): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = wanted.words
  const likely: number[] = []
  for (let name = 0, at = 0; name < keys.length; name++, at += wordsOfName) {
    const lacks =
      (a & ~(words[at] ?? 0)) | (b & ~(words[at + 1] ?? 0)) | (c & ~(words[at + 2] ?? 0)) | (d & ~(words[at + 3] ?? 0))
    if (lacks === 0) likely.push(name)
  }
  return likely
}
