"""Tells which variables of the environment the program's own code asked for by their names, also where they are not set."""
need('calls')

told_variables = set()
subscripts = None


def record_variable(asker, key, value):
    frame, is_direct = asker
    if is_direct and not is_subscript(frame):
        return
    name = os.fsdecode(key)
    text = None if value is None else os.fsdecode(value)
    # What the program, or a reader of a dotenv file in it, set or removed itself is no part of what it was started with.
    if initial_environment.get(os.fsencode(name)) != (None if text is None else os.fsencode(text)):
        return
    place = source_named(frame), frame.f_lineno
    if name.startswith('PEDIGREE_') or (name, text, place) in told_variables:
        return
    # A program can make up any number of names.
    if text is None and not ordinal(('unset',) + place)[1]:
        return
    told_variables.add((name, text, place))
    emit('variable', [
        ('name', name[:1000]), ('value', None if text is None else text[:2000]), ('file', place[0]), ('line', place[1]),
    ])


def is_subscript(frame):
    # `dict(os.environ)` and `{**os.environ}` take each by its name, too, in C, of which there is no frame.
    global subscripts
    if subscripts is None:
        import opcode
        subscripts = [opcode.opmap[name] for name in ('BINARY_SUBSCR', 'BINARY_OP') if name in opcode.opmap]
    return frame.f_code.co_code[frame.f_lasti] in subscripts
