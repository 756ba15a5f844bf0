import type { Way } from './way.ts'

const csv = 'a,b\n1,2\n3,4\n'

/** Reading what is written: `made` makes `in` beforehand, `read` reads it, `write` writes `out`. */
function format(
  name: string,
  suffix: string,
  library: string,
  [made, read, write]: readonly string[],
  unseen: readonly string[] = [],
): Way {
  const [source, target] = [`in.${suffix}`, `out.${suffix}`]
  return {
    name,
    before: { python: `${library}\n${made}` },
    program: { python: `${library}\nframe = ${read}\n${write}` },
    reads: [source],
    writes: [target],
    unseenByPython: unseen,
  }
}

const pandas = `import pandas\nframe = pandas.DataFrame({'a': [1, 3], 'b': [2.5, 4.5]})`
const inPandas = (name: string, suffix: string, read: string, write: string, unseen: readonly string[] = []): Way =>
  format(`pandas: ${name}`, suffix, pandas, [write.replaceAll('out.', 'in.'), read, write], unseen)

/** The libraries that training scripts read and write with, those in Rust, C and C++ among them. */
export const libraryWays: readonly Way[] = [
  inPandas('csv', 'csv', `pandas.read_csv('in.csv')`, `frame.to_csv('out.csv')`),
  {
    name: 'pandas: csv by the other engines, in pieces and as a table',
    files: { 'a.csv': csv, 'b.csv': csv, 'c.csv': csv, 'd.tsv': 'a\tb\n1\t2\n' },
    program: {
      python: `import pandas
pandas.read_csv('a.csv', engine='python')
pandas.read_csv('b.csv', engine='pyarrow')
for piece in pandas.read_csv('c.csv', chunksize=1): pass
pandas.read_table('d.tsv')`,
    },
    reads: ['a.csv', 'b.csv', 'c.csv', 'd.tsv'],
  },
  inPandas('csv in gzip', 'csv.gz', `pandas.read_csv('in.csv.gz')`, `frame.to_csv('out.csv.gz')`),
  inPandas('csv in zip', 'csv.zip', `pandas.read_csv('in.csv.zip')`, `frame.to_csv('out.csv.zip')`),
  inPandas('json', 'json', `pandas.read_json('in.json')`, `frame.to_json('out.json')`),
  inPandas(
    'lines of json',
    'jsonl',
    `pandas.read_json('in.jsonl', lines=True)`,
    `frame.to_json('out.jsonl', orient='records', lines=True)`,
  ),
  inPandas('parquet', 'parquet', `pandas.read_parquet('in.parquet')`, `frame.to_parquet('out.parquet')`),
  {
    name: 'pandas: a partitioned folder of parquet',
    before: {
      python: `${pandas}\nframe.to_parquet('in', partition_cols=['a'], existing_data_behavior='overwrite_or_ignore', basename_template='part-{i}')`,
    },
    program: {
      python: `import pandas\npandas.read_parquet('in').to_parquet('out', partition_cols=['a'], basename_template='part-{i}')`,
    },
    reads: ['in/a=1/part-0', 'in/a=3/part-0'],
    writes: ['out/a=1/part-0', 'out/a=3/part-0'],
    unseenByPython: ['in/a=1/part-0', 'in/a=3/part-0', 'out/a=1/part-0', 'out/a=3/part-0'],
  },
  inPandas('feather', 'feather', `pandas.read_feather('in.feather')`, `frame.to_feather('out.feather')`),
  inPandas('orc', 'orc', `pandas.read_orc('in.orc')`, `frame.to_orc('out.orc')`),
  inPandas('excel', 'xlsx', `pandas.read_excel('in.xlsx')`, `frame.to_excel('out.xlsx')`),
  inPandas('hdf', 'h5', `pandas.read_hdf('in.h5')`, `frame.to_hdf('out.h5', key='t')`, ['in.h5', 'out.h5']),
  inPandas('pickle', 'pickle', `pandas.read_pickle('in.pickle')`, `frame.to_pickle('out.pickle')`),
  inPandas('stata', 'dta', `pandas.read_stata('in.dta')`, `frame.to_stata('out.dta')`),
  inPandas('xml', 'xml', `pandas.read_xml('in.xml')`, `frame.to_xml('out.xml')`),
  inPandas('html', 'html', `pandas.read_html('in.html')[0]`, `frame.to_html('out.html')`, ['in.html']),
  {
    name: 'pandas: columns of fixed width, and text',
    files: { 'in.txt': 'a b\n1 2\n' },
    program: { python: `import pandas\npandas.read_fwf('in.txt').to_string('out.txt')` },
    reads: ['in.txt'],
    writes: ['out.txt'],
  },
  {
    name: 'pandas: sql',
    before: { python: `${pandas}\nimport sqlite3\nwith sqlite3.connect('in.db') as base: frame.to_sql('t', base)` },
    program: {
      python: `import pandas, sqlite3
frame = pandas.read_sql('select * from t', sqlite3.connect('in.db'))
with sqlite3.connect('out.db') as base: frame.to_sql('t', base)`,
    },
    reads: ['in.db'],
    writes: ['out.db'],
  },
  ...(
    [
      ['csv', 'csv'],
      ['parquet', 'parquet'],
      ['ipc', 'arrow'],
      ['ndjson', 'ndjson'],
    ] as const
  ).map(([kind, suffix]) =>
    format(
      `polars: ${kind}`,
      suffix,
      `import polars\nframe = polars.DataFrame({'a': [1, 3]})`,
      [
        `frame.write_${kind}('in.${suffix}')`,
        `polars.read_${kind}('in.${suffix}')`,
        `frame.write_${kind}('out.${suffix}')`,
      ],
      [`in.${suffix}`, `out.${suffix}`],
    ),
  ),
  ...(
    [
      ['csv', 'csv'],
      ['parquet', 'parquet'],
    ] as const
  ).map(([kind, suffix]) =>
    format(
      `polars: scan of ${kind}`,
      suffix,
      `import polars\nframe = polars.DataFrame({'a': [1, 3]})`,
      [
        `frame.write_${kind}('in.${suffix}')`,
        `polars.scan_${kind}('in.${suffix}').filter(polars.col('a') > 1)`,
        `frame.sink_${kind}('out.${suffix}')`,
      ],
      [`in.${suffix}`, `out.${suffix}`],
    ),
  ),
  {
    name: 'pyarrow: a data set of several files',
    files: { 'in/a.csv': csv, 'in/b.csv': csv },
    program: {
      python: `import pyarrow.dataset
table = pyarrow.dataset.dataset('in', format='csv').to_table()
pyarrow.dataset.write_dataset(table, 'out', format='parquet')`,
    },
    reads: ['in/a.csv', 'in/b.csv'],
    writes: ['out/part-0.parquet'],
    unseenByPython: ['in/a.csv', 'in/b.csv', 'out/part-0.parquet'],
  },
  ...(
    [
      ['feather', 'feather', `write_feather(table, 'out.feather')`, `read_table('in.feather')`],
      ['parquet', 'parquet', `write_table(table, 'out.parquet')`, `read_table('in.parquet')`],
      ['csv', 'csv', `write_csv(table, 'out.csv')`, `read_csv('in.csv')`],
      ['orc', 'orc', `write_table(table, 'out.orc')`, `read_table('in.orc')`],
    ] as const
  ).map(([module, suffix, write, read]) => {
    const library = `import pyarrow\nimport pyarrow.${module} as library\ntable = pyarrow.table({'a': [1, 3]})`
    return format(
      `pyarrow: ${module}`,
      suffix,
      library,
      [`library.${write.replace('out.', 'in.')}`, `library.${read}`, `library.${write}`],
      [`in.${suffix}`, `out.${suffix}`],
    )
  }),
  {
    name: 'pyarrow: a file mapped into memory',
    files: { in: csv },
    program: {
      python: `import pyarrow\nwith pyarrow.memory_map('in') as file, pyarrow.OSFile('out', 'wb') as out: out.write(file.read())`,
    },
    reads: ['in'],
    writes: ['out'],
    unseenByPython: ['in', 'out'],
  },
  format('numpy: npy', 'npy', 'import numpy', [
    `numpy.save('in.npy', numpy.arange(5))`,
    `numpy.load('in.npy')`,
    `numpy.save('out.npy', frame)`,
  ]),
  format('numpy: npz', 'npz', 'import numpy', [
    `numpy.savez_compressed('in.npz', a=numpy.arange(5))`,
    `dict(numpy.load('in.npz'))`,
    `numpy.savez('out.npz', **frame)`,
  ]),
  format('numpy: text', 'txt', 'import numpy', [
    `numpy.savetxt('in.txt', numpy.arange(5))`,
    `numpy.loadtxt('in.txt') + numpy.genfromtxt('in.txt')`,
    `numpy.savetxt('out.txt', frame)`,
  ]),
  format('numpy: raw', 'bin', 'import numpy', [
    `numpy.arange(5).tofile('in.bin')`,
    `numpy.fromfile('in.bin')`,
    `frame.tofile('out.bin')`,
  ]),
  {
    name: 'numpy: mapped into memory',
    before: { python: `import numpy\nfor name in ['in', 'changed']: numpy.save(name + '.npy', numpy.arange(5))` },
    program: {
      python: `import numpy
print(numpy.load('in.npy', mmap_mode='r')[2])
changed = numpy.load('changed.npy', mmap_mode='r+')
changed[0] = 9
changed.flush()
numpy.memmap('raw', dtype='int64', mode='w+', shape=(3,))[:] = 1`,
    },
    reads: ['in.npy', 'changed.npy'],
    writes: ['changed.npy', 'raw'],
  },
  format(
    'h5py',
    'h5',
    'import h5py',
    [
      `with h5py.File('in.h5', 'w') as file: file['a'] = [1, 2]`,
      `h5py.File('in.h5')['a'][:]`,
      `with h5py.File('out.h5', 'w') as file: file['a'] = frame`,
    ],
    ['in.h5', 'out.h5'],
  ),
  {
    name: 'h5py: appended to',
    before: { python: `import h5py\nwith h5py.File('data.h5', 'w') as file: file['a'] = [1, 2]` },
    program: { python: `import h5py\nwith h5py.File('data.h5', 'a') as file: file['b'] = [3]` },
    reads: ['data.h5'],
    writes: ['data.h5'],
    lost: ['data.h5'],
    unseenByPython: ['data.h5'],
  },
  format(
    'PyTables',
    'h5',
    'import tables',
    [
      `with tables.open_file('in.h5', 'w') as file: file.create_array('/', 'a', [1, 2])`,
      `tables.open_file('in.h5').root.a.read()`,
      `with tables.open_file('out.h5', 'w') as file: file.create_array('/', 'a', frame)`,
    ],
    ['in.h5', 'out.h5'],
  ),
  format('joblib', 'joblib', 'import joblib', [
    `joblib.dump([1], 'in.joblib')`,
    `joblib.load('in.joblib')`,
    `joblib.dump(frame, 'out.joblib', compress=3)`,
  ]),
  {
    name: 'XGBoost',
    files: { 'train.txt': '1 0:1 1:2\n0 0:3 1:4\n' },
    before: {
      python: `import xgboost
xgboost.train({'nthread': 1}, xgboost.DMatrix([[1], [2]], label=[0, 1]), 1).save_model('in.ubj')`,
    },
    program: {
      python: `import xgboost
data = xgboost.DMatrix('train.txt?format=libsvm')
xgboost.train({'nthread': 1}, data, 1).save_model('out.ubj')
xgboost.Booster(model_file='in.ubj').dump_model('out.txt')
data.save_binary('out.bin')`,
    },
    reads: ['train.txt', 'in.ubj'],
    writes: ['out.ubj', 'out.bin', 'out.txt'],
    unseenByPython: ['train.txt', 'in.ubj', 'out.ubj', 'out.bin'],
  },
]

/** Those that start processes of their own, or need a module that is the main one. */
export const workerWays: readonly Way[] = [
  {
    name: 'joblib: workers of loky',
    files: { a: '1', b: '2' },
    program: {
      python: `import joblib
def copy(name):
    with open(name) as source, open(name + '.out', 'w') as target: target.write(source.read())
if __name__ == '__main__':
    joblib.Parallel(n_jobs=2)(joblib.delayed(copy)(name) for name in 'ab')`,
    },
    reads: ['a', 'b'],
    writes: ['a.out', 'b.out'],
  },
]
