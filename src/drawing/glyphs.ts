/** Small pictures of kinds, as paths in a square of 14 pixels that are drawn by their outline. */
export const glyphs = {
  cylinder:
    'M2 3.5C2 2.4 4.2 1.5 7 1.5s5 .9 5 2-2.2 2-5 2-5-.9-5-2zM2 3.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M2 7c0 1.1 2.2 2 5 2s5-.9 5-2',
  table: 'M1.5 2.5h11v9h-11zM1.5 5.5h11M1.5 8.5h11M5.5 5.5v6',
  hexagon: 'M7 1.2l5 2.9v5.8l-5 2.9-5-2.9V4.1zM7 5a2 2 0 1 0 0 4 2 2 0 1 0 0-4z',
  brackets: 'M4.5 3.5L1.2 7l3.3 3.5M9.5 3.5L12.8 7l-3.3 3.5',
  sliders: 'M1.5 4h5M9.5 4h3M1.5 10h3M7.5 10h5M8 2.5v3M6 8.5v3',
  box: 'M7 1.3l5 2.6v6.2l-5 2.6-5-2.6V3.9zM2 3.9l5 2.7 5-2.7M7 6.6v6.1',
  gauge: 'M2.2 11a5.7 5.7 0 1 1 9.6 0M7 8.5l2.5-3.3',
  file: 'M3 1.5h5l3 3v8H3zM8 1.5v3h3',
  person: 'M7 1.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5zM2 12.5c0-2.8 2.2-4.2 5-4.2s5 1.4 5 4.2',
  server: 'M2 2h10v4H2zM2 8h10v4H2zM4.2 4h.1M4.2 10h.1',
  label: 'M1.8 1.8h5l5.4 5.4-5 5L1.8 6.8zM4.3 4.3h.1',
  play: 'M7 1.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 1 0 7 1.2zM5.6 4.4L9.6 7 5.6 9.6z',
} as const
export type GlyphName = keyof typeof glyphs
