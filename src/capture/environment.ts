import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { PythonEnd } from './python-event.ts'
import { redactText } from './secrets.ts'

/** Variables that change what a training computes, and hold nothing personal. No other is recorded. */
const variableNames = [
  'PYTHONHASHSEED',
  'OMP_NUM_THREADS',
  'MKL_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'CUDA_VISIBLE_DEVICES',
  'CUBLAS_WORKSPACE_CONFIG',
  'TF_DETERMINISTIC_OPS',
  'TZ',
  'LANG',
  'LC_ALL',
]

/** The body of the facet `environment`: interpreter, packages that were imported, system, processor, variables. */
export function environmentOf(
  ends: readonly PythonEnd[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, unknown>> {
  const [python] = ends
  const imported = ends.flatMap(({ packages }) => packages).filter(({ version }) => version !== undefined)
  const variables = variableNames.flatMap((name) =>
    env[name] === undefined ? [] : [[name, redactText(env[name]).value]],
  )
  const processors = cpus()
  return {
    ...(python === undefined
      ? {}
      : {
          python: { version: python.version, implementation: python.implementation },
          imported: Object.fromEntries(imported.map(({ name, version }) => [name, version]).sort()),
        }),
    system: {
      platform: platform(),
      release: release(),
      arch: arch(),
      ...(python?.libc === undefined ? {} : { libc: python.libc }),
    },
    cpu: {
      model: processors[0]?.model ?? 'unknown',
      count: processors.length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    ...(variables.length === 0 ? {} : { variables: Object.fromEntries(variables) }),
  }
}
