import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { hasGit, hasStrace, python } from './programs.ts'
import { main, makeProject, names, outcomeOf } from './project.ts'

const program =
  "open('in.csv').read()\nopen('out.csv', 'w').write('b')\nimport os; os.system('wc in.csv > unseen.csv')\n"

test.skipIf(!hasStrace || python === undefined)(
  'a tracer that passes its test and then tells nothing lowers the grade',
  () => {
    const project = makeProject({ isRepository: false })
    project.write('in.csv', 'a\n')
    const strace = `#!/bin/bash
case "\${!#}" in true) ;; *) set -- "\${@//trace=*/trace=exit_group}";; esac
exec ${real('strace')} "$@"
`
    const path = join(project.home, 'tools')
    mkdirSync(path)
    writeFileSync(join(path, 'strace'), strace, { mode: 0o755 })
    const env = { PATH: `${path}:${process.env.PATH}` }

    const shell = project.shell('cat in.csv > out.csv', { env })
    const inPython = project.python("open('in.csv').read()\n", { env })

    expect(shell.summary).toMatchObject({
      grade: 'C',
      blind: [
        'System calls were not seen: the tracer did not see the command start.',
        'What it read and wrote was not seen.',
      ],
    })
    expect(inPython.summary).toMatchObject({ grade: 'B', reads: [{ path: 'in.csv' }] })
  },
)

const real = (program: string): string => execFileSync('which', [program], { encoding: 'utf8' }).trim()

describe.skipIf(python === undefined)('the Python plug-in alone', () => {
  test('is grade B, says what it could not see, and has what others wrote from a look before and after', () => {
    const project = makeProject({ isRepository: false })
    project.write('in.csv', 'a\n')

    const { summary } = project.python(program, { options: ['--tracer', 'python'] })

    expect(summary).toMatchObject({
      grade: 'B',
      blind: [
        'System calls were not seen: the tracer was left out, as asked.',
        expect.stringMatching(/^What other programs than Python read was not seen; what they wrote is told by/),
      ],
      reads: [{ path: 'in.csv', witnesses: ['python'] }],
      writes: [
        { path: 'out.csv', witnesses: ['python', 'snapshot'] },
        { path: 'unseen.csv', witnesses: ['snapshot'] },
      ],
      code: { files: [{ path: 'main.py' }] },
    })
    const shown = project.pedigree(['show', summary.run]).stdout.toString()
    expect(shown).toMatch(/out\.csv .*observed by python, snapshot\n/)
    expect(shown).toMatch(/unseen\.csv .*inferred by snapshot\n/)
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('Only a look before and after the run shows unseen.csv: another')
    const traced = project.pedigree(['trace', './unseen.csv']).stdout.toString()
    expect(traced).toMatch(/in\.csv/)
  })

  test('is told from a run of which nothing was seen', () => {
    const project = makeProject({ isRepository: false })

    expect(project.run(['true'], { options: ['--tracer', 'python'] }).summary.grade).toBe('C')
  })

  test('that does not speak leaves what a look before and after the run tells', () => {
    const project = makeProject({ isRepository: false })
    for (const name of ['in.csv', 'd/old.csv']) project.write(name, 'a\n')
    const python = { options: ['--tracer', 'python'] }

    const { summary } = project.shell('cat in.csv > out.csv; echo b >> d/old.csv; mv in.csv d', python)

    expect(summary).toMatchObject({ grade: 'C', reads: [{ path: 'in.csv' }] })
    expect(names(summary.writes)).toEqual(['d/in.csv', 'd/old.csv', 'out.csv'])
    expect(summary.writes[0]?.witnesses).toEqual(['snapshot'])
    expect(summary.blind[1]).toMatch(
      /^What it read was not seen; what it wrote is told by which files of the project changed/,
    )
    expect(project.statements()).toContainEqual(expect.objectContaining({ edge: 'generated', origin: 'inferred' }))
  })

  test('that cannot be loaded leaves the system calls, and says what is missing', () => {
    const project = makeProject({ isRepository: false })
    project.write('main.py', program)
    project.write('in.csv', 'a\n')

    const { summary } = project.run([python?.path ?? '', '-I', 'main.py'])

    expect(summary.grade).toBe(hasStrace ? 'B' : 'C')
    if (hasStrace) {
      expect(names(summary.writes)).toEqual(['out.csv', 'unseen.csv'])
      expect(summary.blind).toEqual([expect.stringMatching(/^Python ran where the plug-in could not be loaded/)])
    }
  })

  test('that is ended in its middle says so', () => {
    const project = makeProject({ isRepository: false })

    project.write('helper.py', '')

    const { summary } = project.python("import os, helper\nopen('out', 'w').write('x')\nos._exit(3)\n")

    expect(names(summary.writes)).toEqual(['out'])
    expect(names(summary.code.files)).toEqual(['helper.py', 'main.py'])
    expect(summary.blind).toContainEqual(expect.stringMatching(/^Python could not tell/))
  })
})

