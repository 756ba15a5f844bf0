"""Tells Pedigree what a Python process does: the files it touches, what it fits, measures, reads and dumps.

Python imports a module of this name at each start when its folder is on PYTHONPATH. With PEDIGREE_EVENTS (the absolute
path of a file) in the environment this one appends events to that file: one JSON object a line, one write an event, so
that threads, forked and spawned workers and `os._exit` lose nothing; only reads in quick succession share a write, but
not in a worker. PEDIGREE_ML=0 leaves only files and commands. Then it gives way to the next `sitecustomize` on the path,
as if it had never been there.

The command must behave as it would without us. Whatever we do beside a call of the user's runs inside `attempt`: a
failure of ours becomes an `error` event, and the call goes on. Python 2 to 3.7, which have no audit hooks (PEP 578),
read this file too and only pass on to the next one, so its syntax is theirs, and its text is ASCII.
"""
import os
import sys
import time

events_path = os.environ.get('PEDIGREE_EVENTS', '')
learning = os.environ.get('PEDIGREE_ML') != '0'
# For the tests alone: which of our actions throw, by name, at the one place that all of them pass; `1` is all of them.
throwing = os.environ.get('PEDIGREE_TEST_THROW', '').split(',')

LINE_BYTES_MAX = 4000
PART_CHARACTERS = 1900
ERRORS_MAX = 20
EVENTS_PER_PLACE_MAX = 100
FILES_PER_PLACE_MAX = 1000
NAMES_MAX = 2000


# ---------------------------------------------------------------------------------------------- writing events

descriptor = None
descriptor_identity = None
openings = 0
events_cut = 0


def quote(text):
    # Found at the first use, and without `json` where there is the C version: that would load `re` at each start.
    global quote
    try:
        from _json import encode_basestring_ascii as quote
    except ImportError:
        from json.encoder import encode_basestring_ascii as quote
    return quote(text)


def encode(value):
    if value is None:
        return 'null'
    if value is True or value is False:
        return 'true' if value else 'false'
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, int):
        return repr(int(value))
    if isinstance(value, float):
        return repr(float(value)) if value - value == 0 else quote(repr(float(value)))
    if isinstance(value, dict):
        return '{%s}' % ','.join([quote(str(name)) + ':' + encode(item) for name, item in value.items()])
    return '[%s]' % ','.join([encode(item) for item in value])


def emit(kind, fields, at=None):
    """Appends one event. `fields` are pairs; those that are None are left out. `at` is in seconds since 1970."""
    global events_cut
    if imports_waiting:
        tell_imports()
    head = '"pid":%d,"time":%r' % (os.getpid(), time.time() if at is None else at)
    texts = ['"%s":%s' % (name, encode(value)) for name, value in fields if value is not None]
    text = '{"kind":"%s",%s}' % (kind, ','.join([head] + texts))
    if held:
        write_held()
    if len(text) < LINE_BYTES_MAX:
        return write(text + '\n')
    events_cut += 1
    pieces = [text[start:start + PART_CHARACTERS] for start in range(0, len(text), PART_CHARACTERS)]
    for index, piece in enumerate(pieces):
        place = '"event":%d,"part":%d,"parts":%d' % (events_cut, index, len(pieces))
        write('{"kind":"part",%s,%s,"text":%s}\n' % (head, place, quote(piece)))


def write(text):
    # The command may have closed our descriptor, and may have got the same number for a file of its own since then.
    global descriptor, descriptor_identity, openings
    try:
        same = descriptor is not None and identity_of(descriptor) == descriptor_identity
    except OSError:
        same = False
    if not same:
        # Where the file cannot be opened, as under another root, trying for ever would be a cost without a use.
        if openings > 100:
            return
        openings += 1
        descriptor = open_events()
        descriptor_identity = identity_of(descriptor)
    os.write(descriptor, text.encode('ascii'))


# A few reads that wait for one another, to be told in one line (`hooks/reads.py`): when, and which file.
held = None
held_ns = 0
may_hold = True


# Whether anything was imported since imports were told.
imports_waiting = False


def tell_imports():
    # Before whatever else is told: of a process that is killed, that is how much of its imports is known.
    global imports_waiting
    imports_waiting = False
    try:
        need('imports')
        record_imports()
    except Exception:
        if raised_by_signal_handler():
            raise
        report('record_imports')


