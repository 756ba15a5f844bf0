"""Tells of a fit that worker processes took a part in, since what those fit is counted by none."""
need('calls')


def patch_workers(module, names):
    patch_each(module, names, work_begins, work_ends)


def work_begins(original, frame, arguments, named):
    return globals().get('fits', {}).get(get_ident())


def work_ends(entry, result, arguments, named):
    # Which backend works, joblib decides when it is called. Threads share memory with us, and their fits are counted.
    if not getattr(arguments[0]._backend, 'supports_sharedmem', False):
        entry[0].has_workers = True
