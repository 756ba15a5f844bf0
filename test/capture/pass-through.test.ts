import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { hasStrace, python } from './programs.ts'
import { main, makeProject, outcomeOf, type Project } from './project.ts'

const project = makeProject({ isRepository: false })
const pedigree = `'${process.execPath}' '${main}'`
const tracers = [...(hasStrace ? ['auto'] : []), 'python']

describe.each(tracers)('under --tracer %s', (tracer) => {
  const run = (command: readonly string[], more: Parameters<Project['run']>[1] = {}) =>
    project.run(command, { ...more, options: ['--tracer', tracer, '--quiet'] })
  const bare = (command: readonly string[], input?: Buffer) =>
    outcomeOf(command[0] ?? '', command.slice(1), { cwd: project.folder, env: project.env, ...(input && { input }) })

  test.each([0, 1, 7, 255])('exit code %i is the command’s', (exit) => {
    expect(run(['sh', '-c', `exit ${exit}`])).toMatchObject({ exit, signal: null })
  })

  test('streams pass untouched, binary ones and those of a failing command, too', () => {
    const everyByte = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256))
    const command = ['sh', '-c', "cat; printf '\\033[31m\\000\\377 no line end' >&2; exit 3"]

    const { exit, stdout, stderr } = run(command, { input: everyByte })

    expect({ exit, stdout, stderr }).toEqual({ ...bare(command, everyByte), signal: undefined })
    expect(stdout.equals(everyByte)).toBe(true)
  })

  test('arguments pass untouched', () => {
    const words = ['', ' ', '--', '-x', '--name', 'ä ✓', "'", '"$HOME"', '*', 'a\nb', '\\', '=cmd', '<img onerror>']
    const command = ['sh', '-c', 'for word; do printf "%s|" "$word"; done', 'sh', ...words]

    expect(run(command).stdout.toString()).toBe(bare(command).stdout.toString())
  })

  test.each(['SIGTERM', 'SIGKILL', 'SIGPIPE', 'SIGABRT'] as const)(
    'a command that dies of %s takes us along',
    (signal) => {
      const number = constants.signals[signal]

      const { exit, signal: ours, summary } = run(['sh', '-c', `kill -${number} $$`])

      expect({ exit, ours }).toEqual({ exit: null, ours: signal })
      expect(summary.run).toMatch(/^run:/)
    },
  )

  test('descriptors that a shell has opened for it reach the command', () => {
    project.write('seven', 'from seven\n')
    const asked = (begin: string) => {
      const line = `${begin} sh -c 'cat <&7; echo out >&9; ls /proc/self/fd | tr "\\n" " "' 5</dev/null 7<seven 9>nine; cat nine`
      return outcomeOf('sh', ['-c', line], { cwd: project.folder, env: project.env }).stdout.toString()
    }

    const said = asked(`${pedigree} run --quiet --tracer ${tracer} --`)

    expect(said).toBe(asked(''))
    expect(said).toMatch(/^from seven\n.*\b5 7 9 out\n$/s)
  })

  test('make hands its job server on', () => {
    const step = `+@${pedigree} run --quiet --tracer ${tracer} -- $(MAKE) -s -f inner`
    project.write('outer', `top:\n\t${step}\n`)
    // Each waits for the other, so that one after the other would never end.
    const waiting = (self: string, other: string) =>
      `${self}:\n\t@touch ${self}.on; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do test -e ${other}.on && exit 0; sleep 0.1; done; exit 1\n`
    project.write('inner', `all: a b\n${waiting('a', 'b')}${waiting('b', 'a')}`)

    const { exit, stderr } = outcomeOf('make', ['-s', '-j2', '-f', 'outer'], { cwd: project.folder, env: project.env })
    for (const name of ['a', 'b']) rmSync(join(project.folder, `${name}.on`), { force: true })

    expect({ exit, stderr: stderr.toString() }).toEqual({ exit: 0, stderr: '' })
  })

  test('a shell sees the exit that it would have seen', () => {
    const asked = (words: string) =>
      outcomeOf('sh', ['-c', `${words}; echo "$?"`], { cwd: project.folder, env: project.env }).stdout.toString()

    expect(asked(`${pedigree} run --quiet --tracer ${tracer} -- sh -c 'kill -TERM $$'`)).toBe(
      asked("sh -c 'kill -TERM $$'"),
    )
  })

  test.skipIf(process.platform !== 'linux')('a command runs in a folder that was removed meanwhile', () => {
    const asked = (begin: string) => {
      const line = `mkdir gone; cd gone; rmdir ../gone; ${begin} sh -c 'echo ok; ls -A; touch new; exit 3'; echo "$?"`
      return outcomeOf('sh', ['-c', line], { cwd: project.folder, env: project.env }).stdout.toString()
    }

    expect(asked(`${pedigree} run --quiet --tracer ${tracer} --`)).toBe(asked(''))
    expect(asked('')).toBe('ok\n3\n')
  })

  test('a command that is not there is 127 and one that is no program is 126, as a shell says', () => {
    writeFileSync(join(project.folder, 'no-program'), 'text', { mode: 0o644 })

    const missing = run(['no-such-command', '--flag'])
    const refused = run(['./no-program'])

    expect(missing).toMatchObject({ exit: 127, signal: null })
    expect(missing.stderr.toString()).toBe('pedigree: no-such-command: command not found\n')
    expect(refused).toMatchObject({ exit: 126, signal: null })
    expect(refused.stderr.toString()).toBe('pedigree: ./no-program: permission denied\n')
  })

  test('a signal to us reaches the command, which may end as it likes', async () => {
    const script = "trap 'echo caught; exit 9' TERM; echo ready; while :; do sleep 0.05; done"
    const child = project.start(['run', '--quiet', '--tracer', tracer, '--', 'sh', '-c', script])
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      // It is there as soon as it says so, even if we hear of it before Pedigree does.
      if (said === 'ready\n') child.kill('SIGTERM')
    })

    const [exit, signal] = await once(child, 'close')

    expect({ exit, signal, said }).toEqual({ exit: 9, signal: null, said: 'ready\ncaught\n' })
  })

  test.skipIf(python === undefined)('a second Ctrl-C meets nothing of ours when a Python has done its work', () => {
    const script = `import os, signal, sys, types
class File(str):
    def rpartition(self, part):
        # Asked for when the process tells at its end what it had imported.
        os.kill(os.getpid(), signal.SIGINT)
        return str.rpartition(self, part)
module = types.ModuleType('asked')
module.__file__ = File('/nowhere/asked.py')
sys.modules['asked'] = module
print('done')
`
    const { exit, signal, stdout, stderr } = project.python(script, { options: ['--quiet', '--tracer', tracer] })

    expect({ exit, signal, stdout: String(stdout), stderr: String(stderr) }).toEqual({
      ...{ exit: 0, signal: null, stdout: 'done\n', stderr: '' },
    })
  })

  test.each([
    ['both streams in one pipe', '2>&1 | cat'],
    ['standard error alone in a pipe', '2>&1 > /dev/null | cat'],
  ])('nobody who reads waits for what a command leaves behind: %s', (_, pipe) => {
    const left = "sh -c '(sleep 9 > /dev/null 2>&1 < /dev/null &) ; echo said >&2; exit 3'"
    const start = performance.now()

    const { stdout } = outcomeOf('sh', ['-c', `${pedigree} run --tracer ${tracer} -- ${left} ${pipe}`], {
      cwd: project.folder,
      env: project.env,
    })

    expect(stdout.toString()).toMatch(/^said\npedigree: recorded sh as failed \(exit 3\), .*\n$/)
    expect(performance.now() - start).toBeLessThan(7_000)
  })

  test('nor does a program in Node that reads both, and gives it no input', async () => {
    const left = '(sleep 9 > /dev/null 2>&1 < /dev/null &); cat; echo said >&2; echo out; test /dev/null -ef /dev/stdin'
    const start = performance.now()
    const child = spawn(process.execPath, [main, 'run', '--quiet', '--tracer', tracer, '--', 'sh', '-c', left], {
      cwd: project.folder,
      env: project.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })

    const [[exit], out, errors] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])

    expect({ exit, out, errors }).toEqual({ exit: 0, out: 'out\n', errors: 'said\n' })
    expect(performance.now() - start).toBeLessThan(7_000)
  })

  test.each([{ PWD: '/elsewhere' }, { PWD: undefined }])('a pipe changes no variable of a command: %o', (env) => {
    const ours = /^(?:PEDIGREE_\w+|PYTHONPATH|_|OLDPWD|SHLVL)=/
    const variables = (words: string) =>
      outcomeOf('sh', ['-c', `unset PWD; ${words} 2>&1 | cat`], {
        cwd: project.folder,
        env: { ...project.env, ...env },
      })
        .stdout.toString()
        .split('\n')
        .filter((line) => !ours.test(line))
        .sort()
    const set = env.PWD === undefined ? 'env -u PWD' : `env PWD=${env.PWD}`

    const told = variables(`${set} ${pedigree} run --quiet --tracer ${tracer} -- env`)

    expect(told).toEqual(variables(`${set} env`))
  })

  test.each([
    ['by nohup, which shells name', { _: '/usr/bin/nohup' }, 'true'],
    ['by the shell that called us', {}, "trap '' HUP"],
  ])('a command that is to outlive its terminal does: told %s', (_, env, first) => {
    const command = "sh -c 'kill -HUP $$; kill -HUP $PPID; sleep 0.1; echo survived'"
    const script = `${first}; ${pedigree} run --quiet --tracer ${tracer} -- ${command}; echo "$?"`

    const { stdout } = outcomeOf('sh', ['-c', script], { cwd: project.folder, env: { ...project.env, ...env } })

    expect(stdout.toString()).toBe('survived\n0\n')
  })
})

