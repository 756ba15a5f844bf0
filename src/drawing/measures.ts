// Every length of the drawing, in pixels at its natural size.
export const card = { padding: 10, widthMin: 120, widthMax: 230, height: 62, stackStep: 4 } as const
export const pill = { padding: 12, widthMin: 64, widthMax: 168, height: 40, glyph: 20 } as const
export const chip = { height: 18, gap: 4, padding: 8, inset: 4 } as const
export const fonts = { kind: 11, name: 13, fact: 11.5, pillName: 12.5, pillFact: 10.5, chip: 10.5, header: 12 } as const
export const glyphSide = 14
export const gaps = { layers: 40, nodes: 22, lines: 10, lane: 14 } as const
export const headerHeight = 40
