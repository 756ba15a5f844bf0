"""Tells which random generators are seeded, and with what."""
need('calls')


# By whomever, also by a library on behalf of the user.
seeded_modules = set()
positions_at_import = {}


def patch_seeds(module, names):
    def seed_begins(original, frame, arguments, named):
        # A generator of its own seeds none that others draw from.
        if original.__name__ != 'default_rng':
            seeded_modules.add(module.__name__)
        if is_library(frame.f_code.co_filename):
            return None
        return (original.__name__,) + caller(frame)[1:]

    def seed_ends(ticket, result, arguments, named):
        name, file, line = ticket
        if not ordinal((module.__name__, name, file, line))[1]:
            return
        value = plain(argument(arguments, named, 0, 'seed', 'a'))
        emit('seed', [('function', module.__name__ + '.' + name), ('file', file), ('line', line)] +
             ([] if value is None else [('value', value)]))

    if module.__name__ == 'numpy.random':
        positions_at_import['numpy.random'] = attempt_inside(numpy_position, module)
    patch_each(module, names, seed_begins, seed_ends)


def numpy_position(module):
    # Without the generator's lock, which a child may have inherited for ever. A draw moves the position.
    return module.mtrand._rand._bit_generator.state['state']['pos']


def unseeded_generators():
    """The generators of the process that numbers were drawn from although nobody had seeded them."""
    found = []
    numbers = sys.modules.get('random')
    # 624 is the position of one that was never drawn from (CPython, _randommodule.c).
    if numbers is not None and 'random' not in seeded_modules and numbers.getstate()[1][-1] != 624:
        found.append('random')
    at_import = positions_at_import.get('numpy.random')
    if isinstance(at_import, int) and 'numpy.random' not in seeded_modules:
        if numpy_position(sys.modules['numpy.random']) != at_import:
            found.append('numpy.random')
    return found