def write_held():
    if imports_waiting:
        tell_imports()
    taken = []
    try:
        take_held(taken)
        if taken:
            write(line_of(taken))
    except BaseException:
        held.extendleft(reversed(taken))
        raise


def take_held(taken):
    try:
        while held:
            taken.append(held.popleft())
    except IndexError:
        # Another thread took the last one.
        pass


def identity_of(number):
    status = os.fstat(number)
    return status.st_dev, status.st_ino


def open_events():
    # A high number, since a command may count on the low ones: the first file it opens is 3, as without us.
    number = os.open(events_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, 'O_CLOEXEC', 0), 0o600)
    try:
        import fcntl
        high = fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 700)
    except (ImportError, OSError):
        return number
    os.close(number)
    return high


# ----------------------------------------------------------------------------------------- never in anybody's way

busy = set()
errors = 0


def attempt(action, *arguments):
    """Does something of ours. It neither fails the user's call nor sees what it does itself (when it opens a file)."""
    ident = get_ident()
    if ident in busy:
        return None
    busy.add(ident)
    try:
        if throwing[0] == '1' or action.__name__ in throwing:
            raise RuntimeError('PEDIGREE_TEST_THROW')
        return action(*arguments)
    except Exception:
        if raised_by_signal_handler():
            raise
        report(action.__name__)
        return None
    finally:
        busy.discard(ident)


def calling_frame():
    """The frame that called the function that asks, or None: C calls at exit, and in threads of its own, with none below."""
    try:
        return sys._getframe(1).f_back
    except Exception:
        # An audit hook of the program's may refuse it.
        if raised_by_signal_handler():
            raise
        return None


def attempt_inside(action, *arguments):
    # A part of an event that may fail alone, as the names of features do for a transformer that does not tell them.
    try:
        return action(*arguments)
    except Exception:
        if raised_by_signal_handler():
            raise
        return []


def report(where):
    global errors
    errors += 1
    if errors > ERRORS_MAX:
        return
    error = sys.exc_info()[1]
    try:
        emit('error', [('where', where), ('type', type(error).__name__), ('message', str(error)[:300])])
    except Exception:
        pass


def raised_by_signal_handler():
    # A handler runs between any two instructions, ours too. What it throws (a time-out by SIGALRM) is the user's.
    import _signal
    handlers = [_signal.getsignal(number) for number in range(1, _signal.NSIG)]
    codes = [handler.__code__ for handler in handlers if hasattr(handler, '__code__')]
    trace = sys.exc_info()[2]
    while trace is not None:
        if trace.tb_frame.f_code in codes:
            return True
        trace = trace.tb_next
    return False


# What a thread is in the middle of, and what this process has told already.
forgotten_by_children = [busy]


def after_fork():
    # A child reports its own reads, and threads that were busy in the parent do not exist in it.
    global process_id, may_hold, held_ns
    process_id, may_hold, held_ns = os.getpid(), False, 0
    held.clear()
    for memory in forgotten_by_children:
        memory.clear()


# ------------------------------------------------------------------------------------------------- audit events

ACCESS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR
# What is opened often and is no data: the standard library, installed packages (listed at exit), the kernel's files.
ignored = ('/proc/', '/sys/', '/dev/null', '/dev/urandom')
# Folders of it, as they were written.
passed_over = set()
audited = {
    'os.chdir': 'record_chdir',
    'os.rename': 'record_rename',
    'os.remove': 'record_removal',
    'os.link': 'record_link',
    'os.symlink': 'record_symlink',
    'os.truncate': 'record_truncation',
    'sqlite3.connect': 'record_database',
    'subprocess.Popen': 'record_popen',
    'os.exec': 'record_exec',
    'os.posix_spawn': 'record_spawn',
    'os.system': 'record_system',
}


def audit(event, arguments):
    """Sees every audit event of the process (PEP 578), also those that somebody raises with arguments of any kind."""
    if event == 'open':
        is_told = is_done if 'reads' in loaded else is_noise
        if not is_told(arguments):
            attempt(record, 'record_open', arguments)
        return
    action = audited.get(event)
    if action is not None:
        attempt(record, action, arguments)
    elif held:
        attempt(write_when_late)


