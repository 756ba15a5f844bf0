"""Tells what is read from and written to stores of all kinds through files of fsspec."""
need('exchanges')

# What only stands before another file system, or is on record otherwise.
NO_STORES = ('file', 'local', 'memory', 'data', 'zip', 'tar', 'libarchive', 'dir', 'reference', 'simplecache', 'filecache',
             'blockcache', 'cached', 'wholefilecache', 'asyncwrapper', 'generic')
passing = {}
forgotten_by_children.append(passing)


def patch_filesystems(module, names):
    patch_each(module, 'AbstractFileSystem.open', store_begins, store_opens)
    patch_each(module, 'AbstractBufferedFile.read', piece_begins, piece_ends)
    patch_each(module, 'AbstractBufferedFile.write', piece_begins, piece_written)
    patch_each(module, 'AbstractBufferedFile.close', piece_begins, store_closed, store_fails)


class Passing(object):
    """A file of fsspec's. Its digest stands only where it was read, or written, from its start to its end."""

    def __init__(self, answer):
        self.answer = answer
        self.owner = None
        self.is_closed = False

    def tell(self, is_whole):
        # What was written is in the store once it is closed.
        if self.answer.asked.body is not None and not self.is_closed:
            self.answer.asked.body.is_whole = False
        self.answer.tell(is_whole)


def store_begins(original, frame, arguments, named):
    mode = argument(arguments, named, 2, 'mode')
    protocol = arguments[0].protocol
    protocol = protocol if isinstance(protocol, str) else protocol[0]
    # In text mode it calls itself.
    if protocol in NO_STORES or (mode is not None and 'b' not in mode):
        return None
    return str(mode or 'rb'), str(protocol), frame


def store_opens(ticket, file, arguments, named):
    mode, protocol, frame = ticket
    tell_abandoned()
    system = arguments[0]
    is_read = mode.startswith('r')
    path = str(system._strip_protocol(argument(arguments, named, 1, 'path')))
    asked = Asked('GET' if is_read else 'PUT', store_address(system, protocol, path), frame)
    if protocol in ('s3', 's3a'):
        asked.label = Label(object_facts(system, path, is_read), False)
    answer = Answer(asked, 200, details_of(file) if is_read else {}, None)
    if not is_read:
        asked.head, asked.body = {}, Body()
        # What is added to an object is not all of it.
        asked.body.is_whole = not mode.startswith('a')
    if hasattr(file, 'loc') and hasattr(file, 'fs'):
        return watch(passing, file, Passing(answer))
    if not is_read:
        asked.body.is_whole = False
        asked.body.bytes = 1
    answer.tell(False)


def store_address(system, protocol, path):
    if '://' in path:
        return path
    account = getattr(system, 'account_name', None)
    if protocol in ('abfs', 'az', 'abfss') and isinstance(account, str):
        return 'https://%s.blob.core.windows.net/%s' % (account, path)
    host = getattr(system, 'host', None)
    protocol = 'gs' if protocol == 'gcs' else protocol
    return '%s://%s%s' % (protocol, host if isinstance(host, str) else '', path if isinstance(host, str) else path.lstrip('/'))


def object_facts(system, path, is_read):
    bucket, _, key = path.partition('/')
    settings = getattr(system, 'client_kwargs', None) or {}
    endpoint = settings.get('endpoint_url') or getattr(system, 'endpoint_url', None)
    facts = [('service', 's3'), ('operation', 'GetObject' if is_read else 'PutObject'), ('bucket', bucket), ('key', key)]
    return dict(facts + ([('endpoint', endpoint)] if isinstance(endpoint, str) else []))


def details_of(file):
    """What the store said of an object, as the headers that say the same."""
    details = file.__dict__.get('_details') or {}
    names = (('etag', 'ETag'), ('etag', 'etag'), ('x-amz-version-id', 'VersionId'), ('x-goog-generation', 'generation'),
             ('last-modified', 'LastModified'), ('content-length', 'size'))
    return dict([(header, details[name]) for header, name in names if details.get(name) is not None])


def piece_begins(original, frame, arguments, named):
    watched = passing.get(id(arguments[0]))
    return None if watched is None else (watched, arguments[0].loc)


def piece_ends(ticket, result, arguments, named):
    watched, start = ticket
    file, body = arguments[0], watched.answer.body
    # What is read again after a step back was hashed before; a step forward leaves out something.
    if start > body.bytes:
        body.is_whole = False
    body.take(result[max(0, body.bytes - start):] if start <= body.bytes else b'')
    if body.is_whole and body.bytes == file.size:
        told(passing, file, watched, True)


def piece_written(ticket, result, arguments, named):
    ticket[0].answer.asked.body.take(memoryview(argument(arguments, named, 1, 'data')).cast('B'))


def store_closed(ticket, result, arguments, named):
    watched = ticket[0]
    watched.is_closed = True
    told(passing, arguments[0], watched, False)


def store_fails(ticket):
    for key, watched in list(passing.items()):
        if watched is ticket[0]:
            del passing[key]
