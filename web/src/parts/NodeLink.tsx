import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Moment, Tab } from '../address.ts'

type Shown = {
  readonly to: string
  /** Under which of its names content is meant. */
  readonly called?: string | undefined
  readonly tab?: Tab
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** Leads to the page of a thing, at the time that is being looked at. */
export function NodeLink({ to, called, tab, className, children }: Shown) {
  const moment: Moment = useSearch({ strict: false })
  const search = {
    ref: to,
    ...(called === undefined ? {} : { called }),
    ...(tab === undefined ? {} : { tab }),
    ...(moment['as-of'] === undefined ? {} : { 'as-of': moment['as-of'] }),
    ...(moment['known-at'] === undefined ? {} : { 'known-at': moment['known-at'] }),
  }
  return (
    <Link to="/node" search={search} {...(className === undefined ? {} : { className })}>
      {children}
    </Link>
  )
}
