import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** The first line of the standard input, which a terminal does not show while it is typed. */
export async function secretLine(question: string): Promise<string> {
  const { stdin, stderr } = process
  const nowhere = new Writable({ write: (_part, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: nowhere, terminal: stdin.isTTY === true })
  if (stdin.isTTY) stderr.write(question)
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (stdin.isTTY) stderr.write('\n')
  }
}
