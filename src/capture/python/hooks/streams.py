"""Tells what httpx and aiohttp read from addresses: neither stands on http.client."""
need('exchanges')


# ------------------------------------------------------------------------------------------------- httpx

def patch_httpx(module, names):
    patch_stream(module, 'BoundSyncStream', '__iter__', teed)
    patch_stream(module, 'BoundAsyncStream', '__aiter__', teed_async)


def patch_stream(module, owner, name, change):
    from functools import wraps
    owner = getattr(module, owner, None)
    original = None if owner is None else owner.__dict__.get(name)
    if original is not None and not is_ours(original):
        setattr(owner, name, hide(wraps(original)(change(original))))


# Only the loops are two: Python has no way to write one that waits for its chunks and one that does not at once.
def teed(original):
    def iterate(self):
        with Reading(self, calling_frame()) as reading:
            for chunk in original(self):
                reading.take(chunk)
                yield chunk

    return iterate


def teed_async(original):
    async def iterate(self):
        with Reading(self, calling_frame()) as reading:
            async for chunk in original(self):
                reading.take(chunk)
                yield chunk

    return iterate


class Reading(object):
    """What a program reads of a stream of httpx, told when it has ended, or was left."""

    def __init__(self, stream, frame):
        self.answer = attempt(answer_of_httpx, stream, frame)

    def __enter__(self):
        return self

    def take(self, chunk):
        if self.answer is not None:
            attempt(self.answer.body.take, chunk)

    def __exit__(self, kind, error, trace):
        if self.answer is not None:
            attempt(self.tell, kind is None)
        return False

    def tell(self, has_ended):
        self.answer.tell(has_ended and has_content(self.answer))


def answer_of_httpx(stream, frame):
    response = stream._response
    request = response.request
    asked = Asked(request.method, str(request.url), frame)
    sent = getattr(request, '_content', None)
    length = request.headers.get('content-length', '0')
    if length != '0':
        asked.head = dict([(name, request.headers[name]) for name in ('content-type',) if name in request.headers])
        asked.body = Body()
        if isinstance(sent, bytes):
            asked.body.take(sent)
        else:
            asked.body.bytes = int(length)
            asked.body.is_whole = False
    network = response.extensions.get('network_stream')
    peer = None if network is None else network.get_extra_info('server_addr')
    peer = [peer[0], peer[1]] if isinstance(peer, tuple) else None
    return Answer(asked, int(response.status_code), response.headers, peer)


# ------------------------------------------------------------------------------------------------- aiohttp

def patch_aiohttp(module, names):
    original = module.ClientResponse.__dict__.get('start')
    if original is None or is_ours(original):
        return
    from functools import wraps

    @wraps(original)
    async def start(self, *arguments, **named):
        asked = attempt(asked_by_aiohttp, self, calling_frame())
        result = await original(self, *arguments, **named)
        if asked is not None:
            attempt(aiohttp_answers, asked, self)
        return result

    module.ClientResponse.start = hide(start)


def patch_aiohttp_streams(module, names):
    patch_each(module, 'StreamReader._read_nowait_chunk', stream_begins, stream_gives)
    patch_each(module, 'StreamReader.feed_eof', stream_begins, stream_ends)


def asked_by_aiohttp(response, frame):
    return Asked(str(response.method), str(response.url), frame)


def aiohttp_answers(asked, response):
    connection = response.connection
    peer = None if connection is None else connection.transport.get_extra_info('peername')
    peer = [peer[0], peer[1]] if isinstance(peer, tuple) else None
    answer = Answer(asked, int(response.status), response.headers, peer)
    # What is read from its stream is without the encoding of the transfer, unless the session was told to leave it.
    if getattr(getattr(response, '_session', None), '_auto_decompress', True):
        answer.body = Body()
    stream = response.content
    if not has_content(answer) or stream.at_eof():
        return answered(answer)
    watch(answers, stream, answer, response)


def stream_begins(original, frame, arguments, named):
    return answers.get(id(arguments[0]))


def stream_gives(answer, result, arguments, named):
    answer.body.take(result)
    stream_ends(answer, result, arguments, named)


def stream_ends(answer, result, arguments, named):
    if arguments[0].at_eof():
        told(answers, arguments[0], answer, True)
