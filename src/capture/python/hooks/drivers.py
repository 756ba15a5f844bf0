"""Tells which queries go through drivers: psycopg, psycopg2, DuckDB."""
need('queries')


def facts_of_postgres(connection):
    info = connection.info
    peer = attempt_inside(lambda: peer_of_descriptor(connection.fileno()))
    return [('system', 'postgresql'), ('host', info.host or None), ('port', int(info.port)), ('database', info.dbname),
            ('peer', peer or None)]


def patch_psycopg(module, names):
    patch_each(module, names, driver_begins, driver_ends, query_fails)
    patch_each(module, 'Cursor.copy', driver_begins, copy_begun, query_fails)


def copy_begun(ticket, result, arguments, named):
    # It goes on in the block of a `with`.
    query_closes(ticket, facts_of_postgres(arguments[0].connection))


def driver_begins(original, frame, arguments, named):
    cursor = arguments[0]
    text = text_of_query(argument(arguments, named, 1, 'query', 'statement', 'sql'), cursor)
    return None if text is None else query_opens('driver', text, frame)


def driver_ends(ticket, result, arguments, named):
    query_closes(ticket, facts_of_postgres(arguments[0].connection) + [('rows', rows_of(arguments[0]))])


def patch_async_psycopg(module, names):
    from functools import wraps
    for name in names.split():
        original = module.AsyncCursor.__dict__.get(name)
        if original is not None and not is_ours(original):
            setattr(module.AsyncCursor, name, hide(wraps(original)(watched_async(original))))


def watched_async(original):
    # Other queries begin and end in this thread while this one waits: each stands alone.
    async def execute(self, *arguments, **named):
        query = attempt(async_query, self, arguments, named, sys._getframe(1))
        result = await original(self, *arguments, **named)
        if query is not None:
            attempt(query_closes, (query, True), [])
        return result

    return execute


def async_query(cursor, arguments, named, frame):
    text = text_of_query(argument((cursor,) + arguments, named, 1, 'query'), cursor)
    if text is None or querying.get(get_ident()) is not None:
        return None
    query = Query('driver', text, frame)
    query.add(facts_of_postgres(cursor.connection))
    return query


def patch_psycopg2(module, names):
    patch_each(module, 'connect', nothing_begins, connection_made)


def nothing_begins(original, frame, arguments, named):
    return True


def connection_made(ticket, connection, arguments, named):
    # Its cursors are of C and cannot be changed; those that it makes by default can be of a class of ours.
    if connection.cursor_factory is None:
        connection.cursor_factory = watched_cursors()


watched_class = None


def watched_cursors():
    global watched_class
    if watched_class is None:
        from psycopg2.extensions import cursor as plain_cursor
        members = dict([
            (name, observed(getattr(plain_cursor, name), driver_begins, driver_ends, query_fails))
            for name in ('execute', 'executemany', 'copy_expert')
        ])
        members['__module__'] = plain_cursor.__module__
        watched_class = type(plain_cursor.__name__, (plain_cursor,), members)
    return watched_class


def patch_duckdb(module, names):
    patch_each(module, 'connect', duckdb_opens, nothing_ends)
    methods = ' '.join(['DuckDBPyConnection.' + name for name in names.split()])
    patch_each(module, names + ' ' + methods, duckdb_begins, duckdb_ends, query_fails)


def nothing_ends(ticket, result, arguments, named):
    pass


def duckdb_opens(original, frame, arguments, named):
    # It opens its file itself, which no audit event tells.
    path = argument(arguments, named, 0, 'database')
    if path is None or os.fsdecode(path).startswith((':', 'md:')):
        return None
    if argument(arguments, named, 1, 'read_only'):
        path, status = resolve(path)
        record_read(path, status, time.time())
    else:
        record_database(path)
    return None


def duckdb_begins(original, frame, arguments, named):
    position = 1 if arguments and type(arguments[0]).__name__ == 'DuckDBPyConnection' else 0
    text = argument(arguments, named, position, 'query')
    return query_opens('driver', str(text), frame) if isinstance(text, str) else None


def duckdb_ends(ticket, result, arguments, named):
    query_closes(ticket, [('system', 'duckdb')])
