import { describe, expect, test } from 'vitest'
import { classifyPath, type PathClass, type PathContext, sourceOf } from './classify.ts'

const context: PathContext = {
  projectRoot: '/home/ann/project',
  pythonPrefixes: ['/usr', '/home/ann/project/.venv', '/opt/conda', '/home/ann/.pyenv/versions/3.11.7'],
  home: '/home/ann',
  ignore: ['/usr/lib/node_modules/pedigree/plugin'],
  tools: ['/opt/go'],
  caches: '/scratch/caches',
  tables: new Set(['/opt/conda/lib/python3.12/site-packages/sklearn/datasets/data/wine_data.csv']),
}

const classes: Readonly<Record<PathClass, readonly string[]>> = {
  library: [
    '/home/ann/R/x86_64-pc-linux-gnu-library/4.2/caret/R/caret.rdb',
    '/usr/local/lib/R/site-library/caret/Meta/package.rds',
    '/usr/lib/python3/dist-packages/numpy/__init__.py',
    '/usr/local/lib/python3.11/site-packages/sklearn/datasets/data/iris.csv',
    '/home/ann/project/.venv/lib/python3.11/site-packages/joblib/__pycache__/pool.cpython-311.pyc',
    '/opt/conda/lib/python3.12/site-packages/torch/lib/libtorch.so',
    '/opt/intel/lib/libmkl_core.so.2',
    '/usr/local/lib/libxgboost.so',
    '/home/ann/project/node_modules/left-pad/index.json',
  ],
  interpreter: [
    '/usr/lib/python3.11/json/decoder.py',
    '/usr/lib/python3.11/__pycache__/os.cpython-311.pyc',
    '/usr/bin/python3.11',
    '/usr/local/lib/python3.13t/os.py',
    '/home/ann/project/.venv/pyvenv.cfg',
    '/opt/conda/bin/python3.12',
    '/opt/conda/lib/libstdc++.so.6.0.33',
    '/home/ann/.pyenv/versions/3.11.7/lib/python3.11/os.py',
  ],
  system: [
    '/home/ann/.ipython/profile_default/startup/README',
    '/home/ann/.local/share/jupyter/runtime/kernel-1.json',
    '/usr/lib/x86_64-linux-gnu/libc.so.6',
    '/usr/bin/bash',
    '/usr/share/zoneinfo/Etc/UTC',
    '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
    '/usr/lib/locale/C.utf8/LC_CTYPE',
    '/usr/local/cuda-12.4/lib64/libcudart.so.12',
    '/etc/ld.so.cache',
    '/etc/hosts',
    '/proc/self/maps',
    '/sys/devices/system/cpu/online',
    '/dev/urandom',
    '/dev/shm/sem.mp-x1',
    '/home/ann/.netrc',
    '/home/ann/.ssh/id_ed25519',
    '/home/ann/.aws/credentials',
    '/home/ann/.config/matplotlib/matplotlibrc',
    '/home/ann/.cache/huggingface/token',
  ],
  cache: [
    '/home/ann/project/lib/__pycache__/features.cpython-311.pyc',
    '/home/ann/project/.pytest_cache/v/cache/lastfailed',
    '/home/ann/.cache/fontconfig/8d4af663-le64.cache-7',
    '/home/ann/.cache/huggingface/hub/models--x--y/refs/main',
    '/scratch/hub/datasets--x--y/.no_exist/0a1b/config.json',
    '/home/ann/project/hub/models--x--y/refs/pr/1',
    '/home/ann/.cache/matplotlib/fontlist-v330.json',
    '/home/ann/.triton/cache/a/kernel.json',
    '/var/cache/fontconfig/x',
    '/tmp/torchinductor_ann/fxgraph/x',
    '/tmp/node-compile-cache/v24/x',
    '/opt/go/src/fmt/print.go',
    '/home/ann/go/pkg/mod/cache/download/x.zip',
    '/home/ann/.cache/go-build/ab/abcd-d',
    '/home/ann/.cache/some-tool/index',
    '/home/ann/.cache/pip/http/a.json',
    '/scratch/caches/uv/archive/x.csv',
    '/scratch/caches/tool/lock',
    '/home/ann/.cargo/registry/index/x.json',
    '/home/ann/.cargo/.package-cache',
    '/home/ann/.rustup/toolchains/stable/lib/librustc_driver.so',
    '/home/ann/.m2/repository/a/b.pom',
    '/home/ann/.julia/compiled/v1.10/CSV/x.ji',
    '/home/ann/miniconda3/pkgs/numpy/info/index.json',
    '/home/ann/project/target/debug/deps/main-0a1b.o',
    '/home/ann/project/target/release/build/x/out/y',
    '/home/ann/project/target/x86_64-unknown-linux-gnu/release/.fingerprint/a',
    '/home/ann/project/target/.rustc_info.json',
    '/home/ann/project/target/debug/main.d',
  ],
  git: ['/home/ann/project/.git/HEAD', '/home/ann/project/.git', '/srv/other/.git/index'],
  pedigree: ['/home/ann/project/.pedigree/store.db', '/usr/lib/node_modules/pedigree/plugin/sitecustomize.py'],
  project: [
    '/home/ann/project/train.py',
    '/home/ann/project/data/train.csv',
    '/home/ann/project/native/fast.so',
    '/home/ann/project/.dvc/config',
    '/home/ann/project/etc/usr/lib.csv',
    '/home/ann/project/target/release/main',
    '/home/ann/project/target/table.csv',
    '/home/ann/project/models--x/refs.csv',
  ],
  other: [
    '/home/ann/data.csv',
    '/home/ann/projects/x.csv',
    '/home/ann/.cache/huggingface/hub/models--x/blobs/ab',
    '/home/ann/.cache/torch/hub/checkpoints/resnet50.pth',
    '/home/ann/.keras/datasets/mnist.npz',
    '/home/ann/.cache/kagglehub/datasets/a/b/versions/1/readme',
    '/home/ann/.cache/seaborn/tips.csv',
    '/opt/conda/lib/python3.12/site-packages/sklearn/datasets/data/wine_data.csv',
    '/scratch/caches/huggingface/hub/models--x/blobs/ab',
    '/usr/local/share/corpus.txt',
    '/usr/share/nltk_data/corpora/words.zip',
    '/opt/data/x.parquet',
    '/tmp/x.csv',
    '/mnt/share/x.csv',
    '/data/x.csv',
    '/dev/shm/data.npy',
    '/run/media/ann/stick/x.csv',
    '/var/lib/data/x.csv',
  ],
}

