import { posix } from 'node:path'
import { isWithin } from './file-role.ts'
import { realPath } from './real-path.ts'

// Where tools keep what they make or fetch again at need, as their own documentation names the variables.
const variables = (
  'CARGO_HOME CCACHE_DIR CONDA_PKGS_DIRS CUDA_CACHE_PATH GEM_HOME GOCACHE GOMODCACHE GOROOT GRADLE_USER_HOME ' +
  'JAX_COMPILATION_CACHE_DIR JULIA_DEPOT_PATH MPLCONFIGDIR NPM_CONFIG_CACHE npm_config_cache NUGET_PACKAGES NUMBA_CACHE_DIR ' +
  'PIP_CACHE_DIR PNPM_HOME POETRY_CACHE_DIR PRE_COMMIT_HOME PYTHONPYCACHEPREFIX R_LIBS R_LIBS_SITE R_LIBS_USER RUSTUP_HOME ' +
  'SCCACHE_DIR TORCHINDUCTOR_CACHE_DIR TORCH_EXTENSIONS_DIR TRITON_CACHE_DIR UV_CACHE_DIR YARN_CACHE_FOLDER'
).split(' ')
// What has a folder of its own with `bin` in it, wherever it was unpacked.
const toolchain = /^(?:go|gofmt|cargo|rustc|node|java|javac|julia|ruby|ghc|dotnet|scala|sbt|mvn|gradle)$/
const shared = new Set(['/', '/usr', '/usr/local', '/opt', '/opt/local'])

type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** What the run executed, absolute, without symbolic links. */
  readonly executables: Iterable<string>
  readonly home: string
  readonly projectRoot: string
}

/**
 * The folders of tools on this machine: those that a variable names, and that of each toolchain that ran. None of them
 * holds the project or all of somebody's files.
 */
export function toolFolders({ env, executables, home, projectRoot }: Surroundings): string[] {
  const named = variables.flatMap((name) => env[name]?.split(':') ?? [])
  const modules = env.GOPATH?.split(':').map((path) => posix.join(path, 'pkg')) ?? []
  const unpacked = [...executables].flatMap((path) => {
    const folder = posix.dirname(path)
    return toolchain.test(posix.basename(path)) && posix.basename(folder) === 'bin' ? [posix.dirname(folder)] : []
  })
  const folders = [...named, ...modules].filter(posix.isAbsolute).map(realPath)
  return [...new Set([...folders, ...unpacked])].filter(
    (folder) => !shared.has(folder) && !isWithin(projectRoot, folder) && !isWithin(home, folder),
  )
}
