import styles from './Marked.module.css'

/** A text with the part that was looked for marked. */
export function Marked({ text, part }: { readonly text: string; readonly part: string }) {
  const at = part === '' ? -1 : text.toLowerCase().indexOf(part.toLowerCase())
  if (at < 0) return <span className={styles.text}>{text}</span>
  return (
    <span className={styles.text}>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + part.length)}</mark>
      {text.slice(at + part.length)}
    </span>
  )
}
