import type { Lineage } from '../../../src/lineage/lineage.ts'

/** Gives the reader a file that was made here. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** `trace-flight-delay-2`: a name that every file system takes. */
export const fileNameOf = ({ question, asked }: Lineage): string =>
  `${question}-${asked.replace(/[^\w.-]+/g, '-').slice(0, 80)}`
