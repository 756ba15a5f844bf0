// C1 controls, DEL and what hides or turns the direction of reading: JSON lets them stand for themselves.
const hidden = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** A value as indented JSON that a terminal can show: the same value, what does not show written as `\u` escapes. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(hidden, inUnits)}\n`
}

const inUnits = (character: string) =>
  Array.from({ length: character.length }, (_, index) => unitText(character.charCodeAt(index))).join('')

const unitText = (unit: number) => `\\u${unit.toString(16).padStart(4, '0')}`
