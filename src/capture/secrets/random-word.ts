const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const hexadecimal = /^[0-9a-f]+$/i
// Of MD5 and of a run's id, and of a commit: what lineage is full of.
const readableHexLengths = [32, 40]

// Letters that stand together in English words, the most frequent pairs first.
const usualPairs =
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ' +
  'ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie ' +
  'wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab ' +
  'gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ' +
  'ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ' +
  'ob mm fu ph og ms ye ud mb ip ub oi rl gu dr tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok gl aw'
const frequentPairs = 64
// How much likelier each is at a place drawn at random than in a name, as natural logarithms. Measured on 20,447 names of
// models with 32 or more characters and as many words of random Base64.
const odds = { frequent: -2.3, usual: -1, unusual: 1.4, capital: 1.7, digit: 3 }
const oddsByPair = new Map(
  usualPairs.split(' ').map((pair, rank) => [pair, rank < frequentPairs ? odds.frequent : odds.usual]),
)
const oddsMin = 2
const placesMin = 12
// Of all parts, long or short: a plus sign and padding at the end are Base64's alone, and no name has them.
const oddsOfBase64Min = -2
const oddsOfAllPartsMin = 14

/**
 * Whether a word of 32 or more characters (letters, digits, `+ / _ - =`) was drawn at random rather than written: a key,
 * not a name. Hexadecimal digits are random unless there are 32 or 40 of them. Otherwise each two neighbours tell: letters
 * that often or seldom stand together, a capital after a small letter, a change between letter and digit. UUIDs do not
 * count, and parts of a name under 7 characters (`bs256_lr3e4_seed42`) only where both cases stand in it and more tells
 * of chance. A path is random only with both cases.
 *
 * Measured: of random Base64 it misses 1 word in 60,000 of 32 bytes and 1 in 5,000 of 24 bytes (32 characters), which look
 * like names by chance; of 18,071 names of models on the Hugging Face Hub with 32 or more characters, with and without
 * their owners, it takes 34 for random.
 */
export function isRandomWord(word: string): boolean {
  if (word.length < 32) return false
  if (hexadecimal.test(word)) {
    return !readableHexLengths.includes(word.length) && /[a-f]/i.test(word) && new Set(word).size > 6
  }
  const parts = word
    .replaceAll(uuid, '-')
    .split(/[^A-Za-z\d]+/)
    .filter((part) => !isReadableHex(part))
  return isRandomInLongParts(word, parts) || isRandomThroughout(word, parts)
}

function isRandomInLongParts(word: string, parts: readonly string[]): boolean {
  const long = parts.filter((part) => part.length > 6)
  if (word.includes('/') && !long.some((part) => /[a-z]/.test(part) && /[A-Z]/.test(part))) return false
  const places = long.flatMap(oddsOf)
  return places.length >= placesMin && sum(places) > oddsMin
}

// Of Base64 drawn at random, one mark in 32 parts it, so that now and then hardly a long part is left.
function isRandomThroughout(word: string, parts: readonly string[]): boolean {
  if (!/[a-z]/.test(word) || !/[A-Z]/.test(word)) return false
  const isBase64 = word.includes('+') || (word.endsWith('=') && word.length % 4 === 0)
  return sum(parts.flatMap(oddsOf)) > (isBase64 ? oddsOfBase64Min : oddsOfAllPartsMin)
}

const sum = (odds: readonly number[]): number => odds.reduce((total, each) => total + each, 0)

function oddsOf(part: string): number[] {
  const places: number[] = []
  for (let at = 1; at < part.length; at += 1) {
    const pair = part.slice(at - 1, at + 1)
    if (/\d\d/.test(pair)) continue
    if (/\d/.test(pair)) places.push(odds.digit)
    else if (/[a-z][A-Z]/.test(pair)) places.push(odds.capital)
    else places.push(oddsByPair.get(pair.toLowerCase()) ?? odds.unusual)
  }
  return places
}

const drawnCharactersMin = 8
const drawnHexMin = 16
// Of letters and digits drawn at random, two in three neighbours are of different kinds; of hexadecimal digits, one in two.
const switchesMin = 0.4
const hexSwitchesMin = 0.25

/**
 * Whether a word has a part that looks drawn at random although it is short: letters and digits that take turns. That many
 * names do, too, so it only counts where something else says that a secret may stand there.
 */
export function isDrawnWord(word: string): boolean {
  return word.split(/[^A-Za-z\d]+/).some((part) => {
    if (part.length < drawnCharactersMin || !/\d/.test(part) || !/[A-Za-z]/.test(part)) return false
    const isHex = hexadecimal.test(part) && part.length >= drawnHexMin
    return switchesIn(part) / (part.length - 1) > (isHex ? hexSwitchesMin : switchesMin)
  })
}

/** The same of a part of an address's path, by itself: long, of capitals, small letters and digits. */
export const isDrawnSegment = (segment: string): boolean =>
  segment.split(/[^A-Za-z\d]+/).some((part) => /^(?=.*[a-z])(?=.*[A-Z]).{20,}$/.test(part) && isDrawnWord(part))

/** How many neighbours are of different kinds: capital, small letter, digit. */
function switchesIn(part: string): number {
  const kinds = [...part].map((mark) => (/\d/.test(mark) ? 'digit' : mark < 'a' ? 'capital' : 'small'))
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length
}

function isReadableHex(part: string): boolean {
  return hexadecimal.test(part) && readableHexLengths.includes(part.length)
}
