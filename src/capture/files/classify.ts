import { posix } from 'node:path'

/**
 * What a path is to a run, told by its name alone:
 * - `library`: an installed package, or a shared object; `interpreter`: Python itself with its standard library.
 * - `system`: the operating system, devices, and a user's settings and keys, none of which is data.
 * - `cache`: what a tool makes again at need. Bytecode is one: a read of it counts as a read of its source (`sourceOf`).
 * - `git` and `pedigree`: the books of version control and our own.
 * - `project`: below the project's root; `other`: anywhere else, and data as a rule.
 */
export type PathClass = 'library' | 'interpreter' | 'system' | 'cache' | 'git' | 'pedigree' | 'project' | 'other'

/** All paths absolute and without symbolic links, as the witnesses report theirs. */
export type PathContext = {
  readonly projectRoot?: string
  /** Python's `sys.prefix`, `sys.base_prefix` and their like, of every interpreter that ran. */
  readonly pythonPrefixes: readonly string[]
  readonly home: string
  /** Pedigree's own folders: the plug-in, the private folder of the run. */
  readonly ignore: readonly string[]
  /** Folders of tools that stand in no usual place (`toolFolders`), and the cache folder of XDG where it is not `~/.cache`. */
  readonly tools?: readonly string[]
  readonly caches?: string | undefined
  /** Files that a program read as tables: they are data within a package, too. */
  readonly tables?: ReadonlySet<string>
}

const packages = /\/(?:(?:site|dist)-packages|node_modules)(?:\/|$)/
// R's own and those that were added, for all or for one user, and renv's.
const rPackages = /\/lib(?:64)?\/R\/(?:etc|lib|library|site-library)\/|\/R\/[^/]+-library\/|\/renv\/(?:library|cache)\//
// Programs that choose an interpreter: their shims, plug-ins and settings come before every run.
const versionManager = /\/\.(?:pyenv|asdf|nvm|volta|rbenv|sdkman|rye|jenv|goenv)\/|\/\.local\/share\/(?:mise|uv)\//
const sharedObject = /\.(?:so(?:\.[\d.]+)?|dylib)$/
const anyStandardLibrary = /\/lib(?:64)?\/(?:python|pypy)\d[\d.]*t?\//
const standardLibrary = /^\/(?:lib|lib64|include)\/(?:python|pypy)[\d.]+t?(?:\/|$)|^\/lib\/lib(?:python|pypy)[^/]*$/
const program = /^\/bin\/(?:python|pypy)[\d.]*t?$/
// Of a build by cargo, what it leaves beside the programs themselves; of a hub's cache, which commit a name stands for.
const projectCache =
  /\/(?:(?:models|datasets|spaces)--[^/]+\/(?:refs|\.no_exist)|__pycache__|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.ipynb_checkpoints|\.numba_cache|\.gradle|\.tox|\.nox)(?:\/|$)|\/target\/(?:(?:[\w-]+\/)?(?:debug|release)\/(?:(?:deps|build|incremental|examples|\.fingerprint)\/|\.cargo-lock$|[^/]+\.d$)|\.rustc_info\.json$|CACHEDIR\.TAG$)/
// What tools fetch or make again at need, and the parts of conda's environments.
const homeTools =
  /^\/(?:\.(?:triton|nv|npm|cupy|cargo|rustup|m2|gradle|ivy2|sbt|ccache|nuget|dotnet|conan2?|gem|bundle|stack|cabal|ghcup|julia|deno|bun|pnpm-store|yarn|opam|pub-cache|conda)|go\/pkg|\.local\/share\/pnpm|[\w.-]*(?:conda|mamba|miniforge)[\w.-]*\/(?:pkgs|envs))(?:\/|$)/
// In a cache, that of a tool; of the rest, what its name says is data, and what hubs keep there, is.
const toolCache =
  /^\/(?:fontconfig|matplotlib|pip|uv|pypoetry|numba|torch_extensions|torch\/(?:kernels|inductor)|mesa_shader_cache|pre-commit|go-build|yarn|pnpm|node|bazel|ccache|sccache|conda|deno|typescript|electron|ms-playwright|puppeteer)(?:\/|$)/
const hubCache = /^\/(?:huggingface|torch|kagglehub|modelscope|openml|whisper|clip|nltk_data|autogluon)(?:\/|$)/
const dataFile =
  /\.(?:csv|tsv|parquet|feather|arrow|npy|npz|h5|hdf5|mat|nc|xlsx?|jsonl?|txt|zip|tar|tgz|gz|bz2|xz|zst|pt|pth|ckpt|bin|onnx|safetensors|gguf|pkl|joblib|png|jpe?g|tiff?|wav|mp3|flac|mp4)$/i
