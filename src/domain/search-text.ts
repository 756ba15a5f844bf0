/** So many digits a digest is looked for by: alone, since what is shorter is as well a year; and after its type. */
export const digestDigitsMin = { alone: 6, typed: 4 } as const

/** Why a search found nothing, without what begins the sentence: what was looked at, and what was not. */
export function foundNowhereText(text: string): string {
  const nowhere = `on record has “${text}” in its name, a slot or the name of a parameter or a metric, whose values are not searched`
  const [, type, digits] = /^(?:([a-z0-9-]+):)?([0-9a-f]+)$/i.exec(text) ?? []
  const least = type === undefined ? digestDigitsMin.alone : digestDigitsMin.typed
  return digits === undefined || digits.length >= least
    ? `${nowhere}, and no digest or commit begins with it`
    : `${nowhere}; a digest or a commit is looked for by ${digestDigitsMin.alone} digits or more, or as sha256: and ${digestDigitsMin.typed}`
}
