import type { RouterHistory } from '@tanstack/react-router'

let last: string | undefined

/** Hears by which way the reader comes to each page. */
export function followHistory({ subscribe }: RouterHistory): void {
  subscribe(({ action }) => {
    last = action.type
  })
}

/**
 * Whether the reader came by the buttons back or forward, and nothing has the keyboard: then it belongs where it was when they left,
 * and not at the beginning of the page, many stops away.
 */
export const cameBack = (): boolean =>
  (last === 'BACK' || last === 'FORWARD' || last === 'GO') && document.activeElement === document.body
