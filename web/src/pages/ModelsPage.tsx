import { useInfiniteQuery } from '@tanstack/react-query'
import { lackText } from '../../../src/domain/completeness.ts'
import { counted } from '../../../src/domain/quantities.ts'
import { modelsQuery } from '../api/questions.ts'
import { ModelsTable } from '../home/ModelsTable.tsx'
import { Answered } from '../parts/Answered.tsx'
import { Card } from '../parts/Card.tsx'
import { MoreButton } from '../parts/MoreButton.tsx'
import { useTitle } from '../parts/useTitle.ts'
import styles from './ListPage.module.css'

/** All of them, the last to be recorded first, as far as somebody reads on. */
export function ModelsPage() {
  useTitle('Models and other names')
  const models = useInfiniteQuery(modelsQuery())
  return (
    <Answered query={models} waiting="Reading the record">
      {({ items, ...list }) => (
        <div className={styles.page}>
          <h1>Models and other names</h1>
          <Card
            title="The last to be recorded first"
            isFlush
            aside={`${counted(items.length, 'name')}${lackText(list)}`}
          >
            <ModelsTable models={items} />
            <MoreButton {...models} />
          </Card>
        </div>
      )}
    </Answered>
  )
}
