/** Words with the mark of their own origin: `by ann (declared)`. */
export function marked(text: string, origin: string | undefined): string {
  return origin === undefined || origin === 'observed' ? text : `${text} (${origin})`
}
