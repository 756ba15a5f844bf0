import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { cutShort } from '../python/cut-short.ts'
import type { PythonEvents, PythonImports } from '../python/python-event.ts'
import { redactText } from '../secrets/secrets.ts'
import { type Container, containerOf } from './container.ts'

/**
 * Variables that change what a training computes: threads, hashing, devices, determinism, precision, language. No other is
 * recorded, since the rest of an environment holds secrets and a person's habits.
 */
const variableNames = [
  ...['PYTHONHASHSEED', 'PYTHONOPTIMIZE', 'CONDA_DEFAULT_ENV'],
  ...['OMP_NUM_THREADS', 'OMP_DYNAMIC', 'OMP_SCHEDULE', 'OMP_PROC_BIND', 'OPENBLAS_NUM_THREADS', 'BLIS_NUM_THREADS'],
  ...['MKL_NUM_THREADS', 'MKL_DYNAMIC', 'MKL_CBWR', 'NUMEXPR_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS', 'KMP_AFFINITY'],
  ...['LOKY_MAX_CPU_COUNT', 'TOKENIZERS_PARALLELISM'],
  ...['CUDA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'CUBLAS_WORKSPACE_CONFIG', 'CUDA_LAUNCH_BLOCKING'],
  ...['NVIDIA_TF32_OVERRIDE', 'TORCH_ALLOW_TF32_CUBLAS_OVERRIDE', 'PYTORCH_CUDA_ALLOC_CONF', 'NCCL_ALGO'],
  ...['TF_DETERMINISTIC_OPS', 'TF_CUDNN_DETERMINISTIC', 'TF_ENABLE_ONEDNN_OPTS', 'XLA_FLAGS', 'JAX_ENABLE_X64'],
  ...['TZ', 'LANG', 'LC_ALL'],
]
const valueCharactersMax = 1_000

type PythonTold = Pick<PythonEvents, 'imports' | 'ends' | 'commands'>

/** The body of the facet `environment`. `variables` as the run began, or as the program set them for itself. */
export type Environment = {
  readonly python?: { readonly version: string; readonly implementation: string }
  /** A Python was ended before it told all that it had imported: others may have been. */
  readonly isCut?: true
  /** Distributions that were imported, with their versions; `unknown` where no record of one was found. */
  readonly imported?: Readonly<Record<string, string>>
  /** Distributions of which processes of the run imported several versions, all of them. */
  readonly conflicting?: Readonly<Record<string, readonly string[]>>
  readonly system: Readonly<Record<string, string | boolean>>
  readonly cpu: { readonly model: string; readonly count: number; readonly usable?: number; readonly memoryGiB: number }
  readonly gpu?: Gpu
  readonly variables?: Readonly<Record<string, string>>
}

/**
 * What a run ran in: interpreter and imported packages as its Python processes told while they ran and at their ends, and
 * this machine. Of several interpreters the one that told last is named, which started the others as a rule.
 */
export function environmentOf(
  told: PythonTold,
  env: Readonly<Record<string, string | undefined>>,
  container = containerOf(env),
): Environment {
  const all = [...told.imports, ...told.ends]
  const python = all.toSorted((left, right) => left.at - right.at).at(-1)
  const variables = variablesOf(env, python?.variables ?? {})
  const gpu = gpuOf()
  return {
    ...(python !== undefined && {
      python: { version: python.version, implementation: python.implementation },
      ...(cutShort(told).length > 0 && { isCut: true as const }),
      ...importedBy(all, python),
    }),
    system: { ...systemOf(container), ...(python?.libc !== undefined && { libc: python.libc }) },
    cpu: processors(),
    ...(gpu !== undefined && { gpu }),
    ...(Object.keys(variables).length > 0 && { variables }),
  }
}

function importedBy(all: readonly PythonImports[], main: PythonImports): Pick<Environment, 'imported' | 'conflicting'> {
  const versions = new Map<string, Set<string>>()
  for (const { name, version } of [main, ...all].flatMap(({ packages }) => packages)) {
    const known = versions.get(name) ?? new Set()
    versions.set(name, version === undefined ? known : known.add(version))
  }
  const named = [...versions].sort(([left], [right]) => (left < right ? -1 : 1))
  const several = named.filter(([, known]) => known.size > 1)
  return {
    imported: Object.fromEntries(named.map(([name, [version = 'unknown']]) => [name, version])),
    ...(several.length > 0 && { conflicting: Object.fromEntries(several.map(([name, known]) => [name, [...known]])) }),
  }
}

function variablesOf(
  env: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    variableNames.flatMap((name) => {
      const value = own[name] ?? env[name]
      return value === undefined ? [] : [[name, redactText(value, name).value.slice(0, valueCharactersMax)]]
    }),
  )
}

function systemOf(container: Container | undefined): Record<string, string | boolean> {
  const distribution = /^PRETTY_NAME="?([^"\n]+)/m.exec(textOf('/etc/os-release') ?? '')?.[1]
  return {
    platform: platform(),
    ...(distribution !== undefined && { distribution }),
    release: release(),
    arch: arch(),
    // Its id is another for each run: that one is no part of what two runs have in common or not.
    ...(container !== undefined && { container: true }),
    ...(container?.image !== undefined && { image: container.image }),
    ...(container?.imageId !== undefined && { imageId: container.imageId }),
  }
}

function processors(): Environment['cpu'] {
  const found = cpus()
  const usable = availableParallelism()
  // What a container may use, where it is less than the machine has.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY
  return {
    model: found[0]?.model ?? 'unknown',
    count: found.length,
    ...(usable !== found.length && { usable }),
    memoryGiB: Math.round(Math.min(totalmem(), limit) / 2 ** 30),
  }
}

export type Gpu = { readonly driver: string; readonly models: readonly string[] }

/** NVIDIA's driver and devices, as the driver tells in its folder of /proc; undefined where it is not loaded. */
export function gpuOf(folder = '/proc/driver/nvidia'): Gpu | undefined {
  const driver = /Kernel Module\s+(?:for \S+\s+)?([\d.]+)/.exec(textOf(join(folder, 'version')) ?? '')?.[1]
  if (driver === undefined) return undefined
  const devices = existsSync(join(folder, 'gpus')) ? readdirSync(join(folder, 'gpus')).sort() : []
  const models = devices.flatMap((device) => {
    const text = textOf(join(folder, 'gpus', device, 'information')) ?? ''
    return /^Model:\s*(.+?)\s*$/m.exec(text)?.[1] ?? []
  })
  return { driver, models }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