test.skipIf(!hasStrace || python === undefined)('where the witnesses differ, the record says on what, and why', () => {
  const project = makeProject({ isRepository: false })
  for (const name of ['both', 'only-strace', 'd/meant', 'meant']) project.write(name, name)

  const { summary } = project.python(`import ctypes, os
open('both').read()
ctypes.CDLL(None).fopen(b'only-strace', b'r')
os.open('meant', os.O_RDONLY, dir_fd=os.open('d', os.O_RDONLY))
`)

  const witnesses = Object.fromEntries(summary.reads.map((file) => [file.path, file.witnesses]))
  expect(witnesses).toEqual({ both: ['python', 'strace'], 'only-strace': ['strace'], 'd/meant': ['strace'] })
  expect(summary).toMatchObject({ grade: 'A', blind: [] })
  const shown = project.pedigree(['show', summary.run]).stdout.toString()
  expect(shown).toMatch(/both .* observed by python, strace\n/)
  expect(shown.replaceAll(/\s+/g, ' ')).toContain('disagreements Only system calls show only-strace, d/meant: within')
  expect(shown.replaceAll(/\s+/g, ' ')).toContain('Only Python told of meant, which is left out: the call failed')
})

describe('a command that calls Pedigree in its turn', () => {
  const project = makeProject({ isRepository: hasGit })
  project.write('in.csv', 'a\n')
  const inner = (script: string) => `'${process.execPath}' '${main}' run --name inner --summary inner.json -- ${script}`

  test('runs as it would alone, and both are recorded', () => {
    const bare = "sh -c 'cat in.csv > out.csv; echo said; exit 5'"

    const { exit, stdout, summary } = project.shell(`${inner(bare)}; code=$?; cat out.csv > copy.csv; exit $code`)

    expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 5, stdout: 'said\n' })
    const inside = JSON.parse(project.read('inner.json'))
    if (hasStrace) {
      expect([names(summary.reads), names(summary.writes), summary.blind]).toEqual([['out.csv'], ['copy.csv'], []])
      expect([names(inside.reads), names(inside.writes), inside.blind]).toEqual([['in.csv'], ['out.csv'], []])
      expect([inside.grade, inside.writes[0].witnesses]).toEqual(['A', ['strace']])
    }
    const said = project.statements()
    expect(said).toContainEqual(
      expect.objectContaining({ edge: 'part-of', source: inside.run, target: summary.run, origin: 'observed' }),
    )
    const runs = said.filter((each) => each.type === 'node' && each.node === 'run' && 'state' in each)
    expect(runs).toMatchObject([
      { name: 'inner', state: 'failed', exit: 5 },
      { name: 'sh', state: 'failed', exit: 5 },
    ])
  })

  test.skipIf(python === undefined)('lets the inner one learn from Python', () => {
    const parser = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--rate', type=float)\n"
    project.write('learn.py', `${parser}parser.parse_args()\n`)

    const { exit } = project.shell(inner(`'${python?.path}' learn.py --rate 0.5`))

    expect(exit).toBe(0)
    expect(JSON.parse(project.read('inner.json'))).toMatchObject({
      parameters: { rate: { value: 0.5, from: 'command line' } },
      code: { files: [{ path: 'learn.py' }] },
    })
  })
})

