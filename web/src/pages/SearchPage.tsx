import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { Button } from 'react-aria-components/Button'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { SearchField } from 'react-aria-components/SearchField'
import { countText, timeText } from '../../../src/domain/quantities.ts'
import { idBeside, shortId, titleText } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { findQuery } from '../api/questions.ts'
import { Card } from '../parts/Card.tsx'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { type FoundNode, groupsOf, keyOfFound, resultText, subjectOfFound } from '../parts/found.ts'
import { Marked } from '../parts/Marked.tsx'
import { MoreButton } from '../parts/MoreButton.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useTitle } from '../parts/useTitle.ts'
import styles from './SearchPage.module.css'

/** Everything that bears a name, grouped by its type. The text stands in the address. */
export function SearchPage() {
  const { q = '' } = useSearch({ from: '/search' })
  const navigate = useNavigate()
  useTitle(q === '' ? 'Search' : `Search for ${q}`)
  const found = useInfiniteQuery({ ...findQuery(q), enabled: q !== '' })
  const look = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('q') ?? '').trim()
    void navigate({ to: '/search', search: text === '' ? {} : { q: text } })
  }
  return (
    <div className={styles.page}>
      <h1>Search</h1>
      <search>
        <form className={styles.form} onSubmit={look}>
          <SearchField key={q} name="q" defaultValue={q} className={styles.field ?? ''}>
            <Label className="hidden">
              A part of a name, a person, a version, a slot, a digest, a commit, the name of a parameter
            </Label>
            <Input placeholder="A part of a name, a person, a version, a slot, a digest, a commit, the name of a parameter" />
          </SearchField>
          <Button type="submit" className={styles.button ?? ''}>
            Search
          </Button>
        </form>
      </search>
      <p role="status" className={styles.count}>
        {resultText(q, found)}
      </p>
      {groupsOf(q === '' ? [] : (found.data?.items ?? [])).map(({ type, title, items }) => (
        <Card key={type} title={title} isFlush aside={countText(items.length)}>
          <DataTable caption={title} columns={columnsFor(q, type, items)} rows={items} keyOf={keyOfFound} />
        </Card>
      ))}
      <MoreButton {...found} />
    </div>
  )
}

const runColumnsFor = (text: string): readonly Column<FoundNode>[] => [
  {
    title: 'Found by',
    cell: ({ said }) => (said === undefined ? '' : <Marked text={visible(said)} part={text} />),
  },
  { title: 'State', cell: ({ state }) => <StateChip state={state} /> },
  { title: 'When', isTime: true, cell: ({ from }) => (from === undefined ? '' : timeText(from)) },
]

const columnsFor = (
  text: string,
  type: FoundNode['type'],
  items: readonly FoundNode[],
): readonly Column<FoundNode>[] => [
  {
    title: 'Name',
    isHeading: true,
    cell: (node) => {
      const { ref, called } = subjectOfFound(node)
      return (
        <NodeLink to={ref} called={called}>
          <Marked text={visible(titleText(node))} part={text} />
        </NodeLink>
      )
    },
  },
  { title: 'Kind', cell: ({ kind }) => visible(kind ?? '') },
  ...(type === 'run' ? runColumnsFor(text) : []),
  // Most names say their ids.
  ...(type === 'asset' && items.every((each) => idBeside(each) === '') ? [] : [idColumn]),
]

const idColumn: Column<FoundNode> = { title: 'Id', cell: ({ id }) => <code>{visible(shortId(id))}</code> }
