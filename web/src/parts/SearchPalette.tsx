import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Button } from 'react-aria-components/Button'
import { Dialog } from 'react-aria-components/Dialog'
import { Input } from 'react-aria-components/Input'
import { ListBox } from 'react-aria-components/ListBox'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { SearchField } from 'react-aria-components/SearchField'
import { nearestQuery } from '../api/questions.ts'
import { FoundSection } from './FoundSection.tsx'
import { groupsOf, keyOfFound, resultText, subjectOfFound } from './found.ts'
import styles from './SearchPalette.module.css'

const most = 50

/** Ctrl K: one box over everything, by keyboard alone. Enter opens the thing, with Shift its lineage. */
export function SearchPalette() {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen(true)
      }
    }
    document.addEventListener('keydown', open)
    return () => document.removeEventListener('keydown', open)
  }, [])
  return (
    <>
      <Button className={styles.opener ?? ''} onPress={() => setOpen(true)}>
        <span>Search models, data, runs, people, digests</span>
        <kbd>Ctrl K</kbd>
      </Button>
      <ModalOverlay isOpen={isOpen} onOpenChange={setOpen} isDismissable className={styles.overlay ?? ''}>
        <Modal className={styles.modal ?? ''}>
          <Dialog aria-label="Search" className={styles.dialog ?? ''}>
            <Palette close={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  )
}

function Palette({ close }: { readonly close: () => void }) {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const found = useQuery({ ...nearestQuery(wanted, most), enabled: wanted !== '', placeholderData: (before) => before })
  const groups = wanted === '' || found.data === undefined ? [] : groupsOf(found.data.items)
  const isShifted = useRef(false)
  const open = (key: string) => {
    const node = groups.flatMap(({ items }) => items).find((each) => keyOfFound(each) === key)
    if (node === undefined) return
    close()
    const tab = isShifted.current ? { tab: 'lineage' as const } : {}
    void navigate({ to: '/node', search: { ...subjectOfFound(node), ...tab } })
  }
  const openAll = () => {
    close()
    void navigate({ to: '/search', search: { q: wanted } })
  }
  // An action is not told which keys were held.
  const hold = ({ shiftKey }: { readonly shiftKey: boolean }) => {
    isShifted.current = shiftKey
  }
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField
        aria-label="Search models, data, runs, people, digests"
        autoFocus
        className={styles.field ?? ''}
        onKeyDown={hold}
      >
        <Input placeholder="A part of a name, a person, a version, a slot, a digest, a commit, the name of a parameter" />
      </SearchField>
      <p role="status" className={styles.count}>
        {resultText(wanted, found)}
        {groups.length > 0 && ' · Enter opens, Shift Enter its lineage'}
      </p>
      <ListBox
        aria-label="Results"
        items={groups}
        dependencies={[wanted]}
        onAction={(key) => open(String(key))}
        className={styles.list ?? ''}
      >
        {(group) => <FoundSection id={group.type} group={group} text={wanted} />}
      </ListBox>
      {found.data?.next !== undefined && wanted !== '' && (
        <Button className={styles.more ?? ''} onPress={openAll}>
          These are the first {most}; open the search page for more
        </Button>
      )}
    </Autocomplete>
  )
}