test.skipIf(!hasStrace)('a program that would lose its privileges, or traces itself, is left alone', () => {
  const project = makeProject({ isRepository: false })
  project.write('bin/gdb', '#!/bin/sh\necho debugging\n')
  project.run(['chmod', '+x', 'bin/gdb'])

  const { stdout, summary } = project.run([join(project.folder, 'bin/gdb')])

  expect(stdout.toString()).toBe('debugging\n')
  expect(summary).toMatchObject({
    grade: 'C',
    blind: ['System calls were not seen: gdb cannot trace what is traced already.', expect.any(String)],
  })
})

describe.skipIf(!hasStrace)('what a tracer keeps from working', () => {
  const project = makeProject({ isRepository: false })
  const said = ({ stderr }: { readonly stderr: Buffer }) => stderr.toString().trimEnd().split('\n').at(-1)
  const compiler = outcomeOf('sh', ['-c', 'command -v gcc'], {}).exit === 0
  if (!compiler) console.warn('Skipped: leak sanitizers, which need gcc.')

  test.skipIf(!compiler)('a program that looks for leaks goes without one, and a script that starts it says so', () => {
    project.write('leak.c', 'int main(void) { return 0; }')
    const built = outcomeOf('gcc', ['-fsanitize=leak', '-o', 'leak', 'leak.c'], { cwd: project.folder })
    expect(built.exit).toBe(0)

    const alone = project.run(['./leak'])
    const inside = project.shell('./leak')

    expect(alone).toMatchObject({ exit: 0, summary: { grade: 'C' } })
    expect(alone.summary.blind[0]).toMatch(/leak looks for leaks, which it cannot under a tracer/)
    expect(inside.exit).not.toBe(0)
    expect(said(inside)).toMatch(/^pedigree: A leak checker could not work.*--tracer=python/)
  })

  test.skipIf(process.getuid?.() !== 0)('so does one that changes its user', () => {
    copyFileSync('/usr/bin/id', join(project.folder, 'who'))
    chownSync(join(project.folder, 'who'), 65534, 65534)
    chmodSync(join(project.folder, 'who'), 0o4755)

    const alone = project.run(['./who', '-u'])
    const inside = project.shell('./who -u')

    expect([alone.stdout.toString(), alone.summary.grade]).toEqual(['65534\n', 'C'])
    expect([inside.stdout.toString(), inside.summary.grade]).toEqual(['0\n', 'A'])
    expect(said(inside)).toBe(
      'pedigree: who ran without its privileges, because the run is traced; --tracer=python leaves it free.',
    )
  })
})

test.skipIf(!hasStrace)(
  'what a command leaves behind has two seconds; what it does later is missing, and happens',
  async () => {
    const project = makeProject({ isRepository: false })
    const left = '(sleep 0.2; echo 1 > soon; sleep 4; echo 2 > late) > /dev/null 2>&1 < /dev/null &'

    const { summary } = project.shell(left)

    expect(names(summary.writes)).toEqual(['soon'])
    expect(summary.blind).toEqual(['2 processes outlived the record (sh, sleep): what they did later is not in it.'])
    await vi.waitFor(() => expect(project.read('late')).toBe('2\n'), { timeout: 10_000, interval: 100 })
  },
)

test('where there is neither git nor Python, nor a home to write to, a command has its result all the same', () => {
  const project = makeProject({ isRepository: false })
  const bin = join(project.home, 'bin')
  mkdirSync(bin)
  for (const program of ['sh', 'cat', 'mkfifo', 'strace', 'true']) {
    const places = (process.env.PATH ?? '').split(':').map((folder) => join(folder, program))
    const found = places.find((place) => existsSync(place))
    if (found !== undefined) symlinkSync(found, join(bin, program))
  }
  project.write('in.csv', 'a\n')
  const env = { PATH: bin, HOME: '/proc/none', XDG_STATE_HOME: '/proc/none' }

  const { exit, stdout, stderr, summary } = project.shell('cat in.csv | cat > out.csv; exit 6', {
    env,
  })

  expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 6, stdout: '' })
  expect(stderr.toString()).toMatch(/recorded sh as failed \(exit 6\)/)
  expect(names(summary.writes)).toEqual(['out.csv'])
  expect(summary.grade).toBe(hasStrace ? 'A' : 'C')
  expect(summary.packages).toEqual({})
})
