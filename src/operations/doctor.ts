import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { readRepository } from '../capture/code/git-repository.ts'
import { findCommand } from '../capture/files/command-file.ts'
import { fileSystemOf, nearestThere } from '../capture/files/file-system.ts'
import { type ProbedPython, probePlugIn } from '../capture/python/probe-plug-in.ts'
import { type NoTracer, probeTracer, type Tracer } from '../capture/trace/tracer.ts'
import { PedigreeError } from '../domain/error.ts'
import { bytesText, counted } from '../domain/quantities.ts'
import type { Diagnosis, Finding } from '../export/text/diagnosis-text.ts'
import { contradictionOf } from './checkpoints/contradiction.ts'
import { chooseFolder } from './project/folder.ts'
import { networkOf, targetsOf } from './project/network-store.ts'
import { countSpooled } from './recording/spool.ts'
import { openToRead } from './store.ts'
import { type Surroundings, stateFolder } from './surroundings.ts'

const freeBytesMin = 256 * 1024 * 1024

/** A record that is not on this machine: what the spool knows it by, and how it is. */
export type RemoteRecord = { readonly target: string; readonly finding: () => Promise<Finding> }

/**
 * What capture can and cannot see on this machine, each found out by trying it, and what would make it see more.
 * @param remote the record, where it is at a server.
 */
export async function doctor(
  surroundings: Surroundings,
  option: string | undefined,
  remote?: RemoteRecord,
): Promise<Diagnosis> {
  const { cwd, env } = surroundings
  const [tracer, python] = await Promise.all([probeTracer(), probePlugIn(cwd, env)])
  const findings = await Promise.all([
    systemCalls(tracer),
    pythonPrograms(python),
    code(surroundings),
    remote === undefined ? record(surroundings, option) : remote.finding(),
    waiting(surroundings, option, remote).then((says) => folderOf('waiting runs', stateFolder(surroundings), says)),
    folderOf('temporary files', tmpdir(), ''),
    graphics(surroundings),
    containers(surroundings),
  ])
  const grade = tracer.kind === 'strace' ? 'A' : python.kind === 'speaks' ? 'B' : 'C'
  return { grade, findings }
}

function systemCalls(tracer: Tracer | NoTracer): Finding {
  const subject = 'system calls'
  if (tracer.kind === 'none') return { subject, state: 'missing', says: `not seen: ${tracer.reason}` }
  if (tracer.filtered) return { subject, state: 'good', says: 'seen by strace, except in sudo, su and debuggers' }
  return {
    subject,
    state: 'limited',
    says: 'seen by strace, without its seccomp filter: runs with many files take several times as long',
    advice: 'allow seccomp here, or run with --tracer python',
  }
}

function pythonPrograms(python: ProbedPython): Finding {
  const subject = 'Python'
  if (python.kind === 'none')
    return { subject, state: 'limited', says: 'not found: nothing is learned of Python programs' }
  const { executable } = python
  if (python.kind === 'speaks') {
    return { subject, state: 'good', says: `${python.version} tells parameters, metrics and packages (${executable})` }
  }
  return {
    subject,
    state: 'missing',
    says: `${executable} does not load the plug-in: parameters, metrics and packages are not seen`,
    advice: 'use Python 3.8 or newer, without -I and -E',
  }
}

async function code({ cwd, env }: Surroundings): Promise<Finding> {
  const subject = 'code'
  if ((await findCommand(['git'], cwd, env)).kind !== 'found') {
    return {
      subject,
      state: 'limited',
      says: 'git is not installed: code is known by the digests of its files alone',
      advice: 'install git',
    }
  }
  try {
    const repository = await readRepository(cwd, env)
    if (repository === undefined) {
      return {
        subject,
        state: 'limited',
        says: 'this folder is in no git repository: code is known by the digests of its files alone',
        advice: 'git init',
      }
    }
    const { head, branch, root } = repository
    const commit = head === undefined ? 'before its first commit' : `at ${head.commit.slice(0, 10)}`
    return { subject, state: 'good', says: `git repository ${root} ${commit}${branch ? ` on ${branch}` : ''}` }
  } catch (error) {
    return { subject, state: 'limited', says: `git cannot say: ${(error as Error).message}` }
  }
}

