import type { AnyRouter, RouterHistory } from '@tanstack/react-router'

let last: string | undefined

/**
 * Hears by which way the reader comes to each page. Where what had the keyboard is gone with the page before, a card that
 * was opened or a link, it goes on at the content of the new one.
 */
export function followHistory({ history, subscribe }: Followed): void {
  history.subscribe(({ action }) => {
    last = action.type
  })
  subscribe('onRendered', () => {
    if (last === 'PUSH' && document.activeElement === document.body) content()?.focus({ preventScroll: true })
  })
}
const content = () => document.getElementById('content')
type Followed = Pick<AnyRouter, 'subscribe'> & { readonly history: RouterHistory }

/**
 * Whether the reader came by the buttons back or forward, and nothing in it has the keyboard: then it belongs where it was when they left,
 * and not at the beginning of the page, many stops away.
 */
export const cameBack = (): boolean =>
  (last === 'BACK' || last === 'FORWARD' || last === 'GO') &&
  (document.activeElement === document.body || document.activeElement === content())
