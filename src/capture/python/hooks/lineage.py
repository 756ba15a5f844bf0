"""Follows tables from the files they were read from, and says where each column of one comes from, and how it is known."""
need('calls')
need('sketches')
from _weakref import ref as weak_reference

SOURCES_MAX = 2000

# By identity, a weak reference, the numbers of the sources and the names of an array's columns. It is no `attrs`: pandas writes those into parquet files
# and pickles, so that a program's outputs would be other bytes with us than without.
table_origins = {}
table_origins_max = 10000
sources = []


def known_of(memory, value):
    entry = memory.get(id(value))
    return entry if entry is not None and entry[0]() is value else None


class Source(object):
    """A table as it was read. `rows` is None where nobody knows how many its file has."""

    def __init__(self, path, rows, columns, sketches):
        self.path = path
        self.rows = rows
        self.columns = dict([(name, index) for index, name in enumerate(columns)])
        self.sketches = sketches


def came_from(path, table, is_whole=True):
    """Notes that a table was read from a file, or the first part of it. `path` is its absolute path, or an address."""
    columns = columns_of(table)
    if columns is None or len(sources) >= SOURCES_MAX:
        return
    sketches = attempt_inside(sketches_of, table)
    for sketch in sketches if not is_whole else ():
        if sketch is not None:
            sketch.is_whole = False
    shape = shape_of(table)
    sources.append(Source(path, shape[0] if shape and is_whole else None, columns, sketches))
    mark(table, (len(sources) - 1,))


def mark(table, numbers, names=None):
    # Without a call at the end of each table: that would be a place where a user's signal handler throws into the void.
    global table_origins_max
    if len(table_origins) > table_origins_max:
        for key in [key for key, entry in table_origins.items() if entry[0]() is None]:
            del table_origins[key]
        table_origins_max = max(10000, 2 * len(table_origins))
    table_origins[id(table)] = (weak_reference(table), numbers, names)


def origins_of(table):
    reference, numbers, _ = table_origins.get(id(table), (None, (), None))
    return numbers if reference is not None and reference() is table else ()


def names_in(table):
    """The names of a table's columns, also of an array that was made of a table."""
    names = columns_of(table)
    if names is not None:
        return names
    shape = shape_of(table) or []
    if len(shape) == 1:
        return [name_of(table)]
    reference, _, names = table_origins.get(id(table), (None, (), None))
    return names if reference is not None and reference() is table and len(names or []) == shape[1] else None


def hand_on(result, *parts):
    numbers = set(origins_of(result))
    for part in parts:
        numbers.update(origins_of(part))
    if numbers:
        mark(result, tuple(sorted(numbers)))


def finalized(result, other):
    numbers = origins_of(other)
    if numbers and id(result) not in table_origins:
        return mark(result, numbers)
    # What `concat` and `merge` give here holds the tables that they joined.
    parts = [other]
    held = getattr(other, '__dict__', {})
    for name in ('objs', 'input_objs'):
        if isinstance(held.get(name), (list, tuple)):
            parts.extend(held[name])
    hand_on(result, *(parts + [held[name] for name in ('left', 'right') if name in held]))


def patch_finalize(module, names):
    """pandas calls `__finalize__` wherever it hands on `attrs`, often: what follows no table costs a look-up."""
    original = module.NDFrame.__dict__.get('__finalize__')
    if original is None or is_ours(original):
        return
    from functools import wraps

    @wraps(original)
    def __finalize__(self, other, *arguments, **named):
        try:
            result = original(self, other, *arguments, **named)
        except BaseException as error:
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next
            raise
        if table_origins and (id(other) in table_origins or arguments or named):
            attempt(finalized, result, other)
        return result

    module.NDFrame.__finalize__ = hide(__finalize__)


def derive_begins(original, frame, arguments, named):
    return True if table_origins else None


def derive_ends(ticket, result, arguments, named):
    if library_of_table(result) is not None:
        hand_on(result, *(list(arguments) + list(named.values())))


def array_begins(original, frame, arguments, named):
    return origins_of(arguments[0]) or None


def array_ends(ticket, result, arguments, named):
    if library_of_table(result) == 'numpy' and len(result.shape) == 2:
        mark(result, ticket, columns_of(arguments[0]))


def part_begins(original, frame, arguments, named):
    # A frame of a dictionary of columns of other tables. (`__setitem__` stays as it is: pandas counts references there, to
    # warn of an assignment to what is only a copy.)
    part = argument(arguments, named, 1, 'data')
    return part if table_origins and type(part) is dict else None


