"""Tells Pedigree what a Python process does: the files it touches, what it fits, measures, reads and dumps.

Python imports a module of this name at each start when its folder is on PYTHONPATH. With PEDIGREE_EVENTS (the absolute
path of a file) in the environment this one appends events to that file: one JSON object a line, one write an event, so
that threads, forked and spawned workers and `os._exit` lose nothing. PEDIGREE_ML=0 leaves only files and commands. Then
it gives way to the next `sitecustomize` on the path, as if it had never been there.

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
DIGEST_BYTES_MAX = 256 * 1024 * 1024


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
    head = '"pid":%d,"time":%r' % (os.getpid(), time.time() if at is None else at)
    texts = ['"%s":%s' % (name, encode(value)) for name, value in fields if value is not None]
    text = '{"kind":"%s",%s}' % (kind, ','.join([head] + texts))
    if len(text) < LINE_BYTES_MAX:
        return append(text)
    events_cut += 1
    pieces = [text[start:start + PART_CHARACTERS] for start in range(0, len(text), PART_CHARACTERS)]
    for index, piece in enumerate(pieces):
        place = '"event":%d,"part":%d,"parts":%d' % (events_cut, index, len(pieces))
        append('{"kind":"part",%s,%s,"text":%s}' % (head, place, quote(piece)))


def append(text):
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
    os.write(descriptor, (text + '\n').encode('ascii'))


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
fits = {}
parses = {}
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


def after_fork():
    # A child reports its own reads, and threads that were busy in the parent do not exist in it.
    busy.clear()
    seen.clear()
    fits.clear()
    parses.clear()


# ------------------------------------------------------------------------------------------------- audit events

ACCESS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR
# What is opened often and is no data: the standard library, installed packages (listed at exit), the kernel's files.
ignored = ('/proc/', '/sys/', '/dev/null', '/dev/urandom')
seen = {}
digested = set()
folders = {}
audited = {
    'open': 'record_open',
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
    action = audited.get(event)
    if action is not None and not (event == 'open' and is_noise(arguments)):
        attempt(record, action, arguments)


def is_noise(arguments):
    if len(arguments) != 3 or isinstance(arguments[0], int):
        return True
    path, _, flags = arguments
    return isinstance(path, str) and isinstance(flags, int) and flags & ACCESS == os.O_RDONLY and is_ignored(path)


def is_ignored(path):
    return path.startswith(ignored) or '__pycache__' in path or '/site-packages/' in path or '/dist-packages/' in path


def record(action, arguments):
    compile_files()
    globals()[action](*arguments)


def compile_files():
    # Another thread may be in the middle of it: only the last line says that all is there.
    if 'files_compiled' not in globals():
        exec(compile(FILES, __file__, 'exec'), globals())


# Compiling is most of what we cost at a start of Python, so what not every process needs is a text until it does.
FILES = r'''
def record_open(path, mode, flags):
    """The event comes before the call: what cannot succeed is left out, and the old content can still be hashed."""
    at = time.time()
    path, status = resolve(path)
    if path.startswith(ignored) or '__pycache__' in path:
        return
    if status is not None and not S_ISREG(status.st_mode):
        return
    if flags & ACCESS == os.O_RDONLY:
        return record_read(path, status, at)
    if not can_write(path, status, flags):
        return
    truncates = bool(flags & (os.O_TRUNC | os.O_EXCL))
    operation = 'write' if flags & ACCESS == os.O_WRONLY else 'update'
    record_write(operation, path, status, truncates, at)


def record_read(path, status, at):
    # Reading the same content again is nothing new, and some programs do it in a loop.
    if status is None or is_ignored(path):
        return
    version = (status.st_ino, status.st_mtime_ns, status.st_size)
    if seen.get(path) == version or not (status.st_mode & 0o444 == 0o444 or os.access(path, os.R_OK)):
        return
    if len(seen) > 100000:
        seen.clear()
    seen[path] = version
    emit('file', [('operation', 'read'), ('path', path)], at)


def record_write(operation, path, status, truncates, at):
    seen.pop(path, None)
    emit('file', [
        ('operation', operation), ('path', path), ('truncates', truncates or None), ('existed', status is not None),
        ('before', digest_before(path, status)),
    ], at)


def can_write(path, status, flags):
    if status is not None:
        return not (flags & os.O_CREAT and flags & os.O_EXCL) and os.access(path, os.W_OK)
    return bool(flags & os.O_CREAT) and os.access(os.path.dirname(path), os.W_OK | os.X_OK)


def resolve(path, folder_descriptor=-1, follows=True):
    """The absolute path without symbolic links (the last one stays unless `follows`), and its status or None."""
    path = os.fsdecode(path)
    if not path.startswith('/'):
        path = os.path.join(folder_of(folder_descriptor), path)
    folder, _, name = path.rpartition('/')
    if name in ('', '.', '..'):
        path = os.path.realpath(path)
    else:
        path = real_folder(folder) + name
    try:
        status = os.lstat(path)
        if follows and S_ISLNK(status.st_mode):
            path = os.path.realpath(path)
            status = os.stat(path)
    except OSError:
        status = None
    return path, status


def folder_of(folder_descriptor):
    return os.getcwd() if folder_descriptor == -1 else os.readlink('/proc/self/fd/%d' % folder_descriptor)


def real_folder(folder):
    # With a slash at its end. Forgotten when this process makes, moves or removes a link or a folder.
    real = folders.get(folder)
    if real is None:
        if len(folders) > 10000:
            folders.clear()
        real = folders[folder] = os.path.join(os.path.realpath(folder or '/'), '')
    return real


# A system-call tracer sees this read, too, which is none of the command: nobody else opens a file with these flags.
OUR_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK | os.O_NOFOLLOW


def digest_before(path, status):
    """SHA-256 in hex of what a file held before this process wrote to it first, unless it is large, or no data."""
    if path in digested:
        return None
    digested.add(path)
    if status is None or not S_ISREG(status.st_mode) or status.st_size >= DIGEST_BYTES_MAX or is_ignored(path):
        return None
    try:
        number = os.open(path, OUR_READ)
    except OSError:
        return None
    try:
        digest = new_sha256()
        chunk = os.read(number, 1 << 20)
        while chunk:
            digest.update(chunk)
            chunk = os.read(number, 1 << 20)
        return digest.hexdigest()
    finally:
        os.close(number)


def new_sha256():
    # Not `hashlib`, which the command's own folder may shadow.
    try:
        from _hashlib import openssl_sha256 as sha256
    except ImportError:
        try:
            from _sha2 import sha256
        except ImportError:
            from _sha256 import sha256
    return sha256()


def record_rename(source, target, source_folder=-1, target_folder=-1):
    at = time.time()
    source, status = resolve(source, source_folder, False)
    if status is None or is_hidden(source):
        return
    if not S_ISREG(status.st_mode):
        folders.clear()
    target, before = resolve(target, target_folder, False)
    seen.pop(target, None)
    emit('file', [
        ('operation', 'rename'), ('path', source), ('to', target), ('before', digest_before(target, before)),
    ], at)


def is_hidden(path):
    return path.startswith(ignored) or '__pycache__' in path


def record_removal(path, folder=-1):
    path, status = resolve(path, folder, False)
    if status is None or is_hidden(path) or not os.access(os.path.dirname(path), os.W_OK | os.X_OK):
        return
    if not S_ISREG(status.st_mode):
        folders.clear()
    seen.pop(path, None)
    emit('file', [('operation', 'delete'), ('path', path)])


def record_link(source, target, source_folder=-1, target_folder=-1):
    source, status = resolve(source, source_folder, False)
    target, before = resolve(target, target_folder, False)
    if status is not None and before is None:
        emit('file', [('operation', 'link'), ('path', source), ('to', target)])


def record_symlink(source, target, folder=-1):
    folders.clear()
    target, before = resolve(target, folder, False)
    if before is None:
        emit('file', [('operation', 'symlink'), ('path', target), ('to', os.fsdecode(source))])


def record_truncation(path, length):
    at = time.time()
    path, status = resolve(os.readlink('/proc/self/fd/%d' % path) if isinstance(path, int) else path)
    if status is not None and not is_hidden(path) and os.access(path, os.W_OK):
        record_write('write', path, status, length == 0, at)


def record_database(database):
    # SQLite opens its file itself, for reading and writing, even where only reading follows.
    at = time.time()
    path = os.fsdecode(database)
    query = ''
    if path.startswith('file:'):
        path, _, query = path[5:].partition('?')
        path = path[path.find('/', 2):] if path.startswith('//') else path
        if '%' in path:
            from urllib.parse import unquote
            path = unquote(path)
    if path in ('', ':memory:') or 'mode=memory' in query:
        return
    path, status = resolve(path)
    if 'mode=ro' in query or 'immutable=1' in query:
        record_read(path, status, at)
    elif status is None or S_ISREG(status.st_mode):
        record_write('update', path, status, False, at)


def record_popen(executable, argv, folder, environment):
    record_command('subprocess.Popen', executable, argv, folder)


def record_exec(path, argv, environment):
    record_command('os.exec', path, argv, None)


def record_spawn(path, argv, environment):
    record_command('os.posix_spawn', path, argv, None)


def record_system(command):
    record_command('os.system', None, command, None)


def record_command(call, executable, argv, folder):
    words = [argv] if isinstance(argv, (str, bytes)) or hasattr(argv, '__fspath__') else list(argv)
    emit('command', [
        ('call', call), ('executable', None if executable is None else os.fsdecode(executable)),
        ('argv', [os.fsdecode(word)[:1000] for word in words[:200]]),
        ('folder', None if folder is None else os.fsdecode(folder)),
    ])


files_compiled = True
'''


# ------------------------------------------------------------------------------------------------------ learning

# A text for the same reason: it waits for the first module of `patches`.
LEARNING = r'''
# -------------------------------------------------------------------------------------------- describing values

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
    if library_of_table(data) not in ('pandas', 'polars') or getattr(data, 'columns', None) is None:
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


# ----------------------------------------------------------------------------------------------- who is calling

library_files = {}
counts = {}
# Wrappers of scikit-learn that stand between the user's call and ours.
TRANSPARENT = ('sklearn.utils._set_output', 'sklearn.utils._available_if')


def is_library(file):
    known = library_files.get(file)
    if known is None:
        known = is_ignored(file) or file.startswith('<frozen ')
        library_files[file] = known
    return known


def caller(frame):
    """The module that calls, if it is a library's, and the file and line of the nearest code that is not."""
    while frame is not None and frame.f_globals.get('__name__') in TRANSPARENT:
        frame = frame.f_back
    by = None
    if frame is not None and is_library(frame.f_code.co_filename):
        by = str(frame.f_globals.get('__name__'))
    while frame is not None and is_library(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return by, None, None
    file = frame.f_code.co_filename
    return by, file if file.startswith('<') else os.path.abspath(file), frame.f_lineno


def ordinal(place, events_max=EVENTS_PER_PLACE_MAX):
    """How often this has happened, and whether it is worth an event: in a loop first each, then powers of two."""
    number = counts[place] = counts.get(place, 0) + 1
    return number, number <= events_max or number & (number - 1) == 0


# ------------------------------------------------------------------------------------------------ wrapping a call

def observed(original, before, after, gives_up=None, module=None):
    """Wraps `original`. `before` gives a ticket, or None when the call is of no interest; then `after` is not asked."""
    from functools import wraps

    @wraps(original)
    def wrapper(*arguments, **named):
        ticket = attempt(before, original, sys._getframe(1), arguments, named)
        try:
            result = original(*arguments, **named)
        except BaseException as error:
            if gives_up is not None and ticket is not None:
                attempt(gives_up, ticket)
            # From Python 3.11 on the traceback then looks as without us; before, it has one line more.
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next
            raise
        if ticket is not None:
            attempt(after, ticket, result, arguments, named)
        return result

    # Pickle finds a function by module and name, and what replaces a built-in of C lies in another module.
    if module is not None:
        wrapper.__module__ = module
    return hide(wrapper)


def patch_each(module, names, before, after, gives_up=None):
    """Wraps the functions and methods (`Class.method`) of a module that are there, once."""
    for name in names.split():
        owner = module
        if '.' in name:
            owner_name, name = name.split('.')
            owner = module.__dict__.get(owner_name)
        original = None if owner is None else owner.__dict__.get(name)
        if callable(original) and not isinstance(original, type) and not is_ours(original):
            is_function = owner is module
            setattr(owner, name, observed(original, before, after, gives_up, module.__name__ if is_function else None))


def argument(arguments, named, position, *names):
    if len(arguments) > position:
        return arguments[position]
    for name in names:
        if name in named:
            return named[name]
    return None


# ------------------------------------------------------------------------------------------------------ fitting

FITTING = ('fit', 'fit_transform', 'fit_predict', 'partial_fit')
# What these fit is a step of their own arithmetic, as the LabelEncoder inside roc_auc_score is.
HELPERS = ('sklearn.metrics', 'sklearn.preprocessing', 'sklearn.utils')
class Fit(object):
    def __init__(self, estimator, method, by, file, line):
        self.estimator = estimator
        self.method = method
        self.by = by
        self.file = file
        self.line = line
        self.began = time.time()
        self.nested = []


def patch_estimators(module, names):
    """Every class that derives from BaseEstimator from now on: all of scikit-learn, the user's own, XGBoost's, ..."""
    base = module.BaseEstimator
    inherited = base.__dict__.get('__init_subclass__')
    if inherited is not None and is_ours(inherited.__func__):
        return

    def init_subclass(cls, **named):
        if inherited is None:
            super(base, cls).__init_subclass__(**named)
        else:
            inherited.__func__(cls, **named)
        attempt(patch_estimator, cls)

    base.__init_subclass__ = classmethod(hide(init_subclass))
    patch_each(module, 'TransformerMixin.fit_transform ClusterMixin.fit_predict OutlierMixin.fit_predict',
               fit_begins, fit_ends, fit_fails)
    patch_each(module, 'ClassifierMixin.score RegressorMixin.score', score_begins, metric_ends)


def patch_estimator(cls):
    for name in FITTING + ('score',):
        value = cls.__dict__.get(name)
        holder = None
        if type(value).__name__ == '_AvailableIfDescriptor':
            holder, value = value, value.__dict__.get('fn')
        if type(value) is not type(patch_estimator) or is_ours(value):
            continue
        if name == 'score':
            wrapped = observed(value, score_begins, metric_ends)
        else:
            wrapped = observed(value, fit_begins, fit_ends, fit_fails)
        if holder is None:
            setattr(cls, name, wrapped)
        else:
            holder.fn = wrapped


def fit_begins(original, frame, arguments, named):
    """The outermost fit gets a `Fit`. Those inside it, also in its worker threads, are counted there, once each."""
    estimator = arguments[0]
    ident = get_ident()
    fit, stack = fits.get(ident, (None, []))
    if fit is None:
        by, file, line = caller(frame)
        if by is not None and by.startswith(HELPERS):
            return None
        if by is None or not fits:
            fit = Fit(estimator, original.__name__, by, file, line)
            fits[ident] = (fit, [estimator])
            return fit
        fit = list(fits.values())[-1][0]
        fits[ident] = (fit, stack)
    # A `fit_transform` that calls the `fit` of the same object is one.
    if any([estimator is one for one in stack]):
        return None
    fit.nested.append(type(estimator))
    stack.append(estimator)
    return INNER


INNER = 'inner'


def fit_fails(ticket):
    # A child that was forked inside a fit has forgotten it.
    ident = get_ident()
    if ident not in fits:
        return
    stack = fits[ident][1]
    stack.pop()
    if not stack:
        del fits[ident]


def fit_ends(fit, result, arguments, named):
    fit_fails(fit)
    if fit is INNER:
        return
    estimator = fit.estimator
    name = qualified(type(estimator))
    count, due = ordinal((name, fit.method, fit.by, fit.file, fit.line))
    # A library that fits in a loop (cross-validation) does so in each of its workers, too: the first tells the most.
    if not due or (fit.by is not None and count & (count - 1) != 0):
        return
    data = argument(arguments, named, 1, 'X')
    parameters, libraries = parameters_of(estimator)
    inner = {}
    for kind in fit.nested:
        inner[qualified(kind)] = inner.get(qualified(kind), 0) + 1
    fields = [
        ('class', name), ('method', fit.method), ('by', fit.by), ('file', fit.file), ('line', fit.line),
        ('count', count), ('seconds', time.time() - fit.began), ('libraries', libraries), ('parameters', parameters),
        ('shape', shape_of(data)), ('columns', columns_of(data)),
        ('target', name_of(argument(arguments, named, 2, 'y'))), ('nested', inner or None),
    ]
    emit('fit', fields + attempt_inside(features_of, estimator) + attempt_inside(best_of, estimator))


def parameters_of(estimator):
    """Triples of name, value and origin (0: given in the code, n: default of the nth of `libraries`)."""
    found = []
    libraries = []
    collect_parameters(estimator, '', found, libraries, 0)
    return found, libraries


def collect_parameters(estimator, prefix, found, libraries, depth):
    kind = type(estimator)
    library = library_of(kind)
    if library not in libraries:
        libraries.append(library)
    defaults = defaults_of(kind)
    for name, value in sorted(estimator.get_params(deep=False).items()):
        if len(found) >= NAMES_MAX:
            return
        is_default = name in defaults and is_same(value, defaults[name])
        found.append([prefix + name, plain(value), libraries.index(library) + 1 if is_default else 0])
        if depth < 6:
            for inner_name, inner in inner_estimators(name, value):
                collect_parameters(inner, prefix + inner_name + '__', found, libraries, depth + 1)


def inner_estimators(name, value):
    if has_parameters(value):
        return [(name, value)]
    if not isinstance(value, list):
        return []
    steps = [item for item in value if isinstance(item, tuple) and len(item) > 1 and isinstance(item[0], str)]
    return [(step[0], step[1]) for step in steps if has_parameters(step[1])]


def has_parameters(value):
    return not isinstance(value, type) and hasattr(type(value), 'get_params') and hasattr(type(value), 'fit')


def library_of(kind):
    root = kind.__module__.split('.')[0]
    version = getattr(sys.modules.get(root), '__version__', None)
    if not isinstance(version, str):
        return qualified(kind)
    return '%s %s' % ({'sklearn': 'scikit-learn'}.get(root, root), version)


def defaults_of(kind):
    from inspect import signature
    found = {}
    for base in kind.__mro__:
        if '__init__' not in base.__dict__ or base is object:
            continue
        parameters = signature(base.__init__).parameters.values()
        for parameter in parameters:
            if parameter.default is not parameter.empty:
                found.setdefault(parameter.name, parameter.default)
        # Only one that takes `**named` has its parent's parameters, too, as the classifiers of XGBoost have.
        if not any([parameter.kind == parameter.VAR_KEYWORD for parameter in parameters]):
            break
    return found


def is_same(value, default):
    if value is default:
        return True
    if type(value) is not type(default) or not isinstance(value, (bool, int, float, str, tuple, list, dict)):
        return False
    return bool(value == default) or (value != value and default != default)


def best_of(estimator):
    values = vars(estimator)
    if 'best_params_' not in values:
        return []
    return [('best', {'parameters': plain(values['best_params_']), 'score': plain(values.get('best_score_'))})]


def features_of(estimator):
    """Which columns each branch of a ColumnTransformer turns into which features, and which of them reach the model."""
    pipeline_class = getattr(sys.modules.get('sklearn.pipeline'), 'Pipeline', None)
    transformer_class = getattr(sys.modules.get('sklearn.compose._column_transformer'), 'ColumnTransformer', None)
    fields = []
    first = estimator
    is_pipeline = pipeline_class is not None and isinstance(estimator, pipeline_class)
    if is_pipeline:
        chain = [step for _, step in estimator.steps if step is not None and step != 'passthrough']
        first = chain[0] if chain else None
        fields.append(('chain', [qualified(type(step)) for step in chain]))
    if transformer_class is not None and isinstance(first, transformer_class):
        fields.append(('branches', branches_of(first)))
    if is_pipeline and len(estimator.steps) > 1 and not hasattr(estimator.steps[-1][1], 'transform'):
        count = getattr(estimator.steps[-1][1], 'n_features_in_', None)
        if isinstance(count, int):
            fields.append(('featureCount', count))
            if count <= NAMES_MAX:
                fields.extend(attempt_inside(final_features_of, estimator))
    return fields


def final_features_of(pipeline):
    return [('features', feature_names_of(pipeline[:-1]))]


def feature_names_of(transformer):
    return [str(name) for name in transformer.get_feature_names_out()]


def branches_of(transformer):
    slices = getattr(transformer, 'output_indices_', {})
    total = max([0] + [piece.stop for piece in slices.values()])
    names = attempt_inside(feature_names_of, transformer) if total <= NAMES_MAX else []
    found = []
    for name, fitted, columns in transformer.transformers_:
        piece = slices.get(name)
        if isinstance(fitted, str) and fitted == 'drop':
            continue
        branch = {'name': name, 'columns': branch_columns(transformer, name, columns), 'chain': chain_of(fitted)}
        if piece is not None:
            branch['featureCount'] = piece.stop - piece.start
            if len(names) == total:
                branch['features'] = names[piece]
        found.append(branch)
    return found


def branch_columns(transformer, name, columns):
    positions = getattr(transformer, '_transformer_to_input_indices', {}).get(name)
    names = getattr(transformer, 'feature_names_in_', None)
    if positions is not None:
        return [str(names[index]) if names is not None else str(index) for index in positions][:NAMES_MAX]
    return [str(column) for column in columns][:NAMES_MAX] if isinstance(columns, (list, tuple)) else []


def chain_of(fitted):
    if isinstance(fitted, str):
        return []
    steps = getattr(fitted, 'steps', None)
    inner = [step for _, step in steps] if isinstance(steps, list) else [fitted]
    return [qualified(type(step)) for step in inner if step is not None and not isinstance(step, str)]


# Native APIs, which have no estimator: their first argument is a dict of parameters.

def train_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    ident = get_ident()
    if by is not None or ident in fits:
        return None
    fits[ident] = (Fit(None, original.__name__, by, file, line), [None])
    return fits[ident][0], original


def train_ends(ticket, result, arguments, named):
    fit, original = ticket
    fit_fails(fit)
    name = '%s.%s' % (original.__module__, original.__name__)
    count, due = ordinal((name, fit.file, fit.line))
    given = argument(arguments, named, 0, 'params')
    if not due or not isinstance(given, dict):
        return
    parameters = [[str(key), plain(value), 0] for key, value in sorted(given.items(), key=str)]
    rounds = argument(arguments, named, 2, 'num_boost_round')
    if isinstance(rounds, int):
        parameters.append(['num_boost_round', rounds, 0])
    columns = getattr(result, 'feature_names', None)
    if columns is None and hasattr(result, 'feature_name'):
        columns = result.feature_name()
    emit('fit', [
        ('class', qualified(type(result))), ('method', name), ('file', fit.file), ('line', fit.line), ('count', count),
        ('seconds', time.time() - fit.began), ('libraries', []), ('parameters', parameters),
        ('columns', [str(column) for column in columns[:NAMES_MAX]] if isinstance(columns, list) else None),
    ])


# ------------------------------------------------------------------------------------------------------- metrics

def metric_begins(original, frame, arguments, named):
    if is_library(frame.f_code.co_filename):
        return None
    by, file, line = caller(frame)
    return original.__name__, None, 0, file, line


def score_begins(original, frame, arguments, named):
    if is_library(frame.f_code.co_filename):
        return None
    by, file, line = caller(frame)
    return original.__name__, qualified(type(arguments[0])), 1, file, line


def metric_ends(ticket, result, arguments, named):
    name, of, position, file, line = ticket
    values = None
    if name == 'cross_val_score' and getattr(result, 'ndim', None) == 1 and 0 < len(result) <= 100:
        of = qualified(type(argument(arguments, named, 0, 'estimator')))
        position = 1
        values = [plain(value) for value in result.tolist()]
        result = float(result.mean())
    elif hasattr(result, 'item') and getattr(result, 'shape', None) == ():
        result = result.item()
    if isinstance(result, bool) or not isinstance(result, (int, float)):
        return
    count, due = ordinal((name, of, file, line))
    if not due:
        return
    data = argument(arguments, named, position, 'y_true', 'X')
    shape = shape_of(data)
    options = [(key, plain(value)) for key, value in named.items() if isinstance(value, (bool, int, float, str))]
    emit('metric', [
        ('name', name), ('value', plain(float(result))), ('values', values), ('of', of), ('file', file), ('line', line),
        ('count', count), ('samples', shape[0] if shape else None), ('options', dict(options) or None),
    ])


def patch_metrics(module, names):
    functions = [
        name for name, value in module.__dict__.items()
        if type(value) is type(patch_metrics) and not name.startswith('_') and value.__module__ == module.__name__
    ]
    patch_each(module, ' '.join(functions), metric_begins, metric_ends)


def patch_scores(module, names):
    patch_each(module, names, metric_begins, metric_ends)


def patch_training(module, names):
    patch_each(module, names, train_begins, train_ends, fit_fails)


# --------------------------------------------------------------------------------------------- models in files

MODELS = ('sklearn.base.BaseEstimator', 'torch.nn.modules.module.Module', 'xgboost.core.Booster',
          'lightgbm.basic.Booster', 'catboost.core._CatBoostBase')
# Libraries that pickle on behalf of others, to send things to workers or to keep them in a cache.
CARRIERS = ('joblib', 'pandas', 'sklearn', 'torch', 'xgboost', 'lightgbm', 'catboost', 'cloudpickle', 'multiprocessing',
            'concurrent', 'distributed')


def is_model(value):
    return any([qualified(kind) in MODELS for kind in type(value).__mro__])


def members_of(value):
    if not isinstance(value, dict):
        return None
    pairs = [(str(name), qualified(type(item))) for name, item in list(value.items())[:NAMES_MAX] if is_model(item)]
    return dict(pairs[:50]) or None


def file_call_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    if by is not None and by.split('.')[0] in CARRIERS:
        return None
    due = ordinal((function_name(original), by, file, line), FILES_PER_PLACE_MAX)[1]
    return (original, by, file, line) if due else None


def function_name(original):
    # `pickle.dump` comes from the module `_pickle`.
    return '%s.%s' % (original.__module__.lstrip('_'), original.__qualname__)


def dump_ends(ticket, result, arguments, named):
    original, by, file, line = ticket
    value = argument(arguments, named, 0, 'value', 'obj')
    target = argument(arguments, named, 1, 'filename', 'file', 'f', 'fname')
    path = place_of(target)
    if path is None or (by is not None and not is_model(value)):
        return
    emit('dump', [
        ('function', function_name(original)), ('path', path),
        ('class', qualified(type(value))), ('members', members_of(value)), ('by', by), ('file', file), ('line', line),
    ])


def load_ends(ticket, result, arguments, named):
    original, by, file, line = ticket
    path = place_of(argument(arguments, named, 0, 'filename', 'file', 'f'))
    if path is None or (by is not None and not is_model(result)):
        return
    emit('load', [
        ('function', function_name(original)), ('path', path),
        ('class', qualified(type(result))), ('members', members_of(result)), ('by', by), ('file', file), ('line', line),
    ])


def patch_dumps(module, names):
    patch_each(module, names, file_call_begins, dump_ends)


def patch_loads(module, names):
    patch_each(module, names, file_call_begins, load_ends)


def patch_models(module, names):
    patch_each(module, 'dump save', file_call_begins, dump_ends)
    patch_each(module, 'load', file_call_begins, load_ends)


# -------------------------------------------------------------------------------------------------- data frames

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
    emit_frame('read', ticket, source, result)


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
    path = place_of(target) if ordinal((name, file, line), FILES_PER_PLACE_MAX)[1] else None
    if path is None:
        return
    columns = columns_of(data)
    types = None
    if columns is not None and library_of_table(data) == 'pandas':
        types = [str(kind) for kind in list(data.dtypes)[:NAMES_MAX]]
    emit('frame', [
        ('operation', operation), ('function', name), ('path', path), ('by', by), ('file', file), ('line', line),
        ('shape', shape_of(data)), ('columns', columns), ('types', types),
    ])


def patch_reads(module, names):
    patch_each(module, names, frame_begins, read_ends)


def patch_writes(module, names):
    patch_each(module, names, frame_begins, write_ends)


# -------------------------------------------------------------------------------------------------------- seeds

def seed_begins(original, frame, arguments, named):
    if is_library(frame.f_code.co_filename):
        return None
    return (original.__name__,) + caller(frame)[1:]


def patch_seeds(module, names):
    def seed_ends(ticket, result, arguments, named):
        name, file, line = ticket
        if not ordinal((module.__name__, name, file, line))[1]:
            return
        value = plain(argument(arguments, named, 0, 'seed', 'a'))
        emit('seed', [('function', module.__name__ + '.' + name), ('file', file), ('line', line)] +
             ([] if value is None else [('value', value)]))

    patch_each(module, names, seed_begins, seed_ends)


# -------------------------------------------------------------------------------------------- command-line arguments


def patch_arguments(module, names):
    patch_each(module, 'ArgumentParser.parse_known_args', parse_begins, parse_ends, parse_fails)
    patch_each(module, 'ArgumentParser._get_values', value_begins, value_ends)


def parse_begins(original, frame, arguments, named):
    # A sub-parser is called by argparse itself, in the middle of the parse that the user asked for.
    ident = get_ident()
    if ident in parses:
        return None
    while frame is not None and frame.f_globals.get('__name__') == 'argparse':
        frame = frame.f_back
    if frame is None:
        return None
    by, file, line = caller(frame)
    given = argument(arguments, named, 1, 'args')
    is_command_line = given is None or list(given) == sys.argv[1:]
    if file is None or is_program(file) or (by is not None and not is_command_line):
        return None
    parses[ident] = set()
    return by, file, line


def is_program(file):
    # The start scripts of installed tools, as `bin/ipython`.
    return os.path.dirname(file) in (os.path.join(sys.prefix, 'bin'), '/usr/bin', '/usr/local/bin')


def parse_fails(ticket):
    parses.pop(get_ident(), None)


def parse_ends(ticket, result, arguments, named):
    by, file, line = ticket
    given = parses.pop(get_ident(), set())
    if not ordinal(('argparse', file, line))[1]:
        return
    values = [
        [str(name), plain(value), name in given] for name, value in vars(result[0]).items() if not name.startswith('_')
    ]
    prog = getattr(arguments[0], 'prog', None)
    emit('arguments', [
        ('prog', str(prog)), ('by', by), ('file', file), ('line', line), ('values', values[:NAMES_MAX]),
    ])


def value_begins(original, frame, arguments, named):
    # argparse asks for the values of an action exactly when the command line has some for it; for a positional argument
    # that may be left out (`?`, `*`) also when it has none.
    given = parses.get(get_ident())
    action = argument(arguments, named, 1, 'action')
    if given is not None and (action.option_strings or argument(arguments, named, 2, 'arg_strings')):
        given.add(action.dest)
    return None


def value_ends(ticket, result, arguments, named):
    pass


# ------------------------------------------------------------------------------------- pickling classes by value

def patch_cloudpickle(module, names):
    """Makes cloudpickle, which sends classes of `__main__` to workers by value, send what we wrapped, not ours."""
    pickler = getattr(module, 'CloudPickler', None) or getattr(module, 'Pickler', None)
    original = None if pickler is None else pickler.__dict__.get('reducer_override')
    if original is None or is_ours(original):
        return

    def reducer_override(self, value):
        return original(self, value.__wrapped__ if is_sent_by_value(value) else value)

    pickler.reducer_override = hide(reducer_override)
    patch_each(module, '_class_setstate', rebuild_begins, rebuild_ends)


def rebuild_begins(original, frame, arguments, named):
    # A worker makes the class again from its parts, so that nothing of it was there when it was defined.
    base = getattr(sys.modules.get('sklearn.base'), 'BaseEstimator', None)
    return True if base is not None and issubclass(arguments[0], base) else None


def rebuild_ends(ticket, result, arguments, named):
    patch_estimator(arguments[0])


def patch_dill(module, names):
    original = module.Pickler.__dict__.get('save')
    if original is None or is_ours(original):
        return

    def save(self, value, *arguments, **named):
        return original(self, value.__wrapped__ if is_sent_by_value(value) else value, *arguments, **named)

    module.Pickler.save = hide(save)


def is_sent_by_value(value):
    if type(value) is not type(is_sent_by_value) or not is_ours(value) or not hasattr(value, '__wrapped__'):
        return False
    found = sys.modules.get(value.__module__)
    for name in value.__qualname__.split('.'):
        found = getattr(found, name, None)
    return value.__module__ in ('__main__', '__mp_main__') or found is not value


learning_compiled = True
'''


# ------------------------------------------------------------------------------- patching where things are defined

FRAME_WRITERS = 'NDFrame.to_csv NDFrame.to_json NDFrame.to_excel NDFrame.to_pickle NDFrame.to_hdf NDFrame.to_sql'
patches = {
    'argparse': ('patch_arguments', ''),
    'catboost.core': ('patch_dumps', '_CatBoostBase.save_model CatBoost.save_model'),
    'cloudpickle.cloudpickle': ('patch_cloudpickle', ''),
    'cloudpickle.cloudpickle_fast': ('patch_cloudpickle', ''),
    'dill._dill': ('patch_dill', ''),
    'joblib.externals.cloudpickle.cloudpickle': ('patch_cloudpickle', ''),
    'joblib.externals.cloudpickle.cloudpickle_fast': ('patch_cloudpickle', ''),
    'joblib.numpy_pickle': ('patch_models', ''),
    'lightgbm.basic': ('patch_dumps', 'Booster.save_model'),
    'lightgbm.engine': ('patch_training', 'train'),
    'numpy.random': ('patch_seeds', 'seed default_rng'),
    'pandas.core.frame': ('patch_writes', 'DataFrame.to_parquet DataFrame.to_feather DataFrame.to_orc'),
    'pandas.core.generic': ('patch_writes', FRAME_WRITERS),
    'pandas.io.excel._base': ('patch_reads', 'read_excel'),
    'pandas.io.feather_format': ('patch_reads', 'read_feather'),
    'pandas.io.json._json': ('patch_reads', 'read_json'),
    'pandas.io.orc': ('patch_reads', 'read_orc'),
    'pandas.io.parquet': ('patch_reads', 'read_parquet'),
    'pandas.io.parsers.readers': ('patch_reads', 'read_csv read_table read_fwf'),
    'pandas.io.pickle': ('patch_reads', 'read_pickle'),
    'pandas.io.pytables': ('patch_reads', 'read_hdf'),
    'pandas.io.sql': ('patch_reads', 'read_sql read_sql_query read_sql_table'),
    'pickle': ('patch_models', ''),
    'random': ('patch_seeds', 'seed'),
    'ray.cloudpickle.cloudpickle': ('patch_cloudpickle', ''),
    'sklearn.base': ('patch_estimators', ''),
    'sklearn.metrics._classification': ('patch_metrics', ''),
    'sklearn.metrics._ranking': ('patch_metrics', ''),
    'sklearn.metrics.cluster._supervised': ('patch_metrics', ''),
    'sklearn.metrics.cluster._unsupervised': ('patch_metrics', ''),
    'sklearn.metrics._regression': ('patch_metrics', ''),
    'sklearn.model_selection._validation': ('patch_scores', 'cross_val_score'),
    'torch.random': ('patch_seeds', 'manual_seed'),
    'torch.serialization': ('patch_models', ''),
    'xgboost.core': ('patch_dumps', 'Booster.save_model'),
    'xgboost.sklearn': ('patch_dumps', 'XGBModel.save_model'),
    'xgboost.training': ('patch_training', 'train'),
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
    code = getattr(function, '__code__', None)
    return code is not None and code.co_filename == HIDDEN_FILE and code in hidden_codes.values()


class Finder(object):
    """Finds what the other finders find, and patches the few modules of `patches` right after they have run."""

    def find_spec(self, name, path=None, target=None):
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
    compile_files()
    if 'learning_compiled' not in globals():
        exec(compile(LEARNING, __file__, 'exec'), globals())
    change, names = patches[module.__name__]
    globals()[change](module, names)


# ------------------------------------------------------------------------------------------- the end of a process

# Where the name of an import says little about the distribution that brings it. Others are looked up in their records.
ALIASES = {'sklearn': 'scikit_learn', 'yaml': 'pyyaml', 'pil': 'pillow', 'dateutil': 'python_dateutil',
           '_distutils_hack': 'setuptools'}
VARIABLES = ('PYTHONHASHSEED', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'CUDA_VISIBLE_DEVICES',
             'CUBLAS_WORKSPACE_CONFIG', 'TF_DETERMINISTIC_OPS', 'PYTHONOPTIMIZE')


def process_ends():
    attempt(record_end)


def record_end():
    files, code = loaded_files()
    main = script_path or getattr(sys.modules.get('__main__'), '__file__', None)
    system = os.uname() if hasattr(os, 'uname') else None
    emit('end', [
        ('implementation', sys.implementation.name),
        ('version', '.'.join([str(part) for part in sys.version_info[:3]])),
        ('executable', sys.executable), ('prefix', sys.prefix), ('basePrefix', sys.base_prefix),
        ('platform', sys.platform if system is None else '%s %s %s' % (system.sysname, system.release, system.machine)),
        ('libc', attempt_inside(lambda: os.confstr('CS_GNU_LIBC_VERSION')) or None),
        ('main', os.path.realpath(main) if isinstance(main, str) else None),
        ('packages', attempt_inside(packages_of, files)), ('modules', code[:NAMES_MAX]),
        ('variables', dict([(name, os.environ[name]) for name in VARIABLES if name in os.environ])),
    ])


def loaded_files():
    """{(folder of packages, name of a package): a file of it}, and [module, file] of what is in no package."""
    files = {}
    code = []
    for name, module in sorted(list(sys.modules.items())):
        file = getattr(module, '__dict__', {}).get('__file__') if type(module) is type(sys) else None
        if not isinstance(file, str):
            continue
        for kind in ('/site-packages/', '/dist-packages/'):
            head, separator, rest = file.rpartition(kind)
            if separator:
                files.setdefault((head + separator, rest.split('/')[0].split('.')[0]), rest)
        if not is_ignored(file) and os.path.isabs(file):
            code.append([name, os.path.realpath(file)])
    return files, code


def packages_of(files):
    """Pairs of the distribution's name and its version, which is None where no record of it was found."""
    found = {}
    for folder in sorted(set([folder for folder, _ in files])):
        records = distributions_in(folder)
        missing = {}
        for (place, name), file in files.items():
            if place != folder:
                continue
            key = name.lower()
            record = records.get(key) or records.get(ALIASES.get(key))
            if record is None:
                missing[name] = file
            else:
                found[record[0]] = record[1]
        for name, record in owners_of(folder, records, missing):
            found[record[0]] = record[1]
            missing.pop(name, None)
        for name in missing:
            found.setdefault(name, None)
    return sorted(found.items())


def distributions_in(folder):
    """{name as an identifier: (name, version, folder of the record)}"""
    found = {}
    for entry in os.listdir(folder):
        stem, extension = os.path.splitext(entry)
        parts = stem.split('-')
        if extension in ('.dist-info', '.egg-info') and len(parts) > 1:
            key = parts[0].lower().replace('.', '_')
            found[key] = (key.replace('_', '-'), parts[1], os.path.join(folder, entry))
    return found


def owners_of(folder, records, missing):
    owners = []
    wanted = dict(missing)
    for record in records.values():
        if not wanted:
            break
        listed = '\n' + text_of(os.path.join(record[2], 'RECORD'))
        tops = [] if len(listed) > 1 else text_of(os.path.join(record[2], 'top_level.txt')).split()
        for name in [name for name, file in wanted.items() if '\n%s,' % file in listed or name in tops]:
            owners.append((name, record))
            del wanted[name]
    return owners


def text_of(path):
    try:
        with open(path, encoding='utf-8', errors='replace') as record:
            return record.read()
    except OSError:
        return ''


# ------------------------------------------------------------------------------------------------ start, and give way

def start():
    global get_ident, S_ISREG, S_ISLNK, standard_library, ignored, script_path
    from _thread import get_ident
    from _stat import S_ISREG, S_ISLNK
    standard_library = os.path.dirname(os.__file__) + '/'
    folder = os.path.dirname(os.path.abspath(__file__)) + '/'
    ignored += (standard_library, folder, events_path)
    if hasattr(os, 'register_at_fork'):
        os.register_at_fork(after_in_child=after_fork)
    sys.addaudithook(audit)
    if not learning:
        return
    # At exit Python has already forgotten which script it ran. It is `-m` or `-c` where there is none.
    script = sys.argv[0] if getattr(sys, 'argv', None) else ''
    script_path = os.path.abspath(script) if script and not script.startswith('-') else None
    import atexit
    atexit.register(process_ends)
    sys.meta_path.insert(0, Finder())
    for name in patches:
        if name in sys.modules:
            attempt(patch, sys.modules[name])


def forget_bytecode():
    # Python has just kept a compiled copy of this file beside it, where the folder is writable. Nobody asked for that.
    file = getattr(globals().get('__spec__'), 'cached', None) or __file__.rpartition('.')[0] + '.pyc'
    try:
        os.unlink(file)
        if os.path.basename(os.path.dirname(file)) == '__pycache__':
            os.rmdir(os.path.dirname(file))
    except OSError:
        pass


def give_way():
    """Imports the next `sitecustomize`. Without one, the ImportError is what Python would have met without us."""
    folder = os.path.dirname(__file__)
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    sys.path_importer_cache.pop(folder, None)
    sys.modules.pop('sitecustomize', None)
    import sitecustomize


forget_bytecode()
if hasattr(sys, 'addaudithook') and os.path.isabs(events_path):
    try:
        start()
    except Exception:
        pass
give_way()
