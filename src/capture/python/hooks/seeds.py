"""Tells which random generators are seeded, and with what."""
need('calls')


# By whomever, also by a library on behalf of the user.
seeded_modules = set()
positions_at_import = {}
# Where Python's own generator was when it was last looked at, whether the user's code has drawn, and who imported then.
own_position = [None, False, None]


def patch_seeds(module, names):
    def seed_begins(original, frame, arguments, named):
        # A generator of its own seeds none that others draw from.
        if original.__name__ != 'default_rng':
            seeded_modules.add(module.__name__)
        if is_by_library(frame):
            return None
        return (original.__name__,) + caller(frame)[1:]

    def seed_ends(ticket, result, arguments, named):
        name, file, line = ticket
        if not ordinal((module.__name__, name, file, line))[1]:
            return
        value = plain(argument(arguments, named, 0, 'seed', 'a'))
        emit('seed', [('function', module.__name__ + '.' + name), ('file', file), ('line', line)] +
             ([] if value is None else [('value', value)]))

    if module.__name__ == 'random':
        own_position[0] = position_of(module)
    if module.__name__ == 'numpy.random':
        positions_at_import['numpy.random'] = attempt_inside(numpy_position, module)
    patch_each(module, names, seed_begins, seed_ends)


def numpy_position(module):
    # Without the generator's lock, which a child may have inherited for ever. A draw moves the position.
    return module.mtrand._rand._bit_generator.state['state']['pos']


def position_of(numbers):
    # 624 is the position of one that was never drawn from (CPython, _randommodule.c).
    return numbers.getstate()[1][-1]


def patch_tips(module, names):
    patch_each(module, names, tip_begins, tip_ends)


def tip_begins(original, frame, arguments, named):
    # Nothing was drawn so far, or nobody has even loaded what could draw.
    numbers = sys.modules.get('random')
    return True if numbers is None or position_of(numbers) == own_position[0] else None


def tip_ends(ticket, result, arguments, named):
    # What IPython shows when a notebook's kernel starts it draws for itself.
    numbers = sys.modules.get('random')
    own_position[0] = own_position[0] if numbers is None else position_of(numbers)


def import_begins(name, frame):
    """What was drawn since the last look was drawn by an import, if it is a library's module that imports the next."""
    if own_position[0] is None or own_position[1] or 'random' in seeded_modules:
        return
    while frame is not None and frame.f_code.co_filename.startswith('<frozen importlib'):
        frame = frame.f_back
    is_import = frame is not None and frame.f_code.co_name == '<module>' and is_library(frame.f_code.co_filename)
    package = name.partition('.')[0]
    # A look costs 15 microseconds, and an import of scikit-learn has 2,000 modules.
    if is_import and package == own_position[2]:
        return
    position = position_of(sys.modules['random'])
    own_position[:] = [position, position != own_position[0] and not is_import, package]


def split_ends(ticket, result, arguments, named):
    """Of what scikit-learn shuffles, splits and makes up: without a seed it draws from NumPy's generator."""
    name, file, line = ticket
    held = getattr(arguments[0], '__dict__', {}) if name == '__init__' else named
    if held.get('random_state') is not None or held.get('shuffle', name != '__init__') is False:
        return
    if name == '__init__':
        name = type(arguments[0]).__name__
    if ordinal(('split', name, file, line))[1]:
        emit('seed', [('function', name), ('parameter', 'random_state'), ('file', file), ('line', line)])


def split_begins(original, frame, arguments, named):
    # Each class calls the constructor of the one it derives from.
    return None if is_by_library(frame) else (original.__name__,) + caller(frame)[1:]


def patch_splits(module, names):
    patch_each(module, names, split_begins, split_ends)


def unseeded_generators():
    """The generators of the process that numbers were drawn from although nobody had seeded them."""
    found = []
    numbers = sys.modules.get('random')
    if numbers is not None and own_position[0] is not None and 'random' not in seeded_modules:
        if own_position[1] or position_of(numbers) != own_position[0]:
            found.append('random')
    at_import = positions_at_import.get('numpy.random')
    if isinstance(at_import, int) and 'numpy.random' not in seeded_modules:
        if numpy_position(sys.modules['numpy.random']) != at_import:
            found.append('numpy.random')
    return found
