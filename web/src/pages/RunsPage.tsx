import { useInfiniteQuery } from '@tanstack/react-query'
import { lackText } from '../../../src/domain/completeness.ts'
import { counted } from '../../../src/domain/quantities.ts'
import { runsQuery } from '../api/questions.ts'
import { RunsTable } from '../home/RunsTable.tsx'
import { Answered } from '../parts/Answered.tsx'
import { Card } from '../parts/Card.tsx'
import { MoreButton } from '../parts/MoreButton.tsx'
import { useTitle } from '../parts/useTitle.ts'
import styles from './ListPage.module.css'

/** All of them, the last to begin first, as far as somebody reads on. */
export function RunsPage() {
  useTitle('Runs')
  const runs = useInfiniteQuery(runsQuery())
  return (
    <Answered query={runs} waiting="Reading the record">
      {({ items, ...list }) => (
        <div className={styles.page}>
          <h1>Runs</h1>
          <Card title="The last to begin first" isFlush aside={`${counted(items.length, 'run')}${lackText(list)}`}>
            <RunsTable runs={items} />
            <MoreButton {...runs} />
          </Card>
        </div>
      )}
    </Answered>
  )
}
