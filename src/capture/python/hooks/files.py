"""Tells which files are opened, made, moved and removed, with what they held before."""

need('reads')

DIGEST_BYTES_MAX = 256 * 1024 * 1024

digested = set()


def record_open(path, mode, flags):
    """The event comes before the call: what cannot succeed is left out, and the old content can still be hashed."""
    at = time.time()
    path, status = resolve(path)
    if path.startswith(ignored) or '__pycache__' in path:
        return
    if status is not None and not S_ISREG(status.st_mode):
        return
    if flags & ACCESS == os.O_RDONLY:
        return record_read(path, status)
    if not can_write(path, status, flags):
        return
    truncates = bool(flags & (os.O_TRUNC | os.O_EXCL))
    operation = 'write' if flags & ACCESS == os.O_WRONLY else 'update'
    record_write(operation, path, status, truncates, at)


def record_write(operation, path, status, truncates, at):
    # It may be read through the same descriptor.
    is_read = operation == 'update' and not truncates and status is not None and path not in digested
    content = content_fields(path, status) if is_read and path.endswith(kinds_told) else []
    seen.discard(path)
    emit('file', [
        ('operation', operation), ('path', path), ('truncates', truncates or None), ('existed', status is not None),
        ('before', digest_before(path, status)),
    ] + content, at)


def can_write(path, status, flags):
    if status is not None:
        return not (flags & os.O_CREAT and flags & os.O_EXCL) and os.access(path, os.W_OK)
    return bool(flags & os.O_CREAT) and os.access(os.path.dirname(path), os.W_OK | os.X_OK)


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
    seen.discard(target)
    emit('file', [
        ('operation', 'rename'), ('path', source), ('to', target), ('before', digest_before(target, before)),
    ], at)
    if source not in digested:
        # What stands there now is not of this process, and can be overwritten or removed in its turn.
        digested.discard(target)


def is_hidden(path):
    return path.startswith(ignored) or '__pycache__' in path


def record_removal(path, folder=-1):
    path, status = resolve(path, folder, False)
    if status is None or is_hidden(path) or not os.access(os.path.dirname(path), os.W_OK | os.X_OK):
        return
    if not S_ISREG(status.st_mode):
        folders.clear()
    # What it has read is an input, unless it has written it itself: after this nobody can say what that was.
    before = digest_before(path, status) if path in seen else None
    seen.discard(path)
    emit('file', [('operation', 'delete'), ('path', path), ('before', before)])


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
        record_read(path, status)
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
