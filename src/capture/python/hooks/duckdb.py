"""Tells which queries go to DuckDB, and lets it find the tables in its caller's variables."""
need('drivers')


def patch_duckdb(module, names):
    patch_each(module, 'connect', duckdb_opens, nothing_ends)
    methods = ' '.join(['DuckDBPyConnection.' + name for name in names.split()])
    patch_each(module, names + ' ' + methods, duckdb_begins, duckdb_ends, query_fails)
    patches['inspect'] = ('duckdb', 'patch_current_frame', '')
    if 'inspect' in sys.modules:
        patch(sys.modules['inspect'])


def patch_current_frame(module, names):
    """DuckDB's C asks there for its caller, in whose variables are its tables. Python that asks is never one of us."""
    original = module.__dict__.get('currentframe')
    if original is None or is_ours(original):
        return
    from functools import wraps

    @wraps(original)
    def currentframe():
        # Not in `attempt`, since there is nothing to go on with if it failed.
        depth = 1
        frame = calling_frame()
        while frame is not None and is_own_code(frame.f_code):
            depth += 1
            frame = frame.f_back
        return sys._getframe(depth)

    module.currentframe = hide(currentframe)


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