def is_noise(arguments):
    # Nearly all that is opened is code, from folder after folder: this is what each import costs.
    if len(arguments) != 3 or isinstance(arguments[0], int):
        return True
    path, _, flags = arguments
    if not isinstance(path, str) or not isinstance(flags, int) or flags & ACCESS != os.O_RDONLY:
        return False
    folder = path[:path.rfind('/') + 1]
    if folder in passed_over:
        return True
    if not is_ignored(folder):
        return False
    passed_over.add(folder)
    return True


def is_ignored(path):
    return path.startswith(ignored) or '__pycache__' in path or '/site-packages/' in path or '/dist-packages/' in path


def record(action, arguments):
    need('files')
    globals()[action](*arguments)


loaded = set()


def need(name):
    """Runs a file of `hooks` in this namespace, once. Each waits for its use; Python keeps what it has compiled."""
    if name in loaded:
        return
    from _frozen_importlib_external import SourceFileLoader
    exec(SourceFileLoader(name, '%s%s.py' % (hooks_folder, name)).get_code(name), globals())
    # Another thread may be in the middle of it, too: only this line says that all is there.
    loaded.add(name)


# ------------------------------------------------------------------------------- patching where things are defined

DIALECT_CALLS = 'DefaultDialect.do_execute DefaultDialect.do_executemany DefaultDialect.do_execute_no_params'
ASYNCPG_CALLS = ('execute executemany fetch fetchval fetchrow fetchmany prepare copy_from_table copy_from_query copy_to_table '
                 'copy_records_to_table')
FRAME_WRITERS = 'NDFrame.to_csv NDFrame.to_json NDFrame.to_excel NDFrame.to_pickle NDFrame.to_hdf NDFrame.to_sql'
MADE_UP = ' '.join(['make_' + kind for kind in ('blobs', 'circles', 'classification', 'moons', 'regression')])
SPLITS = 'train_test_split ' + ' '.join([kind + '.__init__' for kind in (
    'KFold', 'StratifiedKFold', 'StratifiedGroupKFold', 'RepeatedKFold', 'RepeatedStratifiedKFold', 'ShuffleSplit',
    'StratifiedShuffleSplit', 'GroupShuffleSplit')])
