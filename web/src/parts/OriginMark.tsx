import styles from './OriginMark.module.css'

const meanings: Readonly<Record<string, readonly [sign: string, meaning: string]>> = {
  observed: ['●', 'observed: the bytes or the event were seen'],
  declared: ['◇', 'declared: somebody said so'],
  inferred: ['≈', 'inferred: computed from other facts'],
  attested: ['✔', 'attested: signed by somebody'],
}

/** How a fact is known, as a sign and a word. What is usual, observed, has the sign alone; the word is read out and on hover. */
export function OriginMark({ origin, said }: { readonly origin: string | undefined; readonly said?: string }) {
  if (origin === undefined) return null
  const [sign, meaning] = meanings[origin] ?? ['?', origin]
  const words = said === undefined || said === origin ? meaning : `${said}. ${meaning}`
  return (
    <span className={origin === 'observed' ? styles.observed : styles.mark} title={words}>
      <span aria-hidden="true">{sign}</span> {said ?? origin}
    </span>
  )
}
