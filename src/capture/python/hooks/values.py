"""Describes values, tables and places in JSON, without a call into code of the user's."""
need('files')


def qualified(kind):
    return '%s.%s' % (kind.__module__, kind.__qualname__)


def plain(value, depth=0):
    """The value in JSON, never a call into code of the user's: what JSON lacks is `{"$python": type, ...}`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value) if len(value) <= 2000 else {'$python': 'str', 'text': value[:2000], 'length': len(value)}
    if isinstance(value, int):
        return int(value) if abs(value) < 1 << 53 else {'$python': 'int', 'text': str(int(value))}
    if isinstance(value, float):
        return float(value) if value - value == 0 else {'$python': 'float', 'text': repr(float(value))}
    kind = type(value)
    if kind.__module__ == 'numpy' and getattr(value, 'shape', None) == () and hasattr(value, 'item'):
        item = value.item()
        return {'$python': qualified(kind)} if type(item) is kind else plain(item, depth + 1)
    if kind in (list, tuple, set, frozenset, dict):
        return plain_collection(value, kind, depth)
    if isinstance(value, type):
        return {'$python': 'type', 'text': qualified(value)}
    if hasattr(kind, '__fspath__'):
        return os.fsdecode(value)
    name = getattr(value, '__qualname__', None)
    if callable(value) and isinstance(name, str):
        return {'$python': 'function', 'text': '%s.%s' % (getattr(value, '__module__', None), name)}
    shape = shape_of(value)
    return {'$python': qualified(kind)} if shape is None else {'$python': qualified(kind), 'shape': shape}


def plain_collection(value, kind, depth):
    if len(value) > 100 or depth > 4:
        return {'$python': kind.__name__, 'length': len(value)}
    if kind is dict:
        return dict([(str(plain(name)), plain(item, depth + 1)) for name, item in value.items()])
    return [plain(item, depth + 1) for item in value]


TABLE_LIBRARIES = ('numpy', 'pandas', 'polars', 'scipy', 'pyarrow')


def library_of_table(data):
    # `shape` and `columns` of an unknown class may be costly, as those of a lazy frame on a cluster are.
    for kind in type(data).__mro__:
        root = kind.__module__.split('.')[0]
        if root in TABLE_LIBRARIES:
            return root
    return None


def shape_of(data):
    if isinstance(data, (list, tuple)):
        return [len(data)]
    if library_of_table(data) is None:
        return None
    shape = getattr(data, 'shape', None)
    return [int(size) for size in shape] if isinstance(shape, tuple) else None


def columns_of(data):
    # A lazy frame would have to find them out.
    if library_of_table(data) not in ('pandas', 'polars') or type(data).__name__ == 'LazyFrame':
        return None
    if getattr(data, 'columns', None) is None:
        return None
    return [str(name) for name in list(data.columns)[:NAMES_MAX]]


def name_of(data):
    if library_of_table(data) not in ('pandas', 'polars'):
        return None
    name = getattr(data, 'name', None)
    if name is not None:
        return str(name)
    return ', '.join(columns_of(data) or []) or None


def place_of(target):
    """The absolute path, or the address without its password and query, that a file argument means; or None."""
    if not isinstance(target, (str, bytes)) and not hasattr(type(target), '__fspath__'):
        target = getattr(target, 'name', None)
    if not isinstance(target, (str, bytes)) and not hasattr(type(target), '__fspath__'):
        return None
    text = os.fsdecode(target)
    scheme, separator, rest = text.partition('://')
    if not separator:
        return resolve(text)[0]
    rest = rest.split('?')[0].split('#')[0]
    host, slash, path = rest.partition('/')
    return scheme + '://' + host.rpartition('@')[2] + slash + path
