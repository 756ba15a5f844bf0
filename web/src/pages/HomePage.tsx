import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { countText } from '../../../src/domain/quantities.ts'
import { homeQuery } from '../api/questions.ts'
import { ModelsTable } from '../home/ModelsTable.tsx'
import { RecordState } from '../home/RecordState.tsx'
import { RunsTable } from '../home/RunsTable.tsx'
import { Answered } from '../parts/Answered.tsx'
import { Card } from '../parts/Card.tsx'
import { useTitle } from '../parts/useTitle.ts'
import styles from './HomePage.module.css'

/** What is here at a glance: names and where they are live, the latest runs, the state of the record. */
export function HomePage() {
  useTitle('')
  const home = useQuery(homeQuery())
  return (
    <Answered query={home} waiting="Reading the record">
      {(data) => (
        <div className={styles.page}>
          <h1>{data.namespace}</h1>
          <div className={styles.columns}>
            <div className={styles.column}>
              <Card
                title="Models and other names"
                isFlush
                aside={<Link to="/models">{countText(data.names)} in all</Link>}
              >
                <ModelsTable models={data.models} />
              </Card>
              <Card title="Latest runs" isFlush aside={<Link to="/runs">{countText(data.runs)} in all</Link>}>
                <RunsTable runs={data.latestRuns} />
              </Card>
            </div>
            <RecordState home={data} />
          </div>
        </div>
      )}
    </Answered>
  )
}