const temporaryCache =
  /^\/tmp\/(?:torchinductor_|matplotlib-|cuda_cache|node-compile-cache)[^/]*(?:\/|$)|^\/var\/cache(?:\/|$)/
const homeSettings =
  /^\/\.(?:config|ssh|aws|azure|gnupg|kube|docker|kaggle|ipython|jupyter|local\/(?:state|share\/(?:fonts|mime|icons|jupyter)))(?:\/|$)|^\/\.[^/]+$|^\/\.(?:cache\/)?huggingface\/(?:token|stored_tokens)$/
const system =
  /^\/(?:usr|lib|lib32|lib64|libx32|bin|sbin|etc|proc|sys|dev|boot|run|snap|nix|gnu|var\/(?:run|log|lib\/dpkg))(?:\/|$)/
// What an administrator puts there by hand, what is plugged in, shared memory that holds data, and corpora of NLTK.
const exception = /^\/(?:usr\/(?:local|src|share\/nltk_data)|run\/(?:media|user)|dev\/shm(?!\/sem\.))(?:\/|$)/
const hostLibrary = /^\/usr\/local\/(?:cuda[^/]*|lib\/locale|share\/(?:fonts|locale|zoneinfo))(?:\/|$)/

export function classifyPath(path: string, context: PathContext): PathClass {
  const { projectRoot = '/', pythonPrefixes, home, ignore, tools, caches, tables } = context
  if (ignore.some((folder) => within(folder, path)) || hasPart(path, '.pedigree')) return 'pedigree'
  if (hasPart(path, '.git')) return 'git'
  // Where a project itself lies says nothing about what is in it.
  const isOfProject = projectRoot !== '/' && within(projectRoot, path)
  const inside = isOfProject ? path.slice(projectRoot.length) : path
  if (packages.test(inside) || rPackages.test(inside)) return tables?.has(path) ? 'other' : 'library'
  if (versionManager.test(path) || path.endsWith('/pyvenv.cfg')) return 'interpreter'
  if (anyStandardLibrary.test(path) || pythonPrefixes.some((prefix) => isInterpreter(path, prefix, context))) {
    return 'interpreter'
  }
  if (projectCache.test(inside) || tools?.some((folder) => within(folder, path))) return 'cache'
  // A project at the root, as in a container without a folder of its own, tells nothing about a path.
  if (isOfProject) return 'project'
  if (temporaryCache.test(path)) return 'cache'
  if (caches !== undefined && within(caches, path) && isCache(path.slice(caches.length))) return 'cache'
  if (home !== '/' && within(home, path)) {
    const below = path.slice(home.length)
    if (homeTools.test(below)) return 'cache'
    if (homeSettings.test(below)) return 'system'
    if (below.startsWith('/.cache/') && isCache(below.slice('/.cache'.length))) return 'cache'
  }
  if ((system.test(path) && !exception.test(path)) || hostLibrary.test(path)) return 'system'
  return sharedObject.test(path) ? 'library' : 'other'
}

function isCache(below: string): boolean {
  return toolCache.test(below) || !(hubCache.test(below) || dataFile.test(below))
}

// A prefix of its own (a virtual environment, conda, pyenv) is Python's as a whole; one that is shared is not.
function isInterpreter(path: string, prefix: string, { projectRoot, home }: PathContext): boolean {
  if (!within(prefix, path)) return false
  const shared = ['/', '/usr', '/usr/local', '/opt', home].includes(prefix)
  if (!shared && (projectRoot === undefined || !within(prefix, projectRoot))) return true
  const below = prefix === '/' ? path : path.slice(prefix.length)
  return standardLibrary.test(below) || program.test(below)
}

function within(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

function hasPart(path: string, part: string): boolean {
  return path.endsWith(`/${part}`) || path.includes(`/${part}/`)
}

const bytecode = /^(.+?)\.(?:cpython|pypy|graalpy)-?\d[\w.-]*\.pyc(?:\.\d+)?$/

/**
 * The source of a bytecode file in `__pycache__` (PEP 3147), which Python opens instead of it from the second run on.
 * Undefined for anything else, also for a `.pyc` that stands where a source would: that one is the code.
 */
export function sourceOf(path: string): string | undefined {
  if (!path.includes('/__pycache__/')) return undefined
  const folder = posix.dirname(path)
  if (posix.basename(folder) !== '__pycache__') return undefined
  const module = bytecode.exec(posix.basename(path))?.[1]
  return module === undefined ? undefined : posix.join(posix.dirname(folder), `${module}.py`)
}