def part_ends(ticket, result, arguments, named):
    hand_on(arguments[0], *ticket.values())


def patch_parts(module, names):
    patch_each(module, 'DataFrame.to_numpy', array_begins, array_ends)
    patch_each(module, 'DataFrame.__init__', part_begins, part_ends)
    values = module.DataFrame.__dict__.get('values')
    if isinstance(values, property) and not is_ours(values.fget):
        wrapped = observed(values.fget, array_begins, array_ends)
        module.DataFrame.values = property(wrapped, values.fset, values.fdel, values.__doc__)


def patch_derivations(module, names):
    patch_each(module, names, derive_begins, derive_ends)


def links_of(table):
    """
    Groups of columns with where they come from: [how, paths, columns, columns of the source or None where they are called
    the same]. A column of which nothing is known is in none of them. None where there is nothing to say.
    """
    if not sources or library_of_table(table) is None:
        return None
    own = origins_of(table)
    names = names_in(table)
    evidence = attempt_inside(same_values, table, known_sketches(own))
    groups = {}
    width = len(names) if names is not None else len(evidence)
    for index in range(min(width, NAMES_MAX)):
        name = None if names is None else names[index]
        how, found = links_of_column(name, own, evidence[index] if index < len(evidence) else {})
        for path, column in found:
            group = groups.setdefault((how, path), ([], []))
            group[0].append(str(index) if name is None else name)
            group[1].append(column)
    return grouped_by_path(groups) or None


def known_sketches(own):
    found = {}
    for number in own or range(len(sources)):
        for name, index in sources[number].columns.items():
            if index < len(sources[number].sketches) and sources[number].sketches[index] is not None:
                found[(sources[number].path, name)] = sources[number].sketches[index]
    return found


def links_of_column(name, own, alike):
    named = set([(sources[number].path, name) for number in own or range(len(sources)) if name in sources[number].columns])
    confirmed = [key for key in alike if key in named]
    if confirmed:
        return 'value match', sorted(confirmed)
    sure = [key for key, how in alike.items() if how != 'likely']
    if len(sure) == 1:
        return 'value match', sure
    if own:
        return 'same frame', sorted(named)
    return 'name match', sorted(named) if len(named) == 1 else []


def measured_on(answers, data):
    """
    Which files the rows of an evaluation come from, by its answers, else by its data: [how it is known, paths, rows, rows
    of the file, if it is one and they are known]. None where neither descent nor values tell: a name is no evidence here.
    """
    for table in (answers, data):
        shape = shape_of(table)
        how, numbers = attempt_inside(sources_behind, table) or (None, ()) if shape else (None, ())
        if numbers:
            paths = sorted(set([sources[number].path for number in numbers]))
            counts = set([sources[number].rows for number in numbers])
            return [how, paths, shape[0], counts.pop() if len(paths) == 1 and len(counts) == 1 else None]
    return None


def sources_behind(table):
    own = origins_of(table)
    if own:
        # After a merge, the side that has these columns.
        names = names_in(table) or []
        return 'same frame', [number for number in own if [name for name in names if name in sources[number].columns]] or own
    if not sources or library_of_table(table) is None:
        return None
    keys = set()
    for matches in same_values(table, known_sketches(())):
        keys.update([key for key, how in matches.items() if how in ('whole', 'part')])
    paths = set([path for path, _ in keys])
    return 'value match', [number for number, source in enumerate(sources) if source.path in paths]


def grouped_by_path(groups):
    merged = {}
    for (how, path), (columns, found) in groups.items():
        merged.setdefault((how, tuple(columns), tuple(found)), []).append(path)
    return [
        [how, paths, list(columns), None if columns == found else list(found)]
        for (how, columns, found), paths in merged.items()
    ]


def patch_stack_level(module, names):
    """pandas looks for the line to blame for a warning by walking out of its own folder, which our frames are not in."""
    original = module.__dict__.get('find_stack_level')
    if original is None or is_ours(original):
        return
    from functools import wraps
    folder = os.path.dirname(os.path.dirname(os.path.abspath(module.__file__)))
    tests = os.path.join(folder, 'tests')

    @wraps(original)
    def find_stack_level():
        level = attempt(level_outside, calling_frame())
        return original() if level is None else level

    def level_outside(frame):
        level = 1
        while frame is not None:
            file = frame.f_code.co_filename
            if not is_own_code(frame.f_code):
                if not file.startswith(folder) or file.startswith(tests):
                    break
                level += 1
            frame = frame.f_back
        return level

    module.find_stack_level = hide(find_stack_level)
