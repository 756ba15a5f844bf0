import { useInfiniteQuery } from '@tanstack/react-query'
import { lackText } from '../../../src/domain/completeness.ts'
import { counted, countText, secondText, timeText } from '../../../src/domain/quantities.ts'
import { shortId, withShortIds } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Answers } from '../../../src/server/contract.ts'
import type { NodeAddress } from '../address.ts'
import { historyQuery } from '../api/questions.ts'
import { Answered } from '../parts/Answered.tsx'
import { Card } from '../parts/Card.tsx'
import { MoreButton } from '../parts/MoreButton.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import styles from './HistoryPanel.module.css'

type Event = Answers['history']['items'][number]

/** What was said of it over time, each sentence with who said it through what, and how it is known. */
export function HistoryPanel({ address }: { readonly address: NodeAddress }) {
  const history = useInfiniteQuery(historyQuery(address.ref, address))
  return (
    <Answered query={history} waiting="Reading its history">
      {({ items, knownAt, ...list }) => (
        <div className={styles.page}>
          <Card
            title="History"
            aside={`${counted(items.length, 'statement')}${lackText(list)} · record read up to entry ${countText(knownAt)}`}
          >
            <ol className={styles.events}>
              {items.map((event) => (
                <EventRow key={event.statement} event={event} />
              ))}
            </ol>
            <MoreButton {...history} />
          </Card>
        </div>
      )}
    </Answered>
  )
}

function EventRow({ event }: { readonly event: Event }) {
  const { at, recordedAt, entry, agent, via, origin, sentence, retracted } = event
  const isLate = Date.parse(recordedAt) - Date.parse(at) > 60_000
  const who = agent === undefined ? '' : `${visible(shortId(agent))} `
  return (
    <li className={styles.event}>
      <time dateTime={at}>{secondText(at)}</time>
      <div>
        <p className={retracted === undefined ? undefined : styles.retracted}>{visible(withShortIds(sentence))}</p>
        {retracted !== undefined && (
          <p className={styles.taken}>
            ✗ taken back by {retracted.agent === undefined ? '' : `${visible(shortId(retracted.agent))} in `}entry{' '}
            {countText(retracted.entry)} at {secondText(retracted.at)}: {visible(retracted.reason)}
          </p>
        )}
        <p className={styles.evidence}>
          <OriginMark origin={origin} /> · said by {who}through {visible(via)} · entry {countText(entry)}
          {isLate && ` · recorded ${timeText(recordedAt)}`}
        </p>
      </div>
    </li>
  )
}
