"""Tells what argparse, click, typer, OmegaConf and papermill made of the command line."""
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


def command_begins(original, frame, arguments, named):
    """A command of click's is about to be called: its values are there, each with where it came from."""
    command = arguments[0]
    context = argument(arguments, named, 1, 'ctx')
    function = getattr(command, 'callback', None)
    while hasattr(function, '__wrapped__'):
        function = function.__wrapped__
    code = getattr(function, '__code__', None)
    if code is None or is_library(code.co_filename) or is_program(code.co_filename):
        return None
    file, line = os.path.abspath(code.co_filename), code.co_firstlineno
    if not ordinal(('click', file, line))[1]:
        return None
    hidden = [one.name for one in command.params if getattr(one, 'hide_input', False)]
    variables = dict([(one.name, one.envvar) for one in command.params])
    values = []
    for name, value in context.params.items():
        told = {'$python': 'hidden'} if name in hidden else plain(value)
        values.append([str(name), told, source_in(context, name, variables.get(name))])
    emit('arguments', [
        ('prog', str(context.find_root().info_name)), ('file', file), ('line', line), ('values', values[:NAMES_MAX]),
    ])
    return None


def source_in(context, name, variable):
    # click before 8 does not know.
    known = context.get_parameter_source(name) if hasattr(context, 'get_parameter_source') else None
    source = getattr(known, 'name', None)
    if source == 'ENVIRONMENT':
        return 'environment variable %s' % variable if isinstance(variable, str) else 'environment'
    return {'DEFAULT': False, 'DEFAULT_MAP': 'default map', 'PROMPT': 'prompt'}.get(source, True)


def command_ends(ticket, result, arguments, named):
    pass


def patch_click(module, names):
    patch_each(module, 'Command.invoke', command_begins, command_ends)


def omega_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    # Without arguments it reads those of the command.
    given = argument(arguments, named, 0, 'args_list')
    return (file, line) if by is None and (given is None or list(given) == sys.argv[1:]) else None


def omega_ends(ticket, result, arguments, named):
    if len(from_command) < 10:
        from_command.append(result)
    tell_omega('omegaconf', ticket, leaves_of(result))


def tell_omega(call, ticket, values, overrides=None):
    file, line = ticket
    if ordinal((call, file, line))[1]:
        emit('arguments', [
            ('prog', os.path.basename(sys.argv[0])), ('file', file), ('line', line), ('values', values[:NAMES_MAX]),
            ('overrides', overrides),
        ])


# What OmegaConf made of the command line.
from_command = []


def merge_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    given = [one for one in from_command if any([one is argument for argument in arguments])]
    return (given[0], file, line) if by is None and given else None


def merge_ends(ticket, result, arguments, named):
    # Of `config.merge_with(...)` the object itself is the result.
    merged = dict([(name, value) for name, value, _ in leaves_of(arguments[0] if result is None else result)])
    kept = [one for one in leaves_of(ticket[0]) if one[0] in merged and merged[one[0]] == one[1]]
    tell_omega('omegaconf merge', ticket[1:], kept, True)


def leaves_of(config):
    values = []
    collect_leaves(sys.modules['omegaconf'].OmegaConf.to_container(config), '', values)
    return values


def collect_leaves(value, name, values):
    if isinstance(value, dict) and value:
        for key, item in value.items():
            collect_leaves(item, name + '.' + str(key) if name else str(key), values)
    elif name:
        values.append([name, plain(value), True])


def patch_omegaconf(module, names):
    patch_each(module, 'OmegaConf.from_cli', omega_begins, omega_ends)
    patch_each(module, 'OmegaConf.merge OmegaConf.unsafe_merge', merge_begins, merge_ends)


def patch_omegaconf_containers(module, names):
    patch_each(module, 'BaseContainer.merge_with', merge_begins, merge_ends)


def patch_papermill(module, names):
    patch_each(module, names, notebook_begins, value_ends)


def notebook_begins(original, frame, arguments, named):
    """A notebook is about to run with what `papermill -p rate 0.2` says; what a program gives it stands in that program."""
    given = argument(arguments, named, 2, 'parameters')
    if frame is not None and frame.f_globals.get('__name__') == 'papermill.cli' and isinstance(given, dict) and given:
        values = [[str(name), plain(value), True] for name, value in given.items()]
        notebook = os.path.basename(str(argument(arguments, named, 0, 'input_path')))
        emit('arguments', [('prog', notebook), ('values', values[:NAMES_MAX])])
    return None
