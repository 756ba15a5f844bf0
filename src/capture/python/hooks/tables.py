"""Tells which queries go through SQLAlchemy and pandas, and which tables pandas makes of them."""
need('queries')


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
