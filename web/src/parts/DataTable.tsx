import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { countText } from '../../../src/domain/quantities.ts'
import styles from './DataTable.module.css'

export type Column<Row> = {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  readonly isNumber?: boolean
  /** Stays in one line. */
  readonly isTime?: boolean
  /** Names the row. */
  readonly isHeading?: boolean
}
type Shown<Row> = {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row, index: number) => string
  /** How many rows stand there at once; the rest is counted, and a press away. */
  readonly most?: number
}

/** More than a person reads, and less than a browser chokes on. */
const rowsAtFirst = 500

/** A plain table. The caption is for those who hear it. */
export function DataTable<Row>({ most = rowsAtFirst, rows, ...same }: Shown<Row>) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? rows : rows.slice(0, most)
  return (
    <>
      <Rows {...same} rows={shown} />
      {shown.length < rows.length && (
        <Button className={styles.more ?? ''} onPress={() => setWhole(true)}>
          Shown: {countText(shown.length)} of {countText(rows.length)}. Show all
        </Button>
      )}
    </>
  )
}

function Rows<Row>({ caption, columns, rows, keyOf }: Shown<Row>) {
  return (
    <table className={styles.table}>
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, isNumber }) => (
            <th key={title} scope="col" className={isNumber ? styles.number : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf(row, index)}>
            {columns.map(({ title, cell, isNumber, isTime, isHeading }) =>
              isHeading ? (
                <th key={title} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td
                  key={title}
                  data-title={title}
                  className={isNumber ? styles.number : isTime ? styles.time : undefined}
                >
                  <span>{cell(row)}</span>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
