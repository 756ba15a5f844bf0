"""Tells which random generators are seeded, and with what."""
need('calls')


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
