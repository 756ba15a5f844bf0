import { Fragment, useContext } from 'react'
import { countText, timeText } from '../../../src/domain/quantities.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { TroubleContext } from '../api/live.ts'
import { Card } from '../parts/Card.tsx'
import { FactList } from '../parts/FactList.tsx'
import styles from './RecordState.module.css'

/** The record itself: how much it holds, what it is called, and whether anything contradicts it. */
export function RecordState({ home }: { readonly home: Answers['home'] }) {
  const { contradiction, entries, runs, artifacts, log, lastRecorded, copies, clock } = home
  const trouble = useContext(TroubleContext)
  const missing = copies.filter(({ isThere }) => !isThere)
  return (
    <Card title="State of the record">
      {contradiction !== undefined && (
        <p role="alert" className={styles.contradiction}>
          <strong>✗ The record contradicts itself.</strong> {contradiction}
        </p>
      )}
      <FactList
        facts={[
          ['Last recorded', lastRecorded === undefined ? 'nothing yet' : timeText(lastRecorded)],
          ['Clock', clock === undefined ? undefined : `⚠ ${clock}`],
          ['Followed', trouble === undefined ? '✓ what is new appears here' : '✗ not at the moment'],
          ['Entries', countText(entries)],
          ['Runs', countText(runs)],
          ['Artifacts', countText(artifacts)],
          ['Log', log === '' ? undefined : <LogName key="log" log={log} />],
          ['Checkpoint copies', missing.length === 0 ? undefined : `⚠ ${missing.length} of ${copies.length} missing`],
        ]}
      />
      <p className={styles.verify}>
        Whether anybody changed it: <code>pedigree verify</code>
      </p>
    </Card>
  )
}

/** Broken where a word ends, where it does not fit a line. */
function LogName({ log }: { readonly log: string }) {
  return (
    <code>
      {log.split(/(?<=[/-])/).map((part, index, all) => (
        <Fragment key={all.slice(0, index + 1).join('')}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </code>
  )
}
