// Makes a fresh clone ready, on whichever Node is there and without any dependency: installs the packages that the
// lockfile names when they are not the ones installed, and for tests (`--tests`) says which programs are missing.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What the tests start besides Node, with the Debian package that brings it and what is skipped without it. */
const programs = [
  { name: 'git', package: 'git', without: 'capture tests that need a repository' },
  { name: 'python3', package: 'python3-venv', without: 'capture tests that run Python' },
  { name: 'strace', package: 'strace', without: 'capture tests that trace system calls' },
  { name: 'postgres', package: 'postgresql', without: 'capture tests that read tables', isThere: hasPostgres },
  { name: 'chromium', package: 'chromium', without: 'the tests of the pages in a browser' },
  { name: 'nginx', package: 'nginx', without: 'the test of a server behind a proxy', isThere: hasNginx },
  { name: 'go', package: 'golang-go', without: 'the check of the log by a program that is not ours' },
  { name: 'Rscript', package: 'r-base-core', without: 'the capture test of a program in R', isLean: true },
  { name: 'PyTorch', package: 'python3-torch', without: 'capture tests of PyTorch', isThere: hasTorch, isLean: true },
]

installPackages()
if (process.argv.includes('--tests')) providePrograms()

function installPackages() {
  const stamp = join(root, 'node_modules', '.installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing the packages of package-lock.json (once, about 15 seconds) …')
  // A machine with an older Node is expected here: Node 24 comes as one of the packages, so its warning would mislead.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, wanted)
}

function providePrograms() {
  const missing = programs.filter(({ name, isThere = isOnPath }) => !isThere(name))
  if (missing.length === 0) return
  if (process.env.CI === 'true' && process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq'])
    const names = (isLean) => missing.filter((each) => (each.isLean === true) === isLean).map((each) => each.package)
    run('apt-get', ['install', '-y', '-qq', ...names(false)])
    // What these recommend, compilers among it, is ten times their size.
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names(true)])
    return
  }
  for (const program of missing) {
    console.error(
      `Skipped: ${program.without}. To have it: install ${program.name} (Debian: apt-get install ${program.package}).`,
    )
  }
}

function isOnPath(name) {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** Debian keeps each version's server in a folder of its own, which is not on the path. */
function hasPostgres(name) {
  return existsSync('/usr/lib/postgresql') || isOnPath(name)
}

/** Debian keeps it where only root's path leads. */
function hasNginx(name) {
  return existsSync('/usr/sbin/nginx') || isOnPath(name)
}

/** Debian's own Python has it for the CPU; the one of PyPI brings gigabytes for graphics cards. */
function hasTorch() {
  return existsSync('/usr/lib/python3/dist-packages/torch')
}

function run(command, args) {
  try {
    execFileSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  } catch (error) {
    console.error(`Set-up stopped: \`${command} ${args.join(' ')}\` failed (${error.message.split('\n')[0]}).`)
    process.exit(1)
  }
}
