import { Collection } from 'react-aria-components/Collection'
import { Header } from 'react-aria-components/Header'
import { ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox'
import { timeText } from '../../../src/domain/quantities.ts'
import { idBeside, titleText } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import styles from './FoundSection.module.css'
import { type FoundGroup, keyOfFound } from './found.ts'
import { Marked } from './Marked.tsx'

type Shown = { readonly id: string; readonly group: FoundGroup; readonly text: string }

/** One group of results with its title. */
export function FoundSection({ id, group, text }: Shown) {
  return (
    <ListBoxSection id={id}>
      <Header className={styles.title ?? ''}>{group.title}</Header>
      <Collection items={group.items} dependencies={[text]}>
        {(node) => {
          const name = visible(titleText(node))
          return (
            <ListBoxItem id={keyOfFound(node)} textValue={name} className={styles.item ?? ''}>
              <Marked text={name} part={text} />
              {node.said !== undefined && <Marked text={visible(node.said)} part={text} />}
              <span className={styles.kind}>{node.kind ?? node.state ?? ''}</span>
              <span className={styles.id}>{visible(idBeside(node))}</span>
              <span className={styles.when}>{node.from === undefined ? '' : timeText(node.from)}</span>
            </ListBoxItem>
          )
        }}
      </Collection>
    </ListBoxSection>
  )
}
