"""Sketches columns of tables by their values, so that a column is known again without its name and its order."""
need('values')

# Reading 10,000 rows of 20 columns costs 4 ms, the fit of 200,000 rows of 20 columns 60 ms, and one process 8 million cells.
SKETCHED_ROWS_MAX = 10000
COMPARED_ROWS_MAX = 200000
SKETCHED_COLUMNS_MAX = 200
HEAD_ROWS = 1000
SAMPLE_VALUES = 64
# Row numbers, hours and classes are alike in every table: small whole numbers only count where their order is the same.
SMALL = 10000
cells_left = 8000000


class Sketch(object):
    """`head` is of the first rows in their order, `sample` the hashes below `limit` of distinct values in any order."""

    def __init__(self, rows, is_whole, head, limit, sample):
        self.rows = rows
        self.is_whole = is_whole
        self.head = head
        self.limit = limit
        self.sample = sample


def sketches_of(table):
    """A sketch for each column, or None for one of a kind that has none."""
    shape = shape_of(table)
    if not shape or len(shape) > 2 or not take_cells(min(shape[0], SKETCHED_ROWS_MAX), shape):
        return []
    found = []
    for values in column_arrays(table, SKETCHED_ROWS_MAX):
        hashes, head = attempt_inside(hashed, values) or (None, None)
        if hashes is None:
            found.append(None)
            continue
        limit = limit_for(len(hashes))
        sample = frozenset(distinct_below(hashes, limit).tolist())
        found.append(Sketch(shape[0], shape[0] <= SKETCHED_ROWS_MAX, head, limit, sample))
    return found


def take_cells(rows, shape):
    global cells_left
    cells = rows * (min(shape[1], SKETCHED_COLUMNS_MAX) if len(shape) > 1 else 1)
    if cells > cells_left:
        return False
    cells_left -= cells
    return True


def column_arrays(table, rows):
    """The first rows of each column as a NumPy array, or None where it cannot be one."""
    columns = shape_of(table)[1:] or [1]
    library = library_of_table(table)
    for index in range(min(columns[0], SKETCHED_COLUMNS_MAX)):
        if library == 'numpy' and hasattr(table, 'ndim'):
            yield table[:rows] if table.ndim == 1 else table[:rows, index]
        elif library == 'pandas':
            yield attempt_inside(array_of_series, table.iloc[:rows] if table.ndim == 1 else table.iloc[:rows, index])
        elif library == 'polars':
            yield attempt_inside(array_of_polars, table if len(table.shape) == 1 else table.to_series(index), rows)
        else:
            yield None


def array_of_polars(series, rows):
    return series.head(rows).to_numpy()


def array_of_series(series):
    kind = getattr(series.dtype, 'kind', 'O')
    if kind in 'iufb' and type(series.dtype).__module__.split('.')[0] != 'numpy':
        return series.to_numpy('float64', na_value=float('nan'))
    return series.to_numpy()


def hashed(values):
    """Hashes of the values that are there (small whole numbers left out), and one of the first rows in their order."""
    numpy = sys.modules['numpy']
    if values.dtype.kind in 'OUS':
        pandas = sys.modules['pandas']
        kind = pandas.api.types.infer_dtype(values, skipna=True)
        if kind == 'string':
            present = ~pandas.isna(values)
            hashes = pandas.util.hash_array(values.astype(object))
            return hashes[present], head_of(hashes)
        if kind not in ('floating', 'integer', 'boolean', 'mixed-integer-float'):
            return None
    if values.dtype.kind in 'mM':
        values = values.astype('M8[us]' if values.dtype.kind == 'M' else 'm8[us]').view('int64')
    with numpy.errstate(all='ignore'):
        numbers = values.astype('float64') + 0.0
        hashes = mixed(numbers)
        is_small = (numbers == numpy.floor(numbers)) & (numpy.abs(numbers) < SMALL)
        return hashes[(numbers == numbers) & ~is_small], head_of(hashes)


def mixed(numbers):
    # The finalizer of MurmurHash3, by Austin Appleby, in the public domain.
    numpy = sys.modules['numpy']
    bits = numbers.view('uint64')
    bits = (bits ^ (bits >> numpy.uint64(33))) * numpy.uint64(0xff51afd7ed558ccd)
    bits = (bits ^ (bits >> numpy.uint64(33))) * numpy.uint64(0xc4ceb9fe1a85ec53)
    return bits ^ (bits >> numpy.uint64(33))


def head_of(hashes):
    # A column with one value is like every other with one value.
    first = hashes[:HEAD_ROWS]
    return hash(first.tobytes()) if len(first) > 1 and (first != first[0]).any() else None


def limit_for(count):
    halvings = 0
    while count >> halvings > SAMPLE_VALUES * 2:
        halvings += 1
    return (1 << (64 - halvings)) - 1


def distinct_below(hashes, limit):
    numpy = sys.modules['numpy']
    return numpy.unique(hashes[hashes <= numpy.uint64(limit)])


def same_values(table, known):
    """Which of the columns `known`, {key: sketch}, has the values of each column: [{key: how}, ...]."""
    shape = shape_of(table)
    if not known or not shape or len(shape) > 2 or not take_cells(min(shape[0], COMPARED_ROWS_MAX), shape):
        return []
    found = []
    limit = max([sketch.limit for sketch in known.values()])
    for values in column_arrays(table, COMPARED_ROWS_MAX):
        hashes, head = attempt_inside(hashed, values) or (None, None)
        matches = {}
        if hashes is not None:
            present = set(distinct_below(hashes, limit).tolist())
            for key, sketch in known.items():
                how = likeness(sketch, shape[0], head, present)
                if how is not None:
                    matches[key] = how
        found.append(matches)
    return found


def likeness(sketch, rows, head, present):
    """
    `whole`: the same rows; `part`: no other values. `sure` needs no name beside it, either; `likely` only confirms one.
    Rows may be fewer, as after a split, or filtered.
    """
    if head is not None and head == sketch.head and rows == sketch.rows:
        return 'whole'
    shared = len(sketch.sample & present)
    if shared < 4:
        return None
    share = shared / len(sketch.sample)
    if sketch.is_whole and shared >= 8 and not [one for one in present if one <= sketch.limit and one not in sketch.sample]:
        return 'part'
    return 'sure' if shared >= 16 and share >= 0.75 else 'likely' if share >= 0.5 else None
