import { useEffect } from 'react'

/** The title of the window, by which tabs and the history are told apart. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Pedigree' : `${title} · Pedigree`
  }, [title])
}
