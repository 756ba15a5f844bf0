/** Colours in the light and in the dark, of an outline and an area. Red alone tells of something: a gap, or an alert. */
type Colours = { readonly fill?: readonly [string, string]; readonly stroke?: readonly [string, string] }

const looks = {
  canvas: { fill: ['#f5f6f8', '#10161f'] },
  border: { stroke: ['#e0e4ea', '#232d3b'] },
  header: { fill: ['#3d4a5f', '#b8c3d3'] },
  title: { fill: ['#141d2e', '#eef2f8'] },
  card: { fill: ['#ffffff', '#1a2330'], stroke: ['#c5cedb', '#3d4a5e'] },
  aside: { fill: ['#fbfcfd', '#151d28'], stroke: ['#98a5b8', '#5b6a80'] },
  root: { fill: ['#141d2e', '#e9eef6'], stroke: ['#141d2e', '#e9eef6'] },
  pill: { fill: ['#e8ecf2', '#263242'], stroke: ['#c5cedb', '#3d4a5e'] },
  kind: { fill: ['#5d6b80', '#98a6ba'] },
  name: { fill: ['#141d2e', '#eef2f8'] },
  fact: { fill: ['#3d4a5f', '#b8c3d3'] },
  glyph: { stroke: ['#5d6b80', '#98a6ba'] },
  'root-kind': { fill: ['#b4c0d2', '#4d5a6e'] },
  'root-name': { fill: ['#ffffff', '#0d131c'] },
  'root-fact': { fill: ['#d7dfea', '#2c3748'] },
  'root-glyph': { stroke: ['#b4c0d2', '#4d5a6e'] },
  'root-origin': { fill: ['#e2b758', '#7a5600'] },
  edge: { stroke: ['#7d8da6', '#5b6b82'] },
  back: { stroke: ['#3d4a5f', '#b8c3d3'] },
  'back-arrow': { fill: ['#3d4a5f', '#b8c3d3'] },
  origin: { fill: ['#7a5600', '#e2b758'] },
  stub: { fill: ['#f5f6f8', '#10161f'], stroke: ['#98a5b8', '#5b6a80'] },
  'stub-text': { fill: ['#5d6b80', '#98a6ba'] },
  gap: { fill: ['#fdf1f0', '#33191a'], stroke: ['#d0453b', '#d0635b'] },
  'gap-text': { fill: ['#a32018', '#f2a9a3'] },
  alert: { fill: ['#b3261e', '#b3261e'], stroke: ['#b3261e', '#b3261e'] },
  'alert-text': { fill: ['#ffffff', '#ffffff'] },
} as const satisfies Readonly<Record<string, Colours>>

export type Look = keyof typeof looks
/** A file has its colours in it; a page has classes, for which `stylesheet` has the colours. */
export type Theme = 'light' | 'dark' | 'page'
export type FileTheme = Exclude<Theme, 'page'>
export const fileThemes = ['light', 'dark'] as const

/** The attributes that give an element its colours. */
export function inked(look: Look, theme: Theme): Readonly<Record<string, string>> {
  const { fill, stroke }: Colours = looks[look]
  if (theme === 'page') return { class: `drawn-${look}` }
  const side = theme === 'light' ? 0 : 1
  return { fill: fill?.[side] ?? 'none', ...(stroke === undefined ? {} : { stroke: stroke[side] }) }
}

/** The style sheet of pages: the same colours as custom properties, so that a file and a page cannot differ. */
export function stylesheet(): string {
  const all = Object.entries<Colours>(looks)
  const properties = (side: 0 | 1) =>
    all.flatMap(([look, colours]) =>
      Object.entries(colours).map(([part, pair]) => `--drawn-${look}-${part}:${pair[side]}`),
    )
  const classes = all.map(([look, { fill, stroke }]) => {
    const outline = stroke === undefined ? '' : `;stroke:var(--drawn-${look}-stroke)`
    return `.drawn-${look}{fill:${fill === undefined ? 'none' : `var(--drawn-${look}-fill)`}${outline}}`
  })
  return `${[
    `:root{${properties(0).join(';')}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${properties(1).join(';')}}}`,
    `:root[data-theme=dark]{${properties(1).join(';')}}`,
    ...classes,
  ].join('\n')}\n`
}
