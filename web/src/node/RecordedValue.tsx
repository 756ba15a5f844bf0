import { countText } from '../../../src/domain/quantities.ts'
import { shortId } from '../../../src/domain/short-id.ts'
import { valueText, writtenNumber } from '../../../src/domain/value-text.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { FactList } from '../parts/FactList.tsx'
import styles from './RecordedValue.module.css'

/** What stands in one place without a click; the rest is folded, with its number. */
const membersAtOnce = 12

/** JSON of any shape as people read it: members with their names, lists as lists. Whatever it says, it is only text. */
export function RecordedValue({ value }: { readonly value: unknown }) {
  if (Array.isArray(value)) return value.some(hasMembers) ? <ValueList values={value} /> : listText(value)
  if (!hasMembers(value)) return <Single value={value} />
  const members = Object.entries(value)
  const shown = members.slice(0, membersAtOnce)
  const folded = members.slice(membersAtOnce)
  return (
    <>
      <Members members={shown} />
      {folded.length > 0 && (
        <details className={styles.more}>
          <summary>{`${countText(folded.length)} more`}</summary>
          <Members members={folded} />
        </details>
      )}
    </>
  )
}

function Members({ members }: { readonly members: readonly (readonly [string, unknown])[] }) {
  return (
    <FactList facts={members.map(([name, value]) => [visible(name), <RecordedValue key={name} value={value} />])} />
  )
}

function ValueList({ values }: { readonly values: readonly unknown[] }) {
  return (
    <ol className={styles.list}>
      {values.map((value, index) => (
        // A recorded list does not change, so that its positions are names.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index}>
          <RecordedValue value={value} />
        </li>
      ))}
    </ol>
  )
}

/** A whole digest is for programs: it is there on hover, and for the clipboard on the page of the thing. */
function Single({ value }: { readonly value: unknown }) {
  const text = textOf(value)
  if (!/^[a-z0-9-]+:[0-9a-f]{32,}$/.test(text)) return text
  return <code title={text}>{shortId(text)}</code>
}

const textOf = (value: unknown) => visible(typeof value === 'string' ? value : valueText(value))

const listText = (values: readonly unknown[]) => (values.length === 0 ? 'none' : values.map(textOf).join(', '))

const hasMembers = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && writtenNumber(value) === undefined