describe.each(Object.entries(classes))('%s', (expected, paths) => {
  test.each(paths)('%s', (path) => {
    expect(classifyPath(path, context)).toBe(expected)
  })
})

test('knows a project in a place that belongs to the system elsewhere', () => {
  const container = { ...context, projectRoot: '/usr/src/app' }

  expect(classifyPath('/usr/src/app/train.py', container)).toBe('project')
  expect(classifyPath('/usr/lib/x/y', container)).toBe('system')
})

test('tells nothing by a project at the root', () => {
  const container: PathContext = { projectRoot: '/', pythonPrefixes: ['/usr/local'], home: '/root', ignore: [] }

  expect(classifyPath('/etc/passwd', container)).toBe('system')
  expect(classifyPath('/train.py', container)).toBe('other')
})

test('leaves the rest of a project to itself whose root is an environment', () => {
  const environment = { ...context, projectRoot: '/opt/conda/work', pythonPrefixes: ['/opt/conda'] }

  expect(classifyPath('/opt/conda/work/train.py', environment)).toBe('project')
  expect(classifyPath('/opt/conda/lib/python3.12/os.py', environment)).toBe('interpreter')
})

test('finds the source of bytecode', () => {
  expect(sourceOf('/p/__pycache__/a.cpython-311.pyc')).toBe('/p/a.py')
  expect(sourceOf('/p/__pycache__/a.cpython-311.opt-2.pyc')).toBe('/p/a.py')
  expect(sourceOf('/p/__pycache__/test_a.cpython-311-pytest-8.2.1.pyc')).toBe('/p/test_a.py')
  expect(sourceOf('/p/__pycache__/a.pypy39.pyc')).toBe('/p/a.py')
  expect(sourceOf('/p/__pycache__/a.cpython-311.pyc.140234567')).toBe('/p/a.py')
})

test('takes bytecode without a source for the code', () => {
  expect(sourceOf('/p/a.pyc')).toBeUndefined()
  expect(sourceOf('/p/a.py')).toBeUndefined()
})

test('a project that lies among packages is a project, and what lies among packages in it is none of it', () => {
  const projectRoot = '/app/node_modules/.cache/demo'
  const context = { projectRoot, pythonPrefixes: [], home: '/home/ann', ignore: [] }

  expect(classifyPath(`${projectRoot}/data/raw.csv`, context)).toBe('project')
  expect(classifyPath(`${projectRoot}/node_modules/left-pad/index.js`, context)).toBe('library')
  expect(classifyPath('/app/node_modules/left-pad/index.js', context)).toBe('library')
})
