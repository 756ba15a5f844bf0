/** Where progress is written; `isTTY` is true where a line can be written over. */
export type Terminal = { readonly isTTY?: boolean; write(text: string): unknown }

/** Below this a step ends without a word. */
const patienceMs = 2_000
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/**
 * Awaits `work`. Once it takes longer than two seconds `terminal` shows `title` and the seconds so far: in one moving
 * line where it is a terminal, elsewhere in one line at that moment and one every ten seconds. A line with the whole
 * time stays.
 */
export async function step<T>(title: string, work: Promise<T>, terminal: Terminal = process.stderr): Promise<T> {
  const start = Date.now()
  const seconds = () => Math.round((Date.now() - start) / 1000)
  const move = () =>
    terminal.write(`\r  ${spinner[Math.floor(Date.now() / 100) % spinner.length]} ${title} … ${seconds()} s`)
  const add = () => terminal.write(`  ${title} … ${seconds()} s\n`)
  let timer: NodeJS.Timeout | undefined
  const patience = setTimeout(() => {
    if (!terminal.isTTY) terminal.write(`  ${title} …\n`)
    timer = terminal.isTTY ? setInterval(move, 100) : setInterval(add, 10_000)
  }, patienceMs)
  try {
    return await work
  } finally {
    clearTimeout(patience)
    clearInterval(timer)
    if (Date.now() - start >= patienceMs) {
      if (terminal.isTTY) terminal.write('\r\u001b[2K')
      terminal.write(`  ${title}: ${seconds()} s\n`)
    }
  }
}
