"""Tells what argparse made of the command line."""
need('calls')

parses = {}
forgotten_by_children.append(parses)


def patch_arguments(module, names):
    patch_each(module, 'ArgumentParser.parse_known_args', parse_begins, parse_ends, parse_fails)
    patch_each(module, 'ArgumentParser._get_values', value_begins, value_ends)


def parse_begins(original, frame, arguments, named):
    # A sub-parser is called by argparse itself, in the middle of the parse that the user asked for.
    ident = get_ident()
    if ident in parses:
        return None
    while frame is not None and frame.f_globals.get('__name__') == 'argparse':
        frame = frame.f_back
    if frame is None:
        return None
    by, file, line = caller(frame)
    given = argument(arguments, named, 1, 'args')
    is_command_line = given is None or list(given) == sys.argv[1:]
    if file is None or is_program(file) or (by is not None and not is_command_line):
        return None
    parses[ident] = set()
    return by, file, line


def is_program(file):
    # The start scripts of installed tools, as `bin/ipython`.
    return os.path.dirname(file) in (os.path.join(sys.prefix, 'bin'), '/usr/bin', '/usr/local/bin')


def parse_fails(ticket):
    parses.pop(get_ident(), None)


def parse_ends(ticket, result, arguments, named):
    by, file, line = ticket
    given = parses.pop(get_ident(), set())
    if not ordinal(('argparse', file, line))[1]:
        return
    values = [
        [str(name), plain(value), name in given] for name, value in vars(result[0]).items() if not name.startswith('_')
    ]
    prog = getattr(arguments[0], 'prog', None)
    emit('arguments', [
        ('prog', str(prog)), ('by', by), ('file', file), ('line', line), ('values', values[:NAMES_MAX]),
    ])


def value_begins(original, frame, arguments, named):
    # argparse asks for the values of an action exactly when the command line has some for it; for a positional argument
    # that may be left out (`?`, `*`) also when it has none.
    given = parses.get(get_ident())
    action = argument(arguments, named, 1, 'action')
    if given is not None and (action.option_strings or argument(arguments, named, 2, 'arg_strings')):
        given.add(action.dest)
    return None


def value_ends(ticket, result, arguments, named):
    pass
