"""Tells what is read from and written to addresses, by http.client: urllib, urllib3, requests and boto3 stand on it."""
need('calls')

# Requests that wait for their answer, by the id of their connection.
asked = {}
forgotten_by_children.append(asked)


def patch_addresses(module, names):
    patch_each(module, 'HTTPConnection.putrequest', request_begins, exchange_ends)
    patch_each(module, 'HTTPConnection.send', send_begins, send_ends, send_fails)
    patch_each(module, 'HTTPConnection.getresponse', response_begins, response_ends)
    patch_each(module, 'HTTPResponse.read HTTPResponse.read1 HTTPResponse.readline', body_begins, body_ends, body_fails)
    patch_each(module, 'HTTPResponse.readinto', body_begins, buffer_ends, body_fails)


def exchange_ends(ticket, result, arguments, named):
    pass


def request_begins(original, frame, arguments, named):
    # Many import http.client and never ask for anything.
    need('exchanges')
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
        request.head = request_head_of(head)
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


def request_head_of(data):
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


def body_begins(original, frame, arguments, named):
    answer = answers.get(id(arguments[0])) if 'exchanges' in loaded else None
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
    if answer.body.bytes == answer.expected:
        told(answers, response, answer, True)
    elif response.isclosed():
        told(answers, response, answer, answer.expected is None)


# ------------------------------------------------------------------------------------------------- urllib3

def patch_chunks(module, names):
    """It reads the frames of a chunked body itself, past http.client."""
    patch_each(module, 'HTTPResponse._handle_chunk', chunk_begins, chunk_ends)
    patch_each(module, 'HTTPResponse._update_chunk_length', chunk_begins, chunks_end)


def chunk_begins(original, frame, arguments, named):
    return answers.get(id(getattr(arguments[0], '_fp', None))) if 'exchanges' in loaded else None


def chunk_ends(answer, result, arguments, named):
    answer.body.take(result)


def chunks_end(answer, result, arguments, named):
    if arguments[0].chunk_left == 0:
        told(answers, arguments[0]._fp, answer, True)
