"""Tells which queries go through drivers: psycopg, psycopg2, asyncpg, PyMySQL, MySQL's connector, sqlite3."""
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
    patch_async(module.AsyncCursor, names, psycopg_query, psycopg_answered)


def patch_async(owner, names, begins, answered):
    from functools import wraps
    for name in names.split():
        original = owner.__dict__.get(name)
        if original is not None and not is_ours(original):
            setattr(owner, name, hide(wraps(original)(watched_async(original, begins, answered))))


def watched_async(original, begins, answered):
    # Other queries begin and end in this thread while this one waits: each stands alone.
    async def execute(self, *arguments, **named):
        query = attempt(begins, original, (self,) + arguments, named, calling_frame())
        try:
            result = await original(self, *arguments, **named)
        except BaseException as error:
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next
            raise
        if query is not None:
            attempt(query_closes, (query, True), attempt_inside(answered, self, result))
        return result

    return execute


def psycopg_query(original, arguments, named, frame):
    cursor = arguments[0]
    text = text_of_query(argument(arguments, named, 1, 'query'), cursor)
    return None if text is None else query_alone(text, frame, facts_of_postgres(cursor.connection))


def query_alone(text, frame, facts):
    if querying.get(get_ident()) is not None:
        return None
    query = Query('driver', text, frame)
    query.add(facts)
    return query


def psycopg_answered(cursor, result):
    return []


# ------------------------------------------------------------------------------------------------- asyncpg

def patch_asyncpg(module, names):
    patch_async(module.Connection, names, asyncpg_query, asyncpg_answered)
    patch_each(module, 'Connection.cursor', asyncpg_begins, asyncpg_ends, query_fails)


def facts_of_asyncpg(connection):
    address = connection._addr
    facts = [('system', 'postgresql'), ('database', connection._params.database or None)]
    if isinstance(address, tuple):
        facts += [('host', address[0]), ('port', int(address[1]))]
    peer = connection._transport.get_extra_info('peername')
    return facts + [('peer', [peer[0], peer[1]] if isinstance(peer, tuple) else None)]


def asyncpg_query(original, arguments, named, frame):
    facts = facts_of_asyncpg(arguments[0])
    name = original.__name__
    if not name.startswith('copy_') or name == 'copy_from_query':
        text = text_of_query(argument(arguments, named, 1, 'query', 'command'))
        return None if text is None else query_alone(text, frame, facts)
    operation = 'read' if name == 'copy_from_table' else 'write'
    return query_alone(None, frame, facts + [
        ('operation', operation), ('table', str(argument(arguments, named, 1, 'table_name'))),
        ('schema', named.get('schema_name')), ('keeps', True if operation == 'write' else None),
    ])


def asyncpg_answered(connection, result):
    if isinstance(result, list):
        return [('rows', len(result))]
    # `INSERT 0 3`, `SELECT 2`
    count = result.rpartition(' ')[2] if isinstance(result, str) else ''
    return [('rows', int(count))] if count.isdigit() else []


def asyncpg_begins(original, frame, arguments, named):
    return query_opens('driver', text_of_query(argument(arguments, named, 1, 'query')), frame)


def asyncpg_ends(ticket, result, arguments, named):
    # Its rows come later.
    query_closes(ticket, facts_of_asyncpg(arguments[0]))


# ------------------------------------------------------------------------------------------------- MySQL, MariaDB

def patch_mysql(module, names):
    patch_each(module, names, driver_begins, mysql_ends, query_fails)


def mysql_ends(ticket, result, arguments, named):
    cursor = arguments[0]
    # PyMySQL's, or that of MySQL's own connector, whose `database` would ask the server.
    connection = getattr(cursor, '_connection', None) or cursor.connection
    values = [getattr(connection, '_' + name, None) or getattr(connection, name, None) for name in ('host', 'port', 'unix_socket')]
    host, port, socket_file = values
    database = getattr(connection, '_database', None) or getattr(connection, 'db', None)
    facts = [('system', 'mysql'), ('database', os.fsdecode(database) if database else None), ('rows', rows_of(cursor))]
    facts += [('host', socket_file)] if socket_file else [('host', host), ('port', int(port))]
    query_closes(ticket, facts + [('peer', attempt_inside(peer_of_mysql, connection) or None)])


def peer_of_mysql(connection):
    held = getattr(connection, '_sock', None) or getattr(getattr(connection, '_socket', None), 'sock', None)
    return None if held is None else peer_of(held)


# ------------------------------------------------------------------------------------------------- SQLite

# To follow each query of a loop takes five times as long as what SQLite does.
SENT_ALIKE_MAX = 1024
TEXTS_MAX = 2000
# The file of each connection that was made, by its identity.
sqlite_files = {}
sqlite_sent = {}
sqlite_classes = []


def patch_sqlite(module, names):
    patch_each(module, names, sqlite_opens, sqlite_opened)


def sqlite_opens(original, frame, arguments, named):
    # Connections and cursors are of C and cannot be changed; those of the default classes can be of classes of ours. The
    # call gets what `named` holds when this is done.
    if len(arguments) > 5 or 'factory' in named:
        return None
    named['factory'] = watched_sqlite()[0]
    return os.getcwd()


def sqlite_opened(folder, connection, arguments, named):
    path = os.fsdecode(argument(arguments, named, 0, 'database'))
    if path.startswith('file:'):
        path = path[5:].partition('?')[0]
    if path not in ('', ':memory:'):
        sqlite_files[id(connection)] = resolve(os.path.join(folder, path))[0]
    else:
        sqlite_files.pop(id(connection), None)


def watched_sqlite():
    """Our classes of connections and of cursors, called as sqlite3's are."""
    if not sqlite_classes:
        from sqlite3 import Connection, Cursor
        members = sqlite_members(Connection)
        members['cursor'] = observed(Connection.cursor, sqlite_cursor, nothing_ends)
        sqlite_classes.append(type('Connection', (Connection,), members))
        sqlite_classes.append(type('Cursor', (Cursor,), sqlite_members(Cursor)))
        for kind in sqlite_classes:
            del kind.__slots__
    return sqlite_classes


def sqlite_members(kind):
    members = dict([
        (name, observed(getattr(kind, name), sqlite_begins, sqlite_ends, query_fails))
        for name in ('execute', 'executemany', 'executescript')
    ])
    # Like the class it stands for, it has no attributes but its own.
    return dict(members, __module__=kind.__module__, __slots__=())


def nothing_ends(ticket, result, arguments, named):
    pass


def sqlite_cursor(original, frame, arguments, named):
    if len(arguments) == 1 and not named:
        named['factory'] = watched_sqlite()[1]
    return None


def sqlite_begins(original, frame, arguments, named):
    text = argument(arguments, named, 1, 'sql', 'sql_script')
    if not isinstance(text, str) or (len(sqlite_sent) >= TEXTS_MAX and text not in sqlite_sent):
        return None
    sent = sqlite_sent[text] = sqlite_sent.get(text, 0) + 1
    return query_opens('driver', text, frame) if sent <= SENT_ALIKE_MAX else None


def sqlite_ends(ticket, result, arguments, named):
    connection = getattr(arguments[0], 'connection', arguments[0])
    path = sqlite_files.get(id(connection))
    query_closes(ticket, [('system', 'sqlite'), ('database', path), ('rows', rows_of(result))])


# ------------------------------------------------------------------------------------------------- psycopg2

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