describe('what Pedigree says itself', () => {
  test('is one line on standard error, and nothing with --quiet', () => {
    const loud = project.run(['true'])
    const quiet = project.run(['true'], { options: ['--quiet'] })

    expect(loud.stdout.toString()).toBe('')
    expect(loud.stderr.toString()).toMatch(/^pedigree: recorded true, .*grade [ABC].*\n$/)
    expect(quiet.stdout.toString() + quiet.stderr.toString()).toBe('')
  })

  test('calls a failed run failed, and writes its summary', () => {
    const { stderr, summary } = project.run(['sh', '-c', 'echo half > result.csv; exit 4'])

    expect(stderr.toString()).toMatch(/^pedigree: recorded sh as failed \(exit 4\), /)
    expect(summary.writes).toMatchObject(hasStrace ? [{ path: 'result.csv', bytes: 5 }] : [])
    const shown = JSON.parse(project.pedigree(['show', summary.run, '--json']).stdout.toString())
    expect(JSON.stringify(shown)).toMatch(/"failed"/)
  })

  test('a summary that cannot be written does not fail the command', () => {
    const { exit, stderr } = project.pedigree(['run', '--quiet', '--summary', '/proc/none/x.json', '--', 'true'])

    expect(exit).toBe(0)
    expect(stderr.toString()).toMatch(/^pedigree: the summary could not be written: /)
  })

  test('a temporary folder that cannot be used lowers the grade and lets the command run', () => {
    const { exit, stdout, summary } = project.run(['echo', 'done'], {
      options: ['--quiet'],
      env: { TMPDIR: '/proc/none' },
    })

    expect({ exit, stdout: stdout.toString(), grade: summary.grade }).toEqual({ exit: 0, stdout: 'done\n', grade: 'C' })
    expect(summary.blind.join(' ')).toMatch(/no place/)
  })
})

test.skipIf(python === undefined)(
  'the environment differs in what the plug-in and a Pedigree inside need alone',
  () => {
    const script = "import os; print({name: value for name, value in os.environ.items() if name != '_'})"
    const bare = outcomeOf(python?.path ?? '', ['-c', script], { cwd: project.folder, env: project.env })

    const { stdout, summary } = project.run([python?.path ?? '', '-c', script])

    const variables = (text: Buffer): Record<string, string> => JSON.parse(text.toString().replaceAll("'", '"'))
    const told = variables(stdout)
    const { PYTHONPATH: path, PEDIGREE_EVENTS: events, PEDIGREE_RUN: run, PEDIGREE_TRACE: trace, ...rest } = told
    expect(rest).toEqual(variables(bare.stdout))
    expect(path).toMatch(/\/capture\/python\/path$/)
    expect([existsSync(events ?? ''), existsSync(trace ?? '')]).toEqual([false, false])
    expect(run).toBe(summary.run)
  },
)
