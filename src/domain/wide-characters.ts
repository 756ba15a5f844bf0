/**
 * First and last code points of what terminals draw two cells wide, emoji apart: East Asian Width W and F of Unicode 17
 * (EastAsianWidth.txt), joined over code points that are not assigned. In order, for a binary search.
 */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
]

/** Whether a character takes two cells because it is East Asian wide or full-width. */
export function isWide(codePoint: number): boolean {
  let [low, high] = [0, wideRanges.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = wideRanges[middle] ?? [0, 0]
    if (codePoint < first) high = middle - 1
    else if (codePoint > last) low = middle + 1
    else return true
  }
  return false
}
