import { Button } from 'react-aria-components/Button'
import { Dialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import styles from './DrawingKeys.module.css'

const keys: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['←', '→'], 'to what it comes from, and to what comes from it'],
  [['↑', '↓'], 'within the column'],
  [['Enter'], 'opens the page of what is marked; a stack, its members'],
  [['E'], 'draws the members of a stack singly, or stacks them again'],
  [['+', '−'], 'nearer, farther'],
  [['0'], 'all of the drawing'],
  [['Esc'], 'marks nothing'],
  [['?'], 'this'],
]

type Shown = { readonly isOpen: boolean; readonly onOpenChange: (isOpen: boolean) => void }

/** What the keys do in the drawing. The keyboard is back there when it closes. */
export function DrawingKeys({ isOpen, onOpenChange }: Shown) {
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={onOpenChange} isDismissable className={styles.overlay ?? ''}>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            Keys of the drawing
          </Heading>
          <dl className={styles.keys}>
            {keys.map(([names, does]) => (
              <div key={does} className={styles.key}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <p className={styles.also}>
            Drag to move it, turn the wheel to zoom. The outline and the table have the same.
          </p>
          <Button slot="close" className={styles.close ?? ''}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
