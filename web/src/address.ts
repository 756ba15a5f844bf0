// The address of a page is all of its state: a reload, the button back and a link that is sent show the same.

export const tabs = ['overview', 'lineage', 'impact', 'history'] as const
export type Tab = (typeof tabs)[number]
export const views = ['drawing', 'outline', 'table'] as const
export type View = (typeof views)[number]

export type NodeAddress = {
  readonly ref: string
  /** Of content that `ref` names by its id: under which of its names it is meant. */
  readonly called?: string
  readonly tab?: Tab
  readonly view?: View
  readonly 'as-of'?: string
  readonly 'known-at'?: string
  /** What is marked in a view: the key of a card, or of a row of the outline. */
  readonly focus?: string
  /** What was folded or unfolded against what the view does by itself, as keys with commas between. */
  readonly turned?: string
  /** Which part of the drawing is seen, once the reader moved it: `viewText` has the form. */
  readonly seen?: string
}

/** What a page is about. */
export type Subject = Pick<NodeAddress, 'ref' | 'called'>

/** What stays on the way from one thing to the next. */
export type Moment = Pick<NodeAddress, 'as-of' | 'known-at'>

export function parseNodeAddress(search: Record<string, unknown>): NodeAddress {
  const text = (name: string) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? { [name]: value } : {}
  }
  const tab = tabs.find((each) => each === search.tab)
  const view = views.find((each) => each === search.view)
  return {
    ref: typeof search.ref === 'string' ? search.ref : '',
    ...text('called'),
    ...(tab === undefined ? {} : { tab }),
    ...(view === undefined ? {} : { view }),
    ...text('as-of'),
    ...text('known-at'),
    ...text('focus'),
    ...text('turned'),
    ...text('seen'),
  }
}

/** Texts as they are: `7` is no number, and a reference may begin with a quote. */
export const parseAddress = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

export function writeAddress(search: Record<string, unknown>): string {
  const given = Object.entries(search).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && value !== '' ? [[name, value]] : [],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
