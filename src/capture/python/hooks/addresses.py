"""Tells what is read from and written to addresses, by http.client: urllib, urllib3, requests and boto3 stand on it."""
need('calls')
need('peers')

HEADERS = ('etag', 'last-modified', 'content-length', 'content-type', 'content-encoding', 'content-range', 'location',
           'x-amz-version-id', 'x-goog-generation', 'x-repo-commit', 'x-linked-etag')
# What carries a request for others. The first module in the stack that is none of these is who asked.
TRANSPORT = ('http', 'urllib', 'urllib3', 'requests', 'httpx', 'httpcore', 'aiohttp', 'botocore', 's3transfer',
             'aiobotocore', 'asyncio', 'anyio', 'concurrent', 'threading', 'contextlib', 'ssl', 'tenacity', 'backoff')
CLIENTS_MAX = 60

# Requests that wait for their answer, by the id of their connection; answers whose body is being read, by their own id.
asked = {}
answers = {}
# Those that nobody can read any further, and that are not told yet.
abandoned = []
# What a library in the middle of a call of its own knows of the requests that it makes.
labelled = None
for memory in (asked, answers):
    forgotten_by_children.append(memory)


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


# ------------------------------------------------------------------------------------------------- http.client

def patch_addresses(module, names):
    patch_each(module, 'HTTPConnection.putrequest', request_begins, exchange_ends)
    patch_each(module, 'HTTPConnection.send', send_begins, send_ends, send_fails)
    patch_each(module, 'HTTPConnection.getresponse', response_begins, response_ends)
    patch_each(module, 'HTTPResponse.read HTTPResponse.read1 HTTPResponse.readline', body_begins, body_ends, body_fails)
    patch_each(module, 'HTTPResponse.readinto', body_begins, buffer_ends, body_fails)


def exchange_ends(ticket, result, arguments, named):
    pass


def request_begins(original, frame, arguments, named):
    tell_abandoned()
    connection = arguments[0]
    if len(asked) > 10000:
        asked.clear()
    method = str(argument(arguments, named, 1, 'method'))
    url = str(argument(arguments, named, 2, 'url'))
    asked[id(connection)] = Asked(method, url if '://' in url.split('?')[0] else base_of(connection) + url, frame)
    return None


def base_of(connection):
    tunnel = getattr(connection, '_tunnel_host', None)
    host = tunnel or connection.host
    port = connection._tunnel_port if tunnel else connection.port
    scheme = 'https' if connection.default_port == 443 else 'http'
    host = '[%s]' % host.strip('[]') if ':' in host else host
    return '%s://%s%s' % (scheme, host, '' if port in (None, connection.default_port) else ':%d' % port)


def send_begins(original, frame, arguments, named):
    """The first thing that is sent is the head, all others are the body. A tunnel is opened inside the first."""
    request = asked.get(id(arguments[0]))
    if request is None or request.sending or request.method in ('GET', 'HEAD'):
        return None
    request.sending = True
    data = argument(arguments, named, 1, 'data')
    is_bytes = isinstance(data, (bytes, bytearray, memoryview))
    if request.body is None:
        head, _, rest = bytes(data).partition(b'\r\n\r\n') if is_bytes else (b'', b'', b'')
        request.head = head_of(head)
        request.body = Body()
        # The frames of a chunked body are not what was sent.
        request.body.is_whole = is_bytes and 'transfer-encoding' not in request.head
        # botocore sends both at once.
        request.body.take(rest)
    elif is_bytes:
        request.body.take(data)
    else:
        request.body.is_whole = False
    return request


def head_of(data):
    names = ('content-type', 'content-encoding', 'transfer-encoding', 'content-range')
    lines = [line.partition(':') for line in data.decode('latin-1').split('\r\n')[1:]]
    return dict([(name.lower(), value.strip()[:200]) for name, _, value in lines if name.lower() in names])


def send_ends(request, result, arguments, named):
    request.sending = False


def send_fails(request):
    request.sending = False


def response_begins(original, frame, arguments, named):
    request = asked.pop(id(arguments[0]), None)
    return None if request is None else (request, peer_of(getattr(arguments[0], 'sock', None)))


def response_ends(ticket, response, arguments, named):
    request, peer = ticket
    # A daemon on this machine, asked through a socket file.
    if peer is None or not hasattr(response, 'isclosed'):
        return
    answer = Answer(request, int(response.status), response.headers, peer)
    answer.expected = response.length
    if not has_content(answer) or response.isclosed():
        return answered(answer)
    watch(answers, response, answer)


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


def body_begins(original, frame, arguments, named):
    answer = answers.get(id(arguments[0]))
    # These methods call each other, and after a `close` they give nothing.
    if answer is None or answer.reading or arguments[0].isclosed():
        return None
    answer.reading = True
    return answer


def body_fails(answer):
    answer.reading = False


def body_ends(answer, result, arguments, named):
    answer.reading = False
    took(answer, arguments[0], result)


def buffer_ends(answer, result, arguments, named):
    answer.reading = False
    took(answer, arguments[0], memoryview(argument(arguments, named, 1, 'b')).cast('B')[:result])


def took(answer, response, data):
    answer.body.take(data)
    if answer.expected is not None and answer.body.bytes >= answer.expected:
        told(answers, response, answer, answer.body.bytes == answer.expected)
    elif response.isclosed():
        told(answers, response, answer, answer.expected is None)


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


# ------------------------------------------------------------------------------------------------- urllib3

def patch_chunks(module, names):
    """It reads the frames of a chunked body itself, past http.client."""
    patch_each(module, 'HTTPResponse._handle_chunk', chunk_begins, chunk_ends)
    patch_each(module, 'HTTPResponse._update_chunk_length', chunk_begins, chunks_end)


def chunk_begins(original, frame, arguments, named):
    return answers.get(id(getattr(arguments[0], '_fp', None)))


def chunk_ends(answer, result, arguments, named):
    answer.body.take(result)


def chunks_end(answer, result, arguments, named):
    if arguments[0].chunk_left == 0:
        told(answers, arguments[0]._fp, answer, True)