POLARS_WRITERS = ' '.join(['DataFrame.write_' + kind for kind in ('csv', 'parquet', 'ipc', 'json', 'ndjson', 'excel')])
MYSQL_CALLS = ' '.join([
    prefix + 'MySQLCursor%s.%s' % (kind, call)
    for prefix in ('', 'C') for kind in ('', 'Prepared') for call in ('execute', 'executemany')
])
patches = {
    'IPython.core.tips': ('seeds', 'patch_tips', 'pick_tip'),
    'aiobotocore.client': ('objects', 'patch_async_clients', ''),
    'aiohttp.client_reqrep': ('streams', 'patch_aiohttp', ''),
    'aiohttp.streams': ('streams', 'patch_aiohttp_streams', ''),
    'argparse': ('arguments', 'patch_arguments', ''),
    'asyncpg.connection': ('drivers', 'patch_asyncpg', ASYNCPG_CALLS),
    'botocore.client': ('objects', 'patch_clients', ''),
    'botocore.httpchecksum': ('objects', 'patch_sent_chunks', ''),
    'catboost.core': ('training', 'patch_catboost', '_CatBoostBase.save_model CatBoost.save_model'),
    'click.core': ('arguments', 'patch_click', ''),
    'cloudpickle.cloudpickle': ('pickling', 'patch_cloudpickle', ''),
    'cloudpickle.cloudpickle_fast': ('pickling', 'patch_cloudpickle', ''),
    'dill._dill': ('pickling', 'patch_dill', ''),
    'duckdb': ('duckdb', 'patch_duckdb', 'execute executemany sql query from_query query_df'),
    'fsspec.spec': ('stores', 'patch_filesystems', ''),
    'http.client': ('addresses', 'patch_addresses', ''),
    'httpx._client': ('streams', 'patch_httpx', ''),
    'joblib.externals.cloudpickle.cloudpickle': ('pickling', 'patch_cloudpickle', ''),
    'joblib.externals.cloudpickle.cloudpickle_fast': ('pickling', 'patch_cloudpickle', ''),
    'joblib.numpy_pickle': ('models', 'patch_models', ''),
    'joblib.parallel': ('workers', 'patch_workers', 'Parallel.__call__'),
    'keras.engine.training': ('networks', 'patch_networks', 'Model.fit'),
    'keras.src.backend.jax.trainer': ('networks', 'patch_networks', 'JAXTrainer.fit'),
    'keras.src.backend.tensorflow.trainer': ('networks', 'patch_networks', 'TensorFlowTrainer.fit'),
    'keras.src.backend.torch.trainer': ('networks', 'patch_networks', 'TorchTrainer.fit'),
    'keras.src.engine.training': ('networks', 'patch_networks', 'Model.fit'),
    'keras.src.saving.saving_api': ('models', 'patch_keras', ''),
    'keras.src.utils.rng_utils': ('seeds', 'patch_seeds', 'set_random_seed'),
    'lightgbm.basic': ('training', 'patch_lightgbm', 'Booster.save_model'),
    'lightgbm.engine': ('training', 'patch_training', 'train'),
    'mysql.connector.cursor': ('drivers', 'patch_mysql', MYSQL_CALLS),
    'mysql.connector.cursor_cext': ('drivers', 'patch_mysql', MYSQL_CALLS),
    'numpy.random': ('seeds', 'patch_seeds', 'seed default_rng'),
    'omegaconf.basecontainer': ('arguments', 'patch_omegaconf_containers', ''),
    'omegaconf.omegaconf': ('arguments', 'patch_omegaconf', ''),
    'pandas.core.frame': ('frames', 'patch_frames', 'DataFrame.to_parquet DataFrame.to_feather DataFrame.to_orc'),
    'pandas.core.generic': ('frames', 'patch_generic', FRAME_WRITERS),
    'pandas.core.reshape.encoding': ('lineage', 'patch_derivations', 'get_dummies from_dummies'),
    'pandas.core.reshape.melt': ('lineage', 'patch_derivations', 'melt wide_to_long'),
    'pandas.core.reshape.pivot': ('lineage', 'patch_derivations', 'pivot pivot_table crosstab'),
    'pandas.core.reshape.tile': ('lineage', 'patch_derivations', 'cut qcut'),
    'pandas.core.tools.datetimes': ('lineage', 'patch_derivations', 'to_datetime'),
    'pandas.core.tools.numeric': ('lineage', 'patch_derivations', 'to_numeric'),
    'pandas.io.excel._base': ('frames', 'patch_reads', 'read_excel'),
    'pandas.io.feather_format': ('frames', 'patch_reads', 'read_feather'),
    'pandas.io.json._json': ('frames', 'patch_reads', 'read_json'),
    'pandas.io.orc': ('frames', 'patch_reads', 'read_orc'),
    'pandas.io.parquet': ('frames', 'patch_reads', 'read_parquet'),
    'pandas.io.parsers.readers': ('frames', 'patch_reads', 'read_csv read_table read_fwf'),
    'pandas.io.pickle': ('frames', 'patch_reads', 'read_pickle'),
    'pandas.io.pytables': ('frames', 'patch_reads', 'read_hdf'),
    'pandas.io.sql': ('tables', 'patch_pandas_tables', 'read_sql read_sql_query read_sql_table'),
    'pandas.util._exceptions': ('lineage', 'patch_stack_level', ''),
    'papermill.execute': ('arguments', 'patch_papermill', 'execute_notebook'),
    'pickle': ('models', 'patch_models', ''),
    'polars.dataframe.frame': ('polars', 'patch_polars', POLARS_WRITERS),
    'polars.functions.eager': ('polars', 'patch_polars_concat', 'concat'),
    'polars.io.csv.functions': ('frames', 'patch_reads', 'read_csv'),
    'polars.io.ipc.functions': ('frames', 'patch_reads', 'read_ipc'),
    'polars.io.json.read': ('frames', 'patch_reads', 'read_json'),
    'polars.io.ndjson': ('frames', 'patch_reads', 'read_ndjson'),
    'polars.io.parquet.functions': ('frames', 'patch_reads', 'read_parquet'),
    'polars.io.spreadsheet.functions': ('frames', 'patch_reads', 'read_excel'),
    'psycopg._server_cursor': ('drivers', 'patch_psycopg', 'ServerCursor.execute'),
    'psycopg.cursor': ('drivers', 'patch_psycopg', 'Cursor.execute Cursor.executemany'),
    'psycopg.cursor_async': ('drivers', 'patch_async_psycopg', 'execute executemany'),
    'psycopg2': ('drivers', 'patch_psycopg2', ''),
    'pymysql.cursors': ('drivers', 'patch_mysql', 'Cursor.execute Cursor.executemany'),
    'random': ('seeds', 'patch_seeds', 'seed'),
    'ray.cloudpickle.cloudpickle': ('pickling', 'patch_cloudpickle', ''),
    'safetensors.torch': ('models', 'patch_safetensors', ''),
    'sklearn.base': ('estimators', 'patch_estimators', ''),
    'sklearn.datasets._base': ('datasets', 'patch_datasets', ''),
    'sklearn.metrics._classification': ('metrics', 'patch_metrics', ''),
    'sklearn.metrics._ranking': ('metrics', 'patch_metrics', ''),
    'sklearn.metrics.cluster._supervised': ('metrics', 'patch_metrics', ''),
    'sklearn.metrics.cluster._unsupervised': ('metrics', 'patch_metrics', ''),
    'sklearn.metrics._regression': ('metrics', 'patch_metrics', ''),
    'sklearn.datasets._samples_generator': ('seeds', 'patch_splits', MADE_UP),
    'sklearn.model_selection._split': ('seeds', 'patch_splits', SPLITS),
    'sklearn.utils': ('seeds', 'patch_splits', 'shuffle resample'),
    'sklearn.utils._indexing': ('seeds', 'patch_splits', 'shuffle resample'),
    'sklearn.model_selection._validation': ('metrics', 'patch_scores', 'cross_val_score'),
    'sqlalchemy.dialects.mssql.pyodbc': ('tables', 'patch_dialects', 'MSDialect_pyodbc.do_executemany'),
    'sqlalchemy.dialects.mysql.mysqldb': ('tables', 'patch_dialects', 'MySQLDialect_mysqldb.do_executemany'),
    'sqlalchemy.dialects.oracle.cx_oracle': ('tables', 'patch_dialects', 'OracleDialect_cx_oracle.do_executemany'),
    'sqlalchemy.dialects.postgresql.psycopg2': ('tables', 'patch_dialects', 'PGDialect_psycopg2.do_executemany'),
    'sqlalchemy.engine.default': ('tables', 'patch_dialects', DIALECT_CALLS),
    'sqlite3.dbapi2': ('drivers', 'patch_sqlite', 'connect'),
    'tensorflow.python.framework.random_seed': ('seeds', 'patch_seeds', 'set_seed'),
    'torch.nn.modules.module': ('networks', 'patch_weights', 'Module.state_dict'),
    'torch.optim.optimizer': ('networks', 'patch_optimizers', 'Optimizer.__init__'),
    'torch.random': ('seeds', 'patch_seeds', 'manual_seed'),
    'torch.serialization': ('models', 'patch_models', ''),
    'typer._click.core': ('arguments', 'patch_click', ''),
    'urllib3.response': ('addresses', 'patch_chunks', ''),
    'xgboost.callback': ('training', 'patch_containers', 'CallbackContainer.after_training'),
    'xgboost.core': ('training', 'patch_xgboost', 'Booster.save_model'),
    'xgboost.sklearn': ('models', 'patch_dumps', 'XGBModel.save_model'),
    'xgboost.training': ('training', 'patch_training', 'train'),
}


