import styles from './OriginMark.module.css'

const meanings: Readonly<Record<string, readonly [sign: string, meaning: string]>> = {
  observed: ['●', 'observed: the bytes or the event were seen'],
  declared: ['◇', 'declared: somebody said so'],
  inferred: ['≈', 'inferred: computed from other facts'],
  attested: ['✔', 'attested: signed by somebody'],
}

type Shown = {
  readonly origin: string | undefined
  /** Other words for it: `observed by python`. */
  readonly said?: string
  /** What is usual, observed, has the sign alone, where a word would stand in each row; it is read out and on hover. */
  readonly isShort?: boolean
}

/** How a fact is known, as a sign and a word. */
export function OriginMark({ origin, said, isShort = false }: Shown) {
  if (origin === undefined) return null
  const [sign, meaning] = meanings[origin] ?? ['?', origin]
  const words = said === undefined || said === origin ? meaning : `${said}. ${meaning}`
  return (
    <span className={origin === 'observed' ? styles.observed : styles.mark} title={words}>
      <span aria-hidden="true">{sign}</span>{' '}
      <span className={isShort && origin === 'observed' ? 'hidden' : undefined}>{said ?? origin}</span>
    </span>
  )
}
