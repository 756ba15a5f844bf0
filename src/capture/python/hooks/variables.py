"""Tells which variables of the environment the program's own code asked for by their names."""
need('calls')

told_variables = set()
subscripts = None


def record_variable(asker, key, value):
    frame, is_direct = asker
    if is_direct and not is_subscript(frame):
        return
    name, text = os.fsdecode(key), os.fsdecode(value)
    # What the program, or a reader of a dotenv file in it, set for itself is no part of what it was started with.
    if initial_environment.get(os.fsencode(name)) != os.fsencode(text):
        return
    place = source_named(frame), frame.f_lineno
    if name.startswith('PEDIGREE_') or (name, text, place) in told_variables:
        return
    told_variables.add((name, text, place))
    emit('variable', [('name', name[:1000]), ('value', text[:2000]), ('file', place[0]), ('line', place[1])])


def is_subscript(frame):
    # `dict(os.environ)` and `{**os.environ}` take each by its name, too, in C, of which there is no frame.
    global subscripts
    if subscripts is None:
        import opcode
        subscripts = [opcode.opmap[name] for name in ('BINARY_SUBSCR', 'BINARY_OP') if name in opcode.opmap]
    return frame.f_code.co_code[frame.f_lasti] in subscripts
