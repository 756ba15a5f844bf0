"""Tells of tables that are read from files and written to them, and follows those that were read."""
need('calls')
need('lineage')


def frame_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    if by is not None and (file is None or by.split('.')[0] == 'pandas'):
        return None
    return original.__name__, by, file, line


def read_ends(ticket, result, arguments, named):
    names = ('filepath_or_buffer', 'path_or_buf', 'path', 'io', 'con')
    source = argument(arguments, named, 0, *names)
    if 'sql' in ticket[0]:
        source = argument(arguments, named, 1, 'con')
    path = emit_frame('read', ticket, source, result)
    if path is not None:
        came_from(path, result)


def write_ends(ticket, result, arguments, named):
    names = ('path_or_buf', 'path', 'excel_writer', 'fname', 'buf', 'con')
    target = argument(arguments, named, 1, *names)
    if 'sql' in ticket[0]:
        target = argument(arguments, named, 2, 'con')
    emit_frame('write', ticket, target, arguments[0])


def emit_frame(operation, ticket, target, data):
    name, by, file, line = ticket
    # Only pandas knows what a tilde means.
    target = os.path.expanduser(target) if isinstance(target, str) else target
    path = place_of(target)
    if path is None or not ordinal((name, file, line), FILES_PER_PLACE_MAX)[1]:
        return path
    columns = columns_of(data)
    types = None
    if columns is not None and library_of_table(data) == 'pandas':
        types = [str(kind) for kind in list(data.dtypes)[:NAMES_MAX]]
    emit('frame', [
        ('operation', operation), ('function', name), ('path', path), ('by', by), ('file', file), ('line', line),
        ('shape', shape_of(data)), ('columns', columns), ('types', types),
    ])
    return path


def patch_reads(module, names):
    patch_each(module, names, frame_begins, read_ends)


def patch_writes(module, names):
    patch_each(module, names, frame_begins, write_ends)


def patch_generic(module, names):
    patch_writes(module, names)
    patch_finalize(module, '')


def patch_frames(module, names):
    patch_writes(module, names)
    patch_parts(module, '')