# Frames of this file name are skipped by `warnings` when it looks for the line to blame, and by import's tracebacks.
HIDDEN_FILE = '<frozen importlib._bootstrap>'
hidden_codes = {}


def hide(function):
    code = function.__code__
    if code not in hidden_codes:
        hidden_codes[code] = code.replace(co_filename=HIDDEN_FILE)
    function.__code__ = hidden_codes[code]
    return function


def is_ours(function):
    return is_own_code(getattr(function, '__code__', None))


def is_own_code(code):
    return code is not None and code.co_filename == HIDDEN_FILE and code in hidden_codes.values()


class Finder(object):
    """Finds what the other finders find, and patches the few modules of `patches` right after they have run."""

    def find_spec(self, name, path=None, target=None):
        global imports_waiting
        imports_waiting = True
        if 'seeds' in loaded:
            attempt(import_begins, name, calling_frame())
        return attempt(find_patched, self, name, path, target) if name in patches else None


def find_patched(self, name, path, target):
    for finder in list(sys.meta_path):
        find_spec = None if finder is self else getattr(finder, 'find_spec', None)
        spec = None if find_spec is None else find_spec(name, path, target)
        if spec is not None:
            patch_after(spec.loader)
            return spec
    return None


def patch_after(loader):
    # The loader stays the one it is: only this object runs one module in another way, once.
    if isinstance(loader, type):
        return
    original = loader.exec_module

    def exec_module(module):
        loader.__dict__.pop('exec_module', None)
        original(module)
        attempt(patch, module)

    loader.exec_module = hide(exec_module)