async function record(surroundings: Surroundings, option: string | undefined): Promise<Finding> {
  const subject = 'record'
  const { path, store } = chooseFolder(surroundings, option)
  const network = await networkOf(path, surroundings)
  if (network !== undefined) {
    return {
      subject,
      state: 'missing',
      says: `${path} is on a network file system (${network}), where a SQLite file is not safe: runs wait`,
      advice: 'set PEDIGREE_STORE to a local folder',
    }
  }
  if (existsSync(path) && !statSync(path).isDirectory()) {
    return { subject, state: 'missing', says: `${path} is no folder: runs wait`, advice: 'move it away' }
  }
  if (!existsSync(store)) return folderOf(subject, path, 'made by the first run')
  const says = await wrongWith(surroundings, option)
  if (says !== undefined) return { subject, state: 'missing', says, advice: 'pedigree verify says more' }
  return folderOf(subject, path, '')
}

/** Why the record that is there cannot be gone on with. */
async function wrongWith(surroundings: Surroundings, option: string | undefined): Promise<string | undefined> {
  try {
    await using store = await openToRead(surroundings, option)
    return await contradictionOf(store, surroundings)
  } catch (error) {
    if (error instanceof PedigreeError) return error.message
    throw error
  }
}

async function waiting(surroundings: Surroundings, option: string | undefined, remote?: RemoteRecord): Promise<string> {
  const targets =
    remote === undefined ? await targetsOf(chooseFolder(surroundings, option), surroundings) : [remote.target]
  const counts = targets.map((target) => countSpooled(target, surroundings))
  const waits = counts.reduce((sum, count) => sum + count.waiting, 0)
  const refused = counts.reduce((sum, count) => sum + count.refused, 0)
  return [
    ...(waits === 0 ? [] : [`${counted(waits, 'request')} to record`]),
    ...(refused === 0 ? [] : [`${counted(refused, 'request')} refused`]),
  ].join(', ')
}

/** A folder that Pedigree writes to, or makes below the nearest one that is there. */
async function folderOf(subject: string, path: string, says: string): Promise<Finding> {
  const text = says === '' ? path : `${path}, ${says}`
  const there = nearestThere(path)
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
  } catch {
    return {
      subject,
      state: 'missing',
      says: `${text}: ${there} cannot be written to`,
      advice: `make ${there} writable`,
    }
  }
  const { freeBytes } = await fileSystemOf(there)
  if (freeBytes >= freeBytesMin) return { subject, state: 'good', says: text }
  return { subject, state: 'limited', says: `${text}: only ${bytesText(freeBytes)} are free`, advice: 'make room' }
}

async function graphics({ cwd, env }: Surroundings): Promise<Finding> {
  const subject = 'GPU'
  const devices = existsSync('/dev/nvidia0') || existsSync('/dev/kfd')
  if ((await findCommand(['nvidia-smi'], cwd, env)).kind === 'found') {
    return { subject, state: 'good', says: 'model and driver are recorded (nvidia-smi)' }
  }
  if (!devices) return { subject, state: 'good', says: 'none here' }
  return { subject, state: 'limited', says: 'there is one, and nothing says which', advice: 'install nvidia-smi' }
}

async function containers({ cwd, env }: Surroundings): Promise<Finding> {
  const subject = 'containers'
  const names = ['docker', 'podman', 'nerdctl']
  const found = await Promise.all(names.map((name) => findCommand([name], cwd, env)))
  const there = names.filter((_, index) => found[index]?.kind === 'found')
  if (there.length === 0) return { subject, state: 'good', says: 'none are started from here' }
  return {
    subject,
    state: 'limited',
    says: `what ${there.join(', ')} starts is not seen from outside`,
    advice: 'run pedigree inside the container',
  }
}
