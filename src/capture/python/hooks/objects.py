"""Tells of objects in stores what the calls of Amazon's client are about, and the names that the store gave them."""
need('exchanges')


COLLECTING = ('PutObject', 'CopyObject', 'CompleteMultipartUpload')


def patch_clients(module, names):
    patch_each(module, 'BaseClient._make_api_call', call_begins, call_ends, call_fails)


def patch_async_clients(module, names):
    original = module.AioBaseClient.__dict__.get('_make_api_call')
    if original is None or is_ours(original):
        return
    from functools import wraps

    @wraps(original)
    async def make_api_call(self, *arguments, **named):
        call = attempt(call_begins, original, None, (self,) + arguments, named)
        try:
            result = await original(self, *arguments, **named)
        except BaseException:
            if call is not None:
                attempt(call_fails, call)
            raise
        if call is not None:
            attempt(call_ends, call, result, arguments, named)
        return result

    module.AioBaseClient._make_api_call = hide(make_api_call)


def patch_sent_chunks(module, names):
    """What is sent by HTTPS goes in frames with a checksum at the end, so that only here it passes as it is."""
    patch_each(module, 'AwsChunkedWrapper._reset', exchange_goes_on, frames_begin)
    patch_each(module, 'AwsChunkedWrapper._make_chunk', exchange_goes_on, frame_made)


def exchange_goes_on(original, frame, arguments, named):
    label = label_now()
    return label if label is not None and label.collects else None


def frames_begin(label, result, arguments, named):
    label.body = Body()


def frame_made(label, result, arguments, named):
    if label.body is None:
        label.body = Body()
    size, _, rest = result.partition(b'\r\n')
    label.body.take(rest[:int(size, 16)])
    label.body.is_done = int(size, 16) == 0


def call_begins(original, frame, arguments, named):
    global labelled
    if labelled is None:
        from contextvars import ContextVar
        labelled = ContextVar('labelled', default=None)
    client = arguments[0]
    operation = str(argument(arguments, named, 1, 'operation_name'))
    parameters = argument(arguments, named, 2, 'api_params')
    facts = dict([
        (name, value) for name, value in [
            ('service', client.meta.service_model.service_name), ('operation', operation),
            ('bucket', parameters.get('Bucket')), ('key', parameters.get('Key')),
            ('endpoint', client.meta.endpoint_url),
        ] if isinstance(value, str)
    ])
    label = Label(facts, facts['service'] == 's3' and operation in COLLECTING)
    return label, labelled.set(label)


def call_fails(call):
    labelled.reset(call[1])


def call_ends(call, result, arguments, named):
    label = call[0]
    call_fails(call)
    if label.answer is None:
        return
    sent = label.answer.asked
    if label.facts['operation'] != 'PutObject':
        # What was sent is an order, of which the result is an object that was there in the store, or in parts.
        sent.body = None
    elif label.body is not None and label.body.is_done:
        sent.body = label.body
    said = result.get('CopyObjectResult') or result
    for name, value in (('etag', said.get('ETag')), ('x-amz-version-id', result.get('VersionId'))):
        if value is not None:
            label.answer.headers[name] = str(value)
    label.answer.tell(False)
