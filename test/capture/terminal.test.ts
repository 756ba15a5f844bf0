import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasStrace, python } from './programs.ts'
import { main, makeProject, outcomeOf } from './project.ts'

const project = makeProject({ isRepository: false })
const driver = join(import.meta.dirname, 'terminal.py')
const interrupt = '\x03'
const suspend = '\x1a'

type Seen = { readonly shown: string; readonly exit: number | null; readonly left: readonly unknown[] }
type Step = readonly [waitFor: string, type: string | readonly [rows: number, columns: number]]

/** What somebody sees at a terminal who types when a text appears. */
function atTerminal(command: readonly string[], steps: readonly Step[] = []): Seen {
  const outcome = outcomeOf(python?.path ?? '', [driver, JSON.stringify(steps), ...command], {
    cwd: project.folder,
    env: { ...project.env, TERM: 'xterm', PS1: '$ ' },
  })
  return JSON.parse(outcome.stdout.toString())
}

const traps = (answer: string) => `trap 'echo caught; ${answer}' INT; echo ready; while :; do sleep 0.05; done`

describe.skipIf(python === undefined).each([...(hasStrace ? ['auto'] : []), 'python'])(
  'at a terminal, under --tracer %s',
  (tracer) => {
    const run = (...command: string[]) =>
      [process.execPath, main, 'run', '--quiet', '--tracer', tracer, '--', ...command] as const

    test('a command finds the terminal on all three streams, in its size', () => {
      const script = 'test -t 0 && test -t 1 && test -t 2 && stty size && tty'

      const { shown, exit } = atTerminal(run('sh', '-c', script))

      expect(shown).toMatch(/^33 77\r\n\/dev\/pts\/\d+\r\n$/)
      expect(exit).toBe(0)
    })

    test('it has no descriptors but those that it would have', () => {
      const command = ['sh', '-c', 'ls /proc/self/fd | tr "\\n" " "']

      expect(atTerminal(run(...command))).toEqual(atTerminal(command))
    })

    test('it hears when the window changes its size', () => {
      const script = "trap 'stty size; exit 4' WINCH; echo ready; while :; do sleep 0.05; done"

      const { shown, exit } = atTerminal(run('sh', '-c', script), [['ready', [20, 50]]])

      expect(shown).toBe('ready\r\n20 50\r\n')
      expect(exit).toBe(4)
    })

    test('it reads what is typed', () => {
      const { shown, exit } = atTerminal(run('sh', '-c', 'echo name?; read -r name; echo "hello $name"'), [
        ['name?', 'ann\n'],
      ])

      expect(shown).toMatch(/hello ann\r\n$/)
      expect(exit).toBe(0)
    })

    test('Ctrl-C reaches it once, and it may end as it likes', () => {
      // Two in a row would be one for a shell, which looks only between its commands.
      const program = `import signal, sys, time
signal.signal(signal.SIGINT, lambda *_: print('caught'))
print('ready', flush=True)
time.sleep(1)
print('cleaned')
sys.exit(9)`

      const { shown, exit } = atTerminal(run(python?.path ?? '', '-u', '-c', program), [['ready', interrupt]])

      expect(shown.match(/caught/g)).toHaveLength(1)
      expect(shown).toMatch(/cleaned\r\n$/)
      expect(exit).toBe(9)
    })

    test('Ctrl-C twice reaches it twice', () => {
      const script = traps('test -n "$once" && exit 7; once=1')

      const { shown, exit } = atTerminal(run('sh', '-c', script), [
        ['ready', interrupt],
        ['caught', interrupt],
      ])

      expect(shown.match(/caught/g)).toHaveLength(2)
      expect(exit).toBe(7)
    })

    test('Ctrl-Z stops it, and the shell brings it back', () => {
      const command = run('sh', '-c', 'echo "be"gun; sleep 1; echo "fin"ished; exit 5')
        .map((word) => `'${word}'`)
        .join(' ')

      const { shown, left } = atTerminal(
        ['sh', '-i'],
        [
          ['$ ', `${command}\n`],
          ['begun\r\n', suspend],
          ['Stopped', 'fg\n'],
          ['finished\r\n', 'echo "ex"it is $?\n'],
          ['exit is 5', 'exit\n'],
        ],
      )

      expect(left).toEqual([])
      expect(shown).toContain('finished')
    })
  },
)
