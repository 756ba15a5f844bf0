"""Follows requests to their answers and the bytes of both, for whatever library they go through."""
need('calls')
need('peers')

HEADERS = ('etag', 'last-modified', 'content-length', 'content-type', 'content-encoding', 'content-range', 'location',
           'x-amz-version-id', 'x-goog-generation', 'x-repo-commit', 'x-linked-etag')
# What carries a request for others. The first module in the stack that is none of these is who asked.
TRANSPORT = ('http', 'urllib', 'urllib3', 'requests', 'httpx', 'httpcore', 'aiohttp', 'botocore', 's3transfer',
             'aiobotocore', 'asyncio', 'anyio', 'concurrent', 'threading', 'contextlib', 'ssl', 'tenacity', 'backoff')
CLIENTS_MAX = 60

# Answers whose body is being read, by the id of what it is read from.
answers = {}
# Those that nobody can read any further, and that are not told yet.
abandoned = []
# What a library in the middle of a call of its own knows of the requests that it makes.
labelled = None
forgotten_by_children.append(answers)


class Label(object):
    """What a call is about. With `collects` the library's own result says more than the answer of the server."""

    def __init__(self, facts, collects):
        self.facts = facts
        self.collects = collects
        self.answer = None
        # What was sent, where it goes in frames.
        self.body = None


def label_now():
    return None if labelled is None else labelled.get()


class Asked(object):
    def __init__(self, method, url, frame=None):
        self.at = time.time()
        self.method = method
        self.url = url
        self.client = client_of(frame)
        self.file, self.line = caller(frame)[1:]
        self.label = label_now()
        self.sending = False
        self.head = None
        self.body = None


class Body(object):
    """Bytes that pass through, and their digest, which stands only where all of them did."""

    def __init__(self, encoding=None):
        self.digest = new_sha256()
        # As they came, and as the program gets them.
        self.bytes = 0
        self.size = 0
        self.decoders = decoders_of(encoding)
        self.is_whole = self.decoders is not None
        self.is_done = False

    def take(self, data):
        self.bytes += len(data)
        if not self.is_whole:
            return
        try:
            for piece in decoded(self.decoders, data) if self.decoders else (data,):
                self.digest.update(piece)
                self.size += len(piece)
        except Exception:
            self.is_whole = False

    def sha256(self):
        ended = not self.decoders or self.decoders[0].eof
        return self.digest.hexdigest() if self.is_whole and ended else None


def decoders_of(encoding):
    """What turns the bytes on the wire into those that the program gets; None where we cannot."""
    if encoding in (None, '', 'identity'):
        return []
    if encoding not in ('gzip', 'x-gzip', 'deflate'):
        return None
    import zlib
    return [zlib.decompressobj(47)]


def decoded(decoders, data):
    while data:
        if decoders[0].eof:
            # Gzip may come in several members.
            import zlib
            decoders[0] = zlib.decompressobj(47)
        piece = decoders[0].decompress(data, 1 << 20)
        yield piece
        data = decoders[0].unconsumed_tail or decoders[0].unused_data
        while not data and len(piece) == 1 << 20:
            piece = decoders[0].decompress(b'', 1 << 20)
            yield piece


class Answer(object):
    def __init__(self, asked, status, headers, peer):
        self.asked = asked
        self.status = status
        self.headers = dict([(name, str(headers[name])[:2000]) for name in HEADERS if headers.get(name) is not None])
        self.peer = peer
        self.body = Body(self.headers.get('content-encoding'))
        self.expected = None
        self.reading = False
        self.owner = None

    def tell(self, is_whole):
        asked, body = self.asked, self.body
        sent = None if asked.body is None else dict(asked.head, bytes=asked.body.bytes)
        if sent and asked.body.is_whole:
            sent['sha256'] = asked.body.sha256()
        tell_exchange([
            ('method', asked.method), ('url', asked.url), ('status', self.status), ('headers', self.headers),
            ('bytes', (body.size if body.is_whole else body.bytes) if is_whole else None),
            ('sha256', body.sha256() if is_whole and self.status == 200 and body.bytes else None),
            ('sent', sent), ('peer', self.peer), ('label', asked.label and asked.label.facts),
            ('client', asked.client), ('file', asked.file), ('line', asked.line),
        ], asked.at)


def client_of(frame):
    count = 0
    while frame is not None and count < CLIENTS_MAX:
        name = str(frame.f_globals.get('__name__'))
        if name.split('.')[0] not in TRANSPORT:
            return name
        frame = frame.f_back
        count += 1
    return None


def tell_exchange(fields, at):
    """Everything that is read or written each time, and of the rest what is needed to count it."""
    facts = dict(fields)
    is_data = facts['method'] in ('GET', 'PUT') and 200 <= facts['status'] < 400
    if is_data or facts.get('label'):
        place = (facts['method'], facts['url'], facts['status'], facts.get('sha256'))
    else:
        place = (facts['method'], facts['url'].split('/')[2], facts['status'])
    count, due = ordinal(place, 1)
    if due:
        emit('address', [field for field in fields if field[1] != {}] + [('count', count)], at)


def has_content(answer):
    return answer.asked.method == 'GET' and answer.status in (200, 203, 206)


def answered(answer):
    label = answer.asked.label
    if label is not None and label.collects:
        label.answer = answer
    else:
        answer.tell(False)


def watch(places, thing, watched, owner=None):
    """Keeps something about a thing for as long as somebody can use it, or the owner of it that can be watched."""
    from weakref import ref
    key = id(thing)

    def gone(_):
        # In the middle of anything, a collection of garbage too, so that nothing may be done here.
        if places.get(key) is watched:
            del places[key]
            abandoned.append(watched)

    watched.owner = ref(thing if owner is None else owner, gone)
    places[key] = watched


def told(places, thing, watched, is_whole):
    if places.pop(id(thing), None) is watched:
        watched.tell(is_whole)


def tell_abandoned():
    while abandoned:
        abandoned.pop().tell(False)


def tell_unfinished():
    """At the end of the process: what was read in part is on record as that."""
    tell_abandoned()
    for places in (answers, globals().get('passing', {})):
        for watched in list(places.values()):
            watched.tell(False)
        places.clear()
