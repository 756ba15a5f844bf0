import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import type { NodeAddress, Subject } from '../address.ts'
import { momentIn, subjectOf } from './node-facts.ts'
import { OutlineRows } from './OutlineRows.tsx'
import { eachOf, openAtFirst, outlineOf, rowsOf } from './outline.ts'
import { turnedIn, turnedText } from './turned.ts'

type Shown = { readonly index: LineageIndex; readonly address: NodeAddress }

/** The lineage as a tree for keyboard and ear: right opens, left closes, Enter leads to the page of the thing. */
export function OutlineView({ index, address }: Shown) {
  const navigate = useNavigate()
  const items = useMemo(() => outlineOf(index), [index])
  const first = useMemo(() => openAtFirst(items), [items])
  const { turned } = address
  const rows = useMemo(() => {
    const changed = turnedIn({ ref: '', ...(turned === undefined ? {} : { turned }) })
    return rowsOf(
      items,
      new Set([...eachOf(items)].map(({ key }) => key).filter((key) => first.has(key) !== changed.has(key))),
    )
  }, [items, first, turned])
  const turn = (key: string) => {
    const changed = new Set(turnedIn(address))
    if (!changed.delete(key)) changed.add(key)
    void navigate({
      to: '.',
      search: { ...address, turned: turnedText([...changed]) },
      replace: true,
      resetScroll: false,
    })
  }
  // Where the reader was stays in the address, for the way back.
  const enter = async (subject: Subject, focus: string) => {
    await navigate({ to: '.', search: { ...address, focus }, replace: true, resetScroll: false })
    await navigate({ to: '/node', search: { ...subject, ...momentIn(address) } })
  }
  return (
    <OutlineRows
      rows={rows}
      index={index}
      focus={address.focus}
      onTurn={turn}
      onEnter={({ id, name, key }) => void enter(subjectOf(index, id, name), key)}
    />
  )
}