def patch(module):
    hook, change, names = patches[module.__name__]
    need(hook)
    globals()[change](module, names)


# ------------------------------------------------------------------------------------- variables that are asked for

# The files by whose functions `os.environ` is asked, and those of the functions that ask for one variable by its name.
ways_to_environment = set()
ASKING_FOR_ONE = ('get', 'getenv', 'getenvb', '__contains__', 'pop', 'setdefault')
asking_files = {}


def patch_environment():
    """Sees each variable of the environment that is asked for by its name. Few are, so this costs a start next to nothing."""
    global initial_environment
    initial_environment = dict(getattr(os.environ, '_data', ()))
    kind = type(os.environ)
    original = kind.__getitem__

    def __getitem__(self, key):
        try:
            value = original(self, key)
        except KeyError as error:
            attempt(record_asked, calling_frame(), key, None)
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next
            raise
        attempt(record_asked, calling_frame(), key, value)
        return value

    ways_to_environment.update([original.__code__.co_filename, kind.get.__code__.co_filename])
    kind.__getitem__ = hide(__getitem__)


def own_asker(frame):
    """The frame of the program's own code that asks; None where a library does, or what copies or lists all variables."""
    is_direct = True
    while frame is not None and frame.f_code.co_filename in ways_to_environment:
        if frame.f_code.co_name not in ASKING_FOR_ONE:
            return None
        is_direct = False
        frame = frame.f_back
    if frame is None:
        return None
    file = frame.f_code.co_filename
    if file not in asking_files:
        asking_files[file] = not (is_ignored(file) or file.startswith('<frozen '))
    return (frame, is_direct) if asking_files[file] else None


def record_asked(frame, key, value):
    asker = own_asker(frame)
    if asker is not None:
        need('variables')
        record_variable(asker, key, value)


# ------------------------------------------------------------------------------------------------ start, and give way

def process_ends():
    # Without us the process would be over: whoever presses Ctrl-C twice must not end it by what we still do.
    import _signal
    is_interrupted_by_python = _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
    if is_interrupted_by_python:
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    try:
        tell_all_left()
    finally:
        if is_interrupted_by_python:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)


def tell_all_left():
    # What is read from now on is told at once.
    global may_hold, held_ns
    may_hold, held_ns = False, 0
    attempt(write_held)
    if not learning:
        return
    attempt(tell_end)
    if 'exchanges' in loaded:
        attempt(tell_unfinished)


def tell_end():
    # All of them are told by the end itself.
    global imports_waiting
    imports_waiting = False
    need('ending')
    record_end()


def start():
    global get_ident, S_ISREG, S_ISLNK, standard_library, hooks_folder, ignored, script_path, held, process_id
    global first_process_id, imports_waiting
    from _collections import deque
    from _thread import get_ident
    from _stat import S_ISREG, S_ISLNK
    standard_library = os.path.dirname(os.__file__) + '/'
    own_folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + '/'
    hooks_folder = own_folder + 'hooks/'
    ignored += (standard_library, own_folder, events_path)
    held, process_id = deque(maxlen=10000), os.getpid()
    first_process_id = process_id
    if hasattr(os, 'register_at_fork'):
        os.register_at_fork(after_in_child=after_fork)
    sys.addaudithook(audit)
    import atexit
    atexit.register(process_ends)
    if not learning:
        return
    # At exit Python has already forgotten which script it ran. It is `-m` or `-c` where there is none.
    script = sys.argv[0] if getattr(sys, 'argv', None) else ''
    script_path = os.path.abspath(script) if script and not script.startswith('-') else None
    sys.meta_path.insert(0, Finder())
    imports_waiting = True
    patch_environment()
    for name in patches:
        if name in sys.modules:
            attempt(patch, sys.modules[name])


def give_way():
    """Imports the next `sitecustomize`. Without one, the ImportError is what Python would have met without us."""
    folder = os.path.dirname(__file__)
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    sys.path_importer_cache.pop(folder, None)
    sys.modules.pop('sitecustomize', None)
    import sitecustomize


if hasattr(sys, 'addaudithook') and os.path.isabs(events_path):
    try:
        start()
    except Exception:
        pass
give_way()
