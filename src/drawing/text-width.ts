import { shortened } from '../domain/visible-text.ts'
import { isWide } from '../domain/wide-characters.ts'

// Advance widths of IBM Plex Sans 3.201 (table `hmtx` in `@fontsource/ibm-plex-sans` 5.3.0) in thousandths of an em, for the
// characters from space to tilde. Whoever reads has that font, or one that is about as wide.
const regular =
  '236 284 419 713 598 927 694 242 335 335 450 600 272 399 272 383 600 600 600 600 600 600 600 600 600 600 ' +
  '292 292 600 600 600 477 891 641 653 621 671 583 559 695 707 400 510 634 501 812 707 708 606 708 640 581 ' +
  '572 678 609 891 613 593 580 317 383 317 600 565 600 534 580 503 580 549 324 528 568 250 250 527 272 873 ' +
  '568 560 580 580 367 487 351 568 492 768 507 499 464 343 314 343 600'
const semibold =
  '236 309 471 656 600 960 713 260 337 337 556 600 299 402 299 437 600 600 600 600 600 600 600 600 600 600 ' +
  '319 319 600 600 600 493 899 672 663 642 689 600 577 712 719 423 545 678 521 817 719 712 641 712 664 611 ' +
  '580 689 638 949 655 632 599 329 437 329 600 559 600 559 600 513 600 558 350 545 588 275 275 562 294 888 ' +
  '588 563 600 600 393 499 374 588 524 819 544 524 502 363 376 363 600'

export type Weight = 'regular' | 'semibold'
const widths = { regular: regular.split(' ').map(Number), semibold: semibold.split(' ').map(Number) } as const
// Of Latin beyond ASCII, Greek and Cyrillic few letters are wider than this; those of East Asia and emoji fill a square.
const otherWidth = 640
const wideWidth = 1000

/** How wide a text is in pixels, at a font size in pixels. */
export function textWidth(text: string, size: number, weight: Weight = 'regular'): number {
  let width = 0
  for (const character of text) width += characterWidth(character, widths[weight])
  return (width * size) / 1000
}

function characterWidth(character: string, of: readonly number[]): number {
  const codePoint = character.codePointAt(0) ?? 0
  const known = of[codePoint - 0x20]
  if (known !== undefined) return known
  if (/[\p{M}\p{Join_Control}]/u.test(character)) return 0
  return isWide(codePoint) || codePoint > 0xffff ? wideWidth : otherWidth
}

/** A text that is at most so wide: of a longer one the beginning and the end, which of a path tells more. */
export function fitted(text: string, width: number, size: number, weight: Weight = 'regular'): string {
  if (textWidth(text, size, weight) <= width) return text
  let [fits, tooMany] = [0, text.length]
  while (tooMany - fits > 1) {
    const cells = (fits + tooMany) >> 1
    if (textWidth(shortened(text, cells), size, weight) <= width) fits = cells
    else tooMany = cells
  }
  return shortened(text, fits)
}
