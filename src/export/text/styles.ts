const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const
export type StyleName = keyof typeof codes
export type Styles = Readonly<Record<StyleName, (text: string) => string>>

/** Functions that set a text in a style (ECMA-48, SGR), or leave it as it is where there is no colour. */
export function styles(colour: boolean): Styles {
  const style = (name: StyleName) => {
    const [on, off] = codes[name]
    return (text: string) => (colour && text !== '' ? `\x1b[${on}m${text}\x1b[${off}m` : text)
  }
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  }
}
