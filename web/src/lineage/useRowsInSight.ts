import { useCallback, useLayoutEffect, useRef, useState } from 'react'

/** As the style sheet has it: rows of one height, so that where each is can be computed. */
const rowPx = 32
/** Above and below what can be seen, so that a quick scroll does not run out of it. */
const spare = 12

/** Which of many rows of equal height are in sight of a scrolled box, and how high the rest is above and below them. */
export function useRowsInSight(count: number) {
  const ref = useRef<HTMLDivElement>(null)
  const [{ top, height }, setSeen] = useState({ top: 0, height: 900 })
  const look = useCallback(() => {
    const box = ref.current
    if (box !== null) setSeen({ top: box.scrollTop, height: box.clientHeight })
  }, [])
  useLayoutEffect(() => {
    look()
    const box = ref.current
    if (box === null) return
    const observer = new ResizeObserver(look)
    observer.observe(box)
    return () => observer.disconnect()
  }, [look])
  const from = Math.max(0, Math.min(count, Math.floor(top / rowPx) - spare))
  const until = Math.min(count, Math.ceil((top + height) / rowPx) + spare)
  /** Scrolls as far as it takes to have a row in sight. */
  const show = (row: number) => {
    const box = ref.current
    if (box === null) return
    const [start, end] = [row * rowPx, (row + 1) * rowPx]
    if (start < box.scrollTop) box.scrollTop = start
    else if (end > box.scrollTop + box.clientHeight) box.scrollTop = end - box.clientHeight
    look()
  }
  return { ref, onScroll: look, from, until, above: from * rowPx, below: Math.max(0, count - until) * rowPx, show }
}
