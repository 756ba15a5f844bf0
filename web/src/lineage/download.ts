import type { Lineage } from '../../../src/lineage/lineage.ts'

/** Gives the reader a file that was made here. */
export const download = (name: string, type: string, text: string): void =>
  downloadBlob(name, new Blob([text], { type }))

export function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** `trace-flight-delay-2`: a name that every file system takes. */
export const fileNameOf = ({ question, asked }: Lineage): string =>
  `${question}-${asked.replace(/[^\w.-]+/g, '-').slice(0, 80)}`
