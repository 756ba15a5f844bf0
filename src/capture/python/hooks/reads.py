"""Tells of files that are read: a program may read a hundred thousand, in ten microseconds each."""

# A regular file that everybody may read.
READ_MODE = 0o100444
READ_MODE_MASK = 0o170444
# So long it is taken to be the same, unless Python says that it changes it.
WORKING_FOLDER_NS = 10000000
# A process's first reads are told at once, each in a write of its own. Later ones wait, until one comes so much later.
TOLD_AT_ONCE = 256
HELD_NS = 1000000

# Small files that hold parameters or code, of which it is told what they held when they were opened, since somebody may edit
# them for the next run while this one works. Of each kind the first ones: where there are many they are data.
TOLD_BYTES_MAX = 256 * 1024
contents_left = dict.fromkeys(('.yaml', '.yml', '.toml', '.ini', '.cfg', '.env', '.py', '.json'), 50)
contents_left['.json'] = 20
kinds_told = tuple(contents_left)

# What this process has read, and not written since: reading it again is nothing new.
seen = set()
# By how they were written, with a slash at their end: folders without symbolic links. Forgotten when this process makes,
# moves or removes a link or a folder, and where it goes to another folder.
folders = {}
working_folder = ''
working_folder_at = 0
reads = 0
written_at = 0
tells_when_leaving = False
forgotten_by_children.append(seen)


def is_done(arguments):
    """Takes the place of `is_noise`: also tells of what is opened for reading, where all is plain, as it mostly is."""
    if len(arguments) != 3:
        return True
    path, _, flags = arguments
    if type(path) is not str or type(flags) is not int or flags & ACCESS:
        return isinstance(path, int)
    end = path.rfind('/') + 1
    folder = folders.get(path[:end])
    if folder is None or folder in passed_over:
        return is_noise(arguments)
    if busy and get_ident() in busy:
        return True
    try:
        at = time.time_ns()
        if path[0] != '/' and not 0 <= at - working_folder_at < WORKING_FOLDER_NS:
            return False
        real = folder + path[end:]
        if real in seen:
            return True
        if real.endswith(kinds_told):
            return False
        if os.lstat(path).st_mode & READ_MODE_MASK != READ_MODE:
            return False
        # As `tell_read`, without the cost of a call.
        seen.add(real)
        held.append((at, real))
        if not 0 <= at - written_at < held_ns:
            write_reads(at)
        return True
    except Exception:
        if raised_by_signal_handler():
            raise
        # There is no such file, as a rule. What else it is, `record_open` meets again and reports.
        return False


def record_read(path, status):
    if status is None or path in seen:
        return
    if is_ignored(path):
        passed_over.add(path[:path.rfind('/') + 1])
    elif status.st_mode & 0o444 == 0o444 or os.access(path, os.R_OK):
        at = time.time_ns()
        content = content_fields(path, status) if path.endswith(kinds_told) else []
        if content:
            seen.add(path)
            emit('file', [('operation', 'read'), ('path', path)] + content, at / 1e9)
        else:
            tell_read(path, at)


def content_fields(path, status):
    """What a small file of one of `kinds_told` holds now, as fields of an event: nothing where that is not to be told."""
    global kinds_told
    kind = path[path.rfind('.'):]
    contents_left[kind] -= 1
    if contents_left[kind] == 0:
        kinds_told = tuple([other for other in kinds_told if other != kind])
    if status.st_size > TOLD_BYTES_MAX:
        return []
    try:
        number = os.open(path, OUR_READ)
    except OSError:
        return []
    try:
        content = os.read(number, TOLD_BYTES_MAX + 1)
    finally:
        os.close(number)
    if len(content) > TOLD_BYTES_MAX:
        return []
    # Whoever reads this hashes it: to load what hashes takes as long as half of a start of Python.
    try:
        return [('bytes', len(content)), ('text', content.decode('utf-8'))]
    except UnicodeDecodeError:
        return []


def tell_read(path, at):
    seen.add(path)
    held.append((at, path))
    if not 0 <= at - written_at < held_ns:
        write_reads(at)


def line_of(taken):
    first = taken[0][0]
    # No path has a NUL in it. One text, and one list, are written in a fraction of the time of many.
    after = [at - first for at, _ in taken]
    paths = quote('\0'.join([path for _, path in taken]))
    return f'{{"kind":"reads","pid":{process_id},"time":{first}e-9,"after":{after},"paths":{paths}}}\n'


def write_reads(at):
    global reads, written_at, held_ns
    reads += len(held)
    written_at = at
    write_held()
    if len(seen) > 100000:
        seen.clear()
    held_ns = HELD_NS if may_hold and reads > TOLD_AT_ONCE and not is_worker() else 0
    if held_ns > 0 and not tells_when_leaving:
        attempt(tell_when_leaving)


def write_when_late():
    if not 0 <= time.time_ns() - written_at < held_ns:
        write_held()


def is_worker():
    # Whoever started it may kill it when its work is done, and all is well.
    process = sys.modules.get('multiprocessing.process')
    return process is not None and process.parent_process() is not None


def tell_when_leaving():
    # The one way to leave that neither runs what is registered at exit nor raises an audit event.
    global tells_when_leaving
    tells_when_leaving = True
    need('calls')
    import posix
    os._exit = posix._exit = observed(posix._exit, lambda *call: write_held(), None)


def resolve(path, folder_descriptor=-1, follows=True):
    """The absolute path without symbolic links (the last one stays unless `follows`), and its status or None."""
    path = os.fsdecode(path)
    end = path.rfind('/') + 1
    folder, name = path[:end], path[end:]
    if folder_descriptor != -1 and not folder.startswith('/'):
        folder = os.path.join(os.readlink('/proc/self/fd/%d' % folder_descriptor), folder)
    if name in ('', '.', '..'):
        path = os.path.realpath(real_folder(folder) + name)
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


def real_folder(folder):
    if not folder.startswith('/'):
        look_where_we_are()
    real = folders.get(folder)
    if real is None:
        if len(folders) > 10000:
            folders.clear()
        real = folders[folder] = os.path.join(os.path.realpath(os.path.join(working_folder, folder)), '')
    return real


def look_where_we_are():
    global working_folder, working_folder_at
    here = os.getcwd()
    if here != working_folder:
        folders.clear()
        working_folder = here
    working_folder_at = time.time_ns()


def record_chdir(folder):
    # It is going to be another one, in a moment.
    global working_folder_at
    working_folder_at = 0
