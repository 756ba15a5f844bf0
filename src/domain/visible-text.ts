import { isWide } from './wide-characters.ts'

// Harmless, and one cell a UTF-16 unit, without looking closer: Latin, and the arrows, lines and dots of our own words.
const simple = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u257f]*$/
// What moves the cursor, changes the order of reading or does not show: controls, half surrogates, line and paragraph
// separators, bidirectional controls, default ignorables. Variation selectors and joiners are looked at below.
const harmful =
  /[[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]--[\ufe00-\ufe0f\u200c\u200d]]/gv
// Joiners belong between letters of scripts that need them and inside emoji; anywhere else they only hide.
const strayJoiner =
  /(?<![[\p{L}\p{M}\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}]--[\0-\x7f]])[\u200c\u200d]|[\u200c\u200d](?![[\p{L}\p{Extended_Pictographic}]--[\0-\x7f]])/gv
// A mark without a letter would land on what stands before; more than eight on one letter run into the neighbouring lines.
const firstMarks = /^\p{M}+/u
const surplusMarks = /(?<=\p{M}{8})\p{M}+/gu
// A byte of a path that is not UTF-8, as capture writes it (`src/capture/path-text.ts`): no font has a sign for it.
const bytes = /[\uef80-\uefff]/g
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Recorded text as it may be written to a terminal: what would move the cursor, turn the direction of reading, start an
 * escape sequence or hide shows as an escape (`\n`, `\x1b`, `\u202e`, `\u{e0041}`). Doing it twice changes nothing.
 */
export function visible(text: string): string {
  if (simple.test(text)) return text
  return text
    .replace(harmful, escaped)
    .replace(bytes, (byte) => escaped(String.fromCharCode(byte.charCodeAt(0) & 0xff)))
    .replace(surplusMarks, escapedEach)
    .replace(firstMarks, escapedEach)
    .replace(strayJoiner, escaped)
}

function escaped(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0
  const hex = codePoint.toString(16)
  if (codePoint > 0xffff) return `\\u{${hex}}`
  return named[character] ?? (codePoint < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`)
}

const escapedEach = (characters: string) => Array.from(characters, escaped).join('')

// The longest emoji that Unicode recommends has 15 units. A longer chain may be drawn as one, or as all its members.
const emojiLengthMax = 16
// Made where it is first needed: it takes 10 ms, and most text is simple.
let segmenter: Intl.Segmenter | undefined
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** How many cells of a terminal a visible text takes: 2 for wide characters and emoji, 0 for combining marks. */
export function displayWidth(text: string): number {
  if (simple.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment)
  return width
}

function graphemeWidth(grapheme: string): number {
  const isEmoji = /^\p{Emoji_Presentation}|^\p{Emoji}\p{Emoji_Modifier}?\ufe0f/u.test(grapheme)
  if (isEmoji && grapheme.length <= emojiLengthMax) return 2
  let width = 0
  for (const character of grapheme) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  // Vowels and final consonants of Korean (U+1160 to U+11FF) are drawn into the syllable that their first letter began.
  if (/[\p{M}\p{Join_Control}\u1160-\u11ff\ud7b0-\ud7ff]/u.test(character)) return 0
  return /\p{Emoji_Presentation}/u.test(character) || isWide(character.codePointAt(0) ?? 0) ? 2 : 1
}

/**
 * A visible text in at most `width` cells. Of a longer one the beginning and the end are kept, the end with more: that
 * is where paths differ.
 */
export function shortened(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const parts = Array.from(graphemesOf(text), ({ segment }) => segment)
  const head = takeCells(parts, Math.floor(Math.max(0, width - 1) * 0.4))
  const tail = takeCells(parts.toReversed(), Math.max(0, width - 1) - displayWidth(head.join('')))
  return width < 1 ? '' : `${head.join('')}…${tail.toReversed().join('')}`
}

function takeCells(parts: readonly string[], width: number): string[] {
  const taken: string[] = []
  let left = width
  for (const part of parts) {
    left -= graphemeWidth(part)
    if (left < 0) break
    taken.push(part)
  }
  return taken
}

/** Recorded text, harmless and in at most `width` cells. */
export function harmless(text: string, width = Number.POSITIVE_INFINITY): string {
  return width === Number.POSITIVE_INFINITY ? visible(text) : shortened(visible(text), width)
}
