"""Tells which queries go to databases, from the outermost library that sends one: pandas, SQLAlchemy, a driver."""
need('calls')
need('peers')

TEXT_MAX = 20000
# What a thread is in the middle of: the outermost query, to which the layers below add what they know.
querying = {}
rows_so_far = {}
forgotten_by_children.append(querying)


class Query(object):
    def __init__(self, layer, text, frame):
        self.at = time.time()
        self.layer = layer
        self.texts = [] if text is None else [text]
        self.facts = {}
        self.rows = None
        self.file, self.line = caller(frame)[1:]

    def add(self, facts):
        for name, value in facts:
            if value is not None:
                self.facts.setdefault(name, value)


def query_opens(layer, text, frame):
    """The outermost query of a thread, and whether this call is it."""
    ident = get_ident()
    outer = querying.get(ident)
    if outer is not None:
        # What pandas makes of a table is told by it; of other texts there is one, which the layers hand on.
        if text is not None and not outer.texts:
            outer.texts.append(text)
        return outer, False
    querying[ident] = Query(layer, text, frame)
    return querying[ident], True


def query_fails(ticket):
    if ticket[1]:
        querying.pop(get_ident(), None)


def query_closes(ticket, facts):
    query, is_outermost = ticket
    query.add([fact for fact in facts if fact[0] != 'rows'])
    # The outermost knows best how many rows there are, if it knows.
    query.rows = next((value for name, value in facts if name == 'rows' and value is not None), query.rows)
    if not is_outermost:
        return
    query_fails(ticket)
    if not query.texts and 'table' not in query.facts:
        return
    text = query.texts[0][:TEXT_MAX] if query.texts else None
    told = query.facts
    place = ('query', told.get('system'), told.get('host'), told.get('database'), text, told.get('table'),
             told.get('operation'))
    if query.rows is not None:
        rows_so_far[place] = rows_so_far.get(place, 0) + query.rows
    count, due = ordinal(place, 1)
    if due:
        emit('query', sorted(told.items()) + [
            ('text', text), ('layer', query.layer), ('rows', rows_so_far.get(place)), ('file', query.file),
            ('line', query.line), ('count', count),
        ], query.at)


def text_of_query(query, cursor=None):
    """The text of what a driver takes for a query; None for what is none."""
    if isinstance(query, bytes):
        return query.decode('utf-8', 'replace')
    if isinstance(query, str):
        return str(query)
    if cursor is not None and hasattr(type(query), 'as_string'):
        return query.as_string(cursor)
    return None


def rows_of(cursor):
    rows = getattr(cursor, 'rowcount', None)
    return rows if isinstance(rows, int) and rows >= 0 else None


# ------------------------------------------------------------------------------------------------- drivers

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


# ------------------------------------------------------------------------------------------------- SQLAlchemy

def patch_dialects(module, names):
    patch_each(module, names, dialect_begins, dialect_ends, query_fails)


def dialect_begins(original, frame, arguments, named):
    return query_opens('sqlalchemy', text_of_query(argument(arguments, named, 2, 'statement')), frame)


def dialect_ends(ticket, result, arguments, named):
    dialect, cursor = arguments[0], argument(arguments, named, 1, 'cursor')
    context = named.get('context') or arguments[-1]
    url = attempt_inside(lambda: context.root_connection.engine.url) or None
    peer = attempt_inside(lambda: peer_of_descriptor(cursor.connection.fileno()))
    facts = [('system', str(dialect.name)), ('peer', peer or None), ('rows', rows_of(cursor))]
    if url is not None:
        facts += [('host', url.host), ('port', url.port), ('database', url.database)]
    query_closes(ticket, facts)


# ------------------------------------------------------------------------------------------------- pandas

def patch_pandas_tables(module, names):
    need('frames')
    patch_reads(module, names)
    classes = ('SQLDatabase', 'SQLiteDatabase', 'ADBCDatabase')
    for change, begins, ends in (('read_query', pandas_queries, pandas_read), ('read_table', pandas_reads_table, pandas_read),
                                 ('to_sql', pandas_writes_table, pandas_wrote)):
        patch_each(module, ' '.join([name + '.' + change for name in classes]), begins, ends, query_fails)
    patch_each(module, 'SQLiteDatabase.execute', fallback_begins, fallback_ends, query_fails)


def pandas_queries(original, frame, arguments, named):
    return query_opens('pandas', text_of_query(argument(arguments, named, 1, 'sql')), frame)


def pandas_reads_table(original, frame, arguments, named):
    return names_table(query_opens('pandas', None, frame), arguments, named, 1, 'table_name', 'read')


def pandas_writes_table(original, frame, arguments, named):
    return names_table(query_opens('pandas', None, frame), arguments, named, 2, 'name', 'write')


def names_table(ticket, arguments, named, position, name, operation):
    query = ticket[0]
    schema = named.get('schema') or getattr(getattr(arguments[0], 'meta', None), 'schema', None)
    query.texts = ['']
    query.add([
        ('operation', operation), ('table', str(argument(arguments, named, position, name))),
        ('schema', None if schema is None else str(schema)),
        ('keeps', None if operation == 'read' else (argument(arguments, named, 3, 'if_exists') == 'append')),
    ])
    return ticket


def pandas_read(ticket, result, arguments, named):
    shape = shape_of(result)
    query_closes(ticket, [('rows', shape[0] if shape else None), ('columns', columns_of(result))])


def pandas_wrote(ticket, result, arguments, named):
    data = argument(arguments, named, 1, 'frame')
    shape = shape_of(data)
    query_closes(ticket, [('rows', shape[0] if shape else None), ('columns', columns_of(data))])


def fallback_begins(original, frame, arguments, named):
    # A connection of any driver.
    return query_opens('pandas', text_of_query(argument(arguments, named, 1, 'sql')), frame)


def fallback_ends(ticket, result, arguments, named):
    connection = getattr(arguments[0], 'con', None)
    driver = type(connection).__module__.split('.')[0]
    facts = [('system', driver.rstrip('3'))] if driver in ('sqlite3', 'duckdb') else []
    query_closes(ticket, facts + [('rows', rows_of(result))])
