"""Says who calls, and wraps a call so that something of ours happens before and after it."""
need('values')

library_files = {}
counts = {}
# Wrappers of scikit-learn that stand between the user's call and ours.
TRANSPARENT = ('sklearn.utils._set_output', 'sklearn.utils._available_if')


def is_library(file):
    known = library_files.get(file)
    if known is None:
        known = is_ignored(file) or file.startswith('<frozen ')
        library_files[file] = known
    return known


def module_of(frame):
    return '' if frame is None else str(frame.f_globals.get('__name__'))


def is_by_library(frame):
    # What C calls without any Python below it, as at exit, the program has handed to it.
    return frame is not None and is_library(frame.f_code.co_filename)


def caller(frame):
    """The module that calls, if it is a library's, and the file and line of the nearest code that is not."""
    while frame is not None and frame.f_globals.get('__name__') in TRANSPARENT:
        frame = frame.f_back
    by = module_of(frame) if is_by_library(frame) else None
    while is_by_library(frame):
        frame = frame.f_back
    if frame is None:
        return by, None, None
    return by, source_named(frame), frame.f_lineno


def source_named(frame):
    file = frame.f_code.co_filename
    if file == '<dynamic-code>':
        # What cloudpickle sent to a worker has lost its file, but kept the module's.
        file = frame.f_globals.get('__file__') or file
    if '/ipykernel_' in file:
        # Another name in each kernel: by its number the cell is the same in the next run.
        return attempt_inside(cell_named, file) or file
    return file if file.startswith('<') else os.path.abspath(file)


def cell_named(file):
    named = sys.modules['IPython'].get_ipython().compile.format_code_name(file)
    return named and 'cell %s' % ''.join([mark for mark in named[1] if mark.isdigit()])


def ordinal(place, events_max=EVENTS_PER_PLACE_MAX):
    """How often this has happened, and whether it is worth an event: in a loop first each, then powers of two."""
    number = counts[place] = counts.get(place, 0) + 1
    return number, number <= events_max or number & (number - 1) == 0


def observed(original, before, after, gives_up=None, module=None):
    """
    Wraps `original`. `before` gives a ticket, or None when the call is of no interest; then `after` is not asked. By the
    name in its globals the wrapper is of `module`, the name of one: a library that goes up to its caller by the names of
    its own modules, as DuckDB does for the tables in its variables, passes over our frame as over its own.
    """
    from functools import wraps

    def wrapper(*arguments, **named):
        ticket = attempt(before, original, calling_frame(), arguments, named)
        try:
            result = original(*arguments, **named)
        except BaseException as error:
            if gives_up is not None and ticket is not None:
                attempt(gives_up, ticket)
            # From Python 3.11 on the traceback then looks as without us; before, it has one line more.
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next
            raise
        if ticket is not None:
            attempt(after, ticket, result, arguments, named)
        return result

    name = module or getattr(original, '__module__', None)
    home = dict([(each, globals()[each]) for each in ('__builtins__', 'attempt', 'calling_frame')], __name__=name)
    return hide(wraps(original)(type(wrapper)(wrapper.__code__, home, 'wrapper', None, wrapper.__closure__)))


def patch_each(module, names, before, after, gives_up=None):
    """Wraps the functions and methods (`Class.method`) of a module that are there, once."""
    for name in names.split():
        owner = module
        if '.' in name:
            owner_name, name = name.split('.')
            owner = module.__dict__.get(owner_name)
        original = None if owner is None else owner.__dict__.get(name)
        if isinstance(original, staticmethod):
            if not is_ours(original.__func__):
                setattr(owner, name, staticmethod(observed(original.__func__, before, after, gives_up, module.__name__)))
            continue
        if callable(original) and not isinstance(original, type) and not is_ours(original):
            wrapper = observed(original, before, after, gives_up, module.__name__)
            if owner is module:
                # Pickle finds a function by module and name, and what replaces a built-in of C lies in another module.
                wrapper.__module__ = module.__name__
            setattr(owner, name, wrapper)


def wrap_method(kind, name, before, after, gives_up=None):
    """Wraps a method that a class defines itself, also one that is there only where scikit-learn's `available_if` says so."""
    value = kind.__dict__.get(name)
    holder = None
    if type(value).__name__ == '_AvailableIfDescriptor':
        holder, value = value, value.__dict__.get('fn')
    if type(value) is not type(wrap_method) or is_ours(value):
        return
    wrapped = observed(value, before, after, gives_up)
    if holder is None:
        setattr(kind, name, wrapped)
    else:
        holder.fn = wrapped


def argument(arguments, named, position, *names):
    if len(arguments) > position:
        return arguments[position]
    for name in names:
        if name in named:
            return named[name]
    return None
