"""Tells of tables that are read from files and written to them, and follows those that were read."""
need('calls')
need('lineage')


# What pandas gives with `chunksize` or `iterator`, by identity: a weak reference, the call, the path, and the source it became.
READERS = ('TextFileReader',)
# With one of these, a table need not be all of its file.
READ_IN_PART = ('nrows', 'skiprows', 'skipfooter', 'filters', 'n_rows', 'skip_rows', 'skip_rows_after_header', 'row_groups')
readers = {}


def frame_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    # Readers of one library call each other.
    if by is not None and (file is None or by.split('.')[0] in ('pandas', 'polars')):
        return None
    return original.__name__, by, file, line


def read_ends(ticket, result, arguments, named):
    names = ('filepath_or_buffer', 'path_or_buf', 'path', 'io', 'source')
    source = argument(arguments, named, 0, *names)
    if type(result).__name__ in READERS:
        return read_in_parts(ticket, source, result)
    # A table of a database is known by the query that has just been sent for it.
    path = globals().get('last_queries', {}).get(get_ident()) if 'sql' in ticket[0] else file_of(source)
    emit_frame('read', ticket, path, result)
    if path is not None:
        came_from(path, result, not [name for name in READ_IN_PART if named.get(name) is not None])


def read_in_parts(ticket, source, reader):
    path = file_of(source)
    if path is not None:
        readers[id(reader)] = [weak_reference(reader), ticket, path, None]


def part_is_read(original, frame, arguments, named):
    return known_of(readers, arguments[0])


def part_was_read(reader, part, arguments, named):
    """The first part stands for the file, whose rows nobody knows until the last."""
    if reader[3] is not None:
        return mark(part, (reader[3],))
    came_from(reader[2], part, False)
    reader[3] = (origins_of(part) or [None])[0]
    emit_table('read', reader[1], reader[2], part, None)


def write_ends(ticket, result, arguments, named):
    names = ('path_or_buf', 'path', 'excel_writer', 'fname', 'buf', 'file', 'workbook')
    if 'sql' not in ticket[0]:
        emit_frame('write', ticket, file_of(argument(arguments, named, 1, *names)), arguments[0])


def file_of(target):
    # Only pandas knows what a tilde means.
    return place_of(os.path.expanduser(target) if isinstance(target, str) else target)


def emit_frame(operation, ticket, path, data):
    name, by, file, line = ticket
    if path is not None and ordinal((name, file, line), FILES_PER_PLACE_MAX)[1]:
        emit_table(operation, ticket, path, data, shape_of(data))


def emit_table(operation, ticket, path, data, shape):
    name, by, file, line = ticket
    columns = columns_of(data)
    types = None
    if columns is not None and library_of_table(data) == 'pandas':
        types = [str(kind) for kind in list(data.dtypes)[:NAMES_MAX]]
    emit('frame', [
        ('operation', operation), ('function', name), ('path', path), ('by', by), ('file', file), ('line', line),
        ('shape', shape), ('columns', columns), ('types', types),
    ])


def patch_reads(module, names):
    patch_each(module, names, frame_begins, read_ends)
    patch_each(module, 'TextFileReader.read', part_is_read, part_was_read)


def patch_writes(module, names):
    patch_each(module, names, frame_begins, write_ends)


def patch_generic(module, names):
    patch_writes(module, names)
    patch_finalize(module, '')


def patch_frames(module, names):
    patch_writes(module, names)
    patch_parts(module, '')
