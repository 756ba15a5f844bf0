import { Button } from 'react-aria-components/Button'
import styles from './MoreButton.module.css'

type Shown = {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** Asks for the next part of a list, where there is one. */
export function MoreButton({ hasNextPage, isFetchingNextPage, fetchNextPage }: Shown) {
  if (!hasNextPage) return null
  return (
    <Button className={styles.more ?? ''} isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
      {isFetchingNextPage ? 'Asking for more …' : 'Show more'}
    </Button>
  )
}
